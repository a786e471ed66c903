import {targets} from '../connector/services.ts';
import {growthSince} from '../ledger/growth.ts';
import type {Action} from './action.ts';
import {failed} from './failed.ts';

/** What the ledger gained since a step of this session last ended well. */
export const countGrowth: Action = {
  signature: {name: 'ledger.growth', effect: 'reads', parameters: ['step']},
  async *run([step = ''], {environment, earlier}) {
    const since = earlier.ended?.get(step);
    if (!since) return failed('no-such-end', `step ${step} has not ended well in this session, so there is nothing to count from`, `Walk step ${step} first, or look with: mcp-runbook ledger tail.`);
    yield {stage: 'ledger', state: 'running', text: `since ${step} at ${since.at}`};
    const growth = growthSince(environment.places.ledger, since.ledgerBytes);
    if (growth.kind === 'unreadable') return failed('ledger-unreadable', `the ledger cannot be read: ${growth.reason}`, 'Correct what keeps it from being read, then run this step again.');
    if (growth.kind === 'shorter') {
      const message = `the ledger has ${growth.size} bytes; when step ${step} ended it had ${since.ledgerBytes}`;
      return failed('ledger-shorter', message, 'Somebody cut the ledger: stop, keep it as it is and tell whoever owns it.');
    }
    const counts = new Map<string, number>(targets.map(id => [id, 0]));
    for (const {connectorId} of growth.entries) counts.set(connectorId, (counts.get(connectorId) ?? 0) + 1);
    for (const [id, count] of counts) yield {stage: id || 'no connector_id', state: count > 0 ? 'ok' : 'failed', text: `${count} ${count === 1 ? 'entry' : 'entries'}`};
    const facts = {since: since.at, entries: growth.entries.length, malformed: growth.malformed, connectors: Object.fromEntries(counts)};
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};
