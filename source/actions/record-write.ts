import {statusOf} from '../file-door.ts';
import type {RecordMade} from '../record-keeper.ts';
import {formatTimestamp, parseTimestamp} from '../time.ts';
import type {Action, ActionResult, Progress} from './action.ts';
import {failed, notPlanned} from './failed-result.ts';
import {basisOf} from './plan-basis.ts';

/**
 * Writes the record of the incident, or of this walk where it belongs to none. It cannot hold how its own step
 * ends: it goes as far as the beginning of the step, and one that is written later has the rest.
 */
export const writeRecord: Action = {
  signature: {name: 'record.write', effect: 'changes', parameters: []},
  facts: {
    folder: 'of the record',
    page: 'its timeline.html',
    verdict: 'intact, unfinished, gap, tampered, cannot tell: the worst of its journals and the ledger; this walk is not called unfinished',
    missing: 'what is named and not in it, but the end of this walk',
    receipt: 'of the last smoke run; nothing where there was none',
    sentence: 'for the incident channel',
  },
  async plan(_parameters, {records, earlier: {session}}) {
    if (!records) return notPlanned(nobodyKeeps());
    const what = `record of ${session?.incident ?? 'this walk'}`;
    if (!session) return {ok: true, plan: {items: [{what, where: 'records', from: null, to: 'a folder of its own'}], does: ['copy journals, evidence and ledger lines; none of them is changed'], byHand: false, basis: ''}};
    const {newest, next} = await records.look(session.id);
    return {ok: true, plan: {
      items: [{what, where: next, from: newest ? `${newest}, which stays` : null, to: 'all up to this step'}],
      does: [`copy journals, evidence and ledger lines into ${next}; none of them is changed`],
      byHand: false,
      basis: basisOf(next),
    }};
  },
  async probe({records, earlier: {session}}, {at}) {
    const {newest} = (session && (await records?.look(session.id))) ?? {newest: undefined};
    const written = newest === undefined ? undefined : statusOf(newest)?.mtimeMs;
    if (newest === undefined || written === undefined) return ['There is no record: it was not written.'];
    return [`The newest record, ${newest}, was written at ${formatTimestamp(written)}, ${written >= (parseTimestamp(at) ?? Infinity) ? 'after' : 'before'} this step began at ${at}.`];
  },
  async *run(_parameters, {environment, records, earlier: {session, receipt}}) {
    if (!records || !session) return nobodyKeeps();
    yield {stage: 'record', state: 'running', text: 'copying what belongs to it'};
    const made = await records.write(session.id);
    if (!made.ok) {
      yield {stage: 'record', state: 'failed', text: made.problem};
      return failed(made.code, made.problem, made.next, made.exit);
    }
    for (const progress of told(made.record, receipt)) yield progress;
    const {folder, page, verdict, missing, sentence} = made.record;
    const facts = environment.mask().value({folder, page, verdict, missing: [...missing], receipt: receipt ?? null, sentence});
    return {outcome: 'done', facts, attachments: [], offer: facts.sentence};
  },
};

function* told({folder, page, files, missing, sentence}: RecordMade, receipt: string | undefined): Generator<Progress> {
  yield {stage: 'record', state: 'ok', text: `${files} files in ${folder}`};
  yield {stage: 'page', state: 'ok', text: page};
  yield receipt !== undefined && statusOf(receipt) ? {stage: 'receipt', state: 'ok', text: receipt} : {stage: 'receipt', state: 'skipped', text: receipt === undefined ? 'no smoke run in this walk' : `${receipt} is not there any more`};
  for (const [index, text] of missing.entries()) yield {stage: `missing ${index + 1}`, state: 'failed', text};
  yield {stage: 'holds', state: 'ok', text: 'all up to the beginning of this step; finish, then r in the summary writes the one with its end; later the command sessions record does too'};
  yield {stage: 'channel', state: 'ok', text: `so far: ${sentence}`};
}

function nobodyKeeps(): ActionResult & {failure: NonNullable<ActionResult['failure']>} {
  return failed('no-records', 'no record can be written here', 'Walk it with the program itself, or export the record afterwards with sessions record.');
}

