import {basename, dirname} from 'node:path';
import {targets} from '../../connector/services.ts';
import type {Entry} from '../../ledger/entry.ts';
import {notKnown, type Action} from '../action.ts';
import {failed} from '../failed-result.ts';
import {readGrowth} from './ledger-reading.ts';

/**
 * What the ledger gained since a step of this session last ended well. A line ahead of now is no drill
 * but the live service's, and stands apart. `missing` are the targets without a line of this session's
 * newest smoke run. A run by a command of the environment leaves no id: it is known by its place
 * (decisions: "a run's own ledger lines"). Without any run nobody can tell whose the lines are.
 */
export const countGrowth: Action = {
  signature: {name: 'ledger.growth', effect: 'reads', parameters: ['step']},
  facts: {
    entries: 'since that step last ended well',
    ahead: 'lines ahead of now, which are not counted',
    'connectors.*': 'entries of each',
    malformed: 'lines that cannot be read',
    since: 'when that step ended',
    run_id: 'of the newest smoke run of this session',
    own: 'entries of that run',
    missing: `targets without an entry of that run, of anybody where it is a command and leaves no id; ${notKnown} where there is none and each has one, and the operator is asked`,
  },
  async *run([step = ''], ports) {
    const {environment, earlier} = ports;
    const since = earlier.ended?.get(step);
    const named = earlier.named?.get(step) ?? `step ${step}`;
    if (!since) return failed('no-such-end', `${named} has not ended well in this session, so there is nothing to count from`, `Walk it first, or look at the newest lines (the command ledger tail).`);
    yield {stage: 'ledger', state: 'running', text: `since ${named} ended at ${since.at}`};
    const read = readGrowth(ports, since.ledgerBytes, `when ${named} ended`);
    if (!read.ok) return read.result;
    const {entries, ahead, malformed} = read.growth;
    const counts = new Map<string, number>(targets.map(id => [id, 0]));
    for (const {connectorId} of entries) counts.set(connectorId, (counts.get(connectorId) ?? 0) + 1);
    for (const [id, count] of counts) yield {stage: id || 'no connector_id', state: count > 0 ? 'ok' : 'failed', text: counted(count)};
    if (ahead.length > 0) yield {stage: 'ahead', state: 'skipped', text: `${counted(ahead.length)} ahead of now, as the live service writes: not counted`};
    const run = earlier.receipt === undefined ? null : basename(dirname(earlier.receipt));
    const own = entries.filter(({stageBRunId}) => run !== null && stageBRunId === run);
    const byPlace = run === null || (environment.smoke !== undefined && own.length === 0);
    if (byPlace && entries.length > 0) yield {stage: 'run', state: 'skipped', text: run === null ? 'no smoke run of this session: whose these are is not known' : `${run} left no id in them: counted is what anybody wrote`};
    const lacking = missingTargets(byPlace ? entries : own);
    const missing = run === null && lacking.length === 0 ? notKnown : lacking;
    const facts = {since: since.at, entries: entries.length, ahead: ahead.length, malformed, connectors: Object.fromEntries(counts), run_id: run, own: own.length, missing};
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};

/** The targets that none of the entries is of. */
export function missingTargets(entries: readonly Pick<Entry, 'connectorId'>[]): string[] {
  return targets.filter(target => !entries.some(({connectorId}) => connectorId === target));
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`;
}
