import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {RecordKeeper, RecordMade} from '../../source/record-keeper.ts';
import {act, atConsole} from './at-console.ts';
import {goodPlan, mara, noPlan, probeOf} from './circumstances.ts';

const record: RecordMade = {folder: '/records/INC-204-2', page: '/records/INC-204-2/timeline.html', files: 14, verdict: 'intact', missing: [], unclosed: 'this walk', sentence: 'INC-204: MCP off: never.', says: []};

/** Keeps an older record, and says this of the new one. */
const keeps = (change: Partial<RecordMade> = {}): RecordKeeper => ({
  look: async () => ({newest: import.meta.dirname, next: '/records/INC-204-2'}),
  write: async () => ({ok: true, record: {...record, ...change}}),
});

describe('record.write', () => {
  it('says where the record goes and what stays, and writes nothing for it', async t => {
    const {ports} = await atConsole(t);
    const plan = await goodPlan('record.write', {...ports, records: {...keeps(), write: () => assert.fail('a plan writes')}}, {earlier: {session: mara}});
    assert.deepEqual(plan.items, [{what: 'record of INC-204', where: '/records/INC-204-2', from: `${import.meta.dirname}, which stays`, to: 'all up to this step'}]);
    assert.match(await noPlan('record.write', ports, {earlier: {session: mara}}), /no record can be written here/);
  });

  it('tells where it and the receipt are, what it lacks, and offers the sentence', async t => {
    const {ports} = await atConsole(t);
    const {result, progress} = await act('record.write', {...ports, records: keeps({missing: ['The journal file journal-2.jsonl.']})}, {earlier: {session: mara, receipt: import.meta.filename}});
    assert.deepEqual([result.outcome, result.offer, result.facts.missing, result.facts.receipt], ['done', record.sentence, ['The journal file journal-2.jsonl.'], import.meta.filename]);
    assert.deepEqual(progress.filter(({state}) => state !== 'running').map(({stage, state}) => [stage, state]), [['record', 'ok'], ['page', 'ok'], ['receipt', 'ok'], ['missing 1', 'failed'], ['holds', 'ok'], ['channel', 'ok']]);
    assert.deepEqual(progress.slice(-2).map(({text}) => text), ['all up to the beginning of this step; finish, then r in the summary writes the one with its end; later the command sessions record does too', `so far: ${record.sentence}`]);
  });

  it('fails with the way on where none was written', async t => {
    const {ports} = await atConsole(t);
    const write: RecordKeeper['write'] = async () => ({ok: false, code: 'secret-found', problem: 'it holds a secret', next: 'Leave it out.', exit: 1});
    const {result} = await act('record.write', {...ports, records: {...keeps(), write}}, {earlier: {session: mara}});
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.next, result.offer], ['failed', 'secret-found', 'Leave it out.', undefined]);
  });

  it('was cut off: the newest record and its time say whether it was written', async t => {
    const {ports} = await atConsole(t);
    const [told = ''] = await probeOf('record.write', {...ports, records: keeps()}, undefined, {at: '2020-01-01T00:00:00Z', earlier: {session: mara}});
    assert.match(told, /was written at .*, after this step began at 2020/);
    const none = {...keeps(), look: async () => ({newest: undefined, next: '/records/INC-204'})};
    assert.deepEqual(await probeOf('record.write', {...ports, records: none}, undefined, {earlier: {session: mara}}), ['There is no record: it was not written.']);
  });
});
