import {targets} from '../../connector/services.ts';
import type {Action} from '../action.ts';
import {failed} from '../failed-result.ts';
import {readGrowth} from './ledger-reading.ts';

/** What the ledger gained since a step of this session last ended well. */
export const countGrowth: Action = {
  signature: {name: 'ledger.growth', effect: 'reads', parameters: ['step']},
  facts: {entries: 'since that step last ended well', connectors: 'entries of each', malformed: 'lines that cannot be read', since: 'when that step ended'},
  async *run([step = ''], {environment, earlier}) {
    const since = earlier.ended?.get(step);
    if (!since) return failed('no-such-end', `step ${step} has not ended well in this session, so there is nothing to count from`, `Walk step ${step} first, or look with: mcp-runbook ledger tail.`);
    yield {stage: 'ledger', state: 'running', text: `since ${step} at ${since.at}`};
    const read = readGrowth(environment.places.ledger, since.ledgerBytes, `when step ${step} ended`);
    if (!read.ok) return read.result;
    const {growth} = read;
    const counts = new Map<string, number>(targets.map(id => [id, 0]));
    for (const {connectorId} of growth.entries) counts.set(connectorId, (counts.get(connectorId) ?? 0) + 1);
    for (const [id, count] of counts) yield {stage: id || 'no connector_id', state: count > 0 ? 'ok' : 'failed', text: `${count} ${count === 1 ? 'entry' : 'entries'}`};
    const facts = {since: since.at, entries: growth.entries.length, malformed: growth.malformed, connectors: Object.fromEntries(counts)};
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};
