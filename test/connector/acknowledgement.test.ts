import assert from 'node:assert/strict';
import {test} from 'node:test';
import {contextNames, handshakeRecord, judgeHandshake} from '../../source/connector/acknowledgement.ts';
import {operatorApi, template} from '../../source/connector/services.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {fc} from '../worlds/fast-check.ts';
import {at, jsonFixture} from '../worlds/grounds.ts';

const stage = 'stage-b-rehearsal';
const good: JsonObject = {authenticated: true, session: {id: 'op-6f1c'}, accepted_contexts: [stage]};

const invalid = 'MCP handshake returned invalid payload';
const unauthenticated = 'MCP handshake authentication failed';
const unacknowledged = 'Stage B rehearsal context not acknowledged by MCP';
const noSession = 'MCP handshake missing session information';

function errorOf(answer: Json): string | undefined {
  const verdict = judgeHandshake(answer);
  return verdict.kind === 'refused' ? verdict.reason : undefined;
}

for (const answer of [null, [], [good], 'text', 7, true]) {
  test(`an answer that is ${JSON.stringify(answer).slice(0, 20)} is no payload`, () => {
    assert.equal(errorOf(answer), invalid);
  });
}

for (const authenticated of [false, 1, 'true', 'false', 'yes', null, {}, [], [true]] as Json[]) {
  test(`authenticated ${JSON.stringify(authenticated)} does not open the gate, and may be tried again`, () => {
    const refused = {kind: 'refused', reason: unauthenticated, retry: true};
    assert.deepEqual(judgeHandshake({...good, authenticated}), refused);
  });
}

test('without authenticated the answer is refused', () => {
  const {authenticated: _, ...rest} = good;
  assert.equal(errorOf(rest), unauthenticated);
});

const contextRows: Array<[contexts: Json, accepted: boolean]> = [
  [[stage], true],
  [['other', stage], true],
  [[{name: stage}], true],
  [[{name: stage, status: 'accepted'}], true],
  [[{name: stage, status: 'ACCEPTED'}], true],
  [[{name: stage, status: 'rejected'}], false],
  [[{name: stage, status: 'Deny'}], false],
  [[{name: stage, status: 'denied'}], false],
  [[{name: stage, status: 'pending'}], false],
  [[{name: stage, status: 'accepted '}], false],
  [[{name: stage, status: ''}], false],
  [[{name: stage, status: null}], false],
  [[{name: stage, status: 1}], false],
  [[{name: stage, status: true}], false],
  [[null, 7, {}, {name: 7}, [stage], stage], true],
  [[{name: stage, status: 'rejected'}, stage], false],
  [[stage, {name: stage, status: 'rejected'}], true],
  [['Stage-B-Rehearsal'], false],
  [[` ${stage}`], false],
  [[`${stage}\n`], false],
  [[], false],
  [null, false],
  [7, false],
  [stage, false],
  [{[stage]: true}, false],
  [{0: stage, length: 1}, false],
];

for (const [contexts, accepted] of contextRows) {
  test(`contexts ${JSON.stringify(contexts)} are ${accepted ? '' : 'not '}an acknowledgement`, () => {
    assert.equal(errorOf({...good, accepted_contexts: contexts}), accepted ? undefined : unacknowledged);
  });
}

test('an answer without a list of contexts acknowledges nothing', () => {
  const {accepted_contexts: _, ...rest} = good;
  assert.equal(errorOf(rest), unacknowledged);
});

const sessionRows: Array<[session: Json, ok: boolean]> = [
  [{id: 'op-6f1c'}, true],
  [{id: 42}, true],
  [{id: 0}, true],
  [{id: ''}, false],
  [{id: null}, false],
  [{id: true}, false],
  [{id: {}}, false],
  [{id: ['x']}, false],
  [{id: JSON.parse('1e999') as number}, false],
  [{}, false],
  [{ID: 'x'}, false],
  [null, false],
  ['op-6f1c', false],
  [[], false],
];

for (const [session, ok] of sessionRows) {
  test(`a session ${JSON.stringify(session)} is ${ok ? 'one' : 'none'}`, () => {
    assert.equal(errorOf({...good, session}), ok ? undefined : noSession);
  });
}

test('the checks run in order: authentication, context, session', () => {
  assert.equal(errorOf({}), unauthenticated);
  assert.equal(errorOf({authenticated: true}), unacknowledged);
  assert.equal(errorOf({authenticated: true, accepted_contexts: [stage]}), noSession);
});

test('an accepted answer is handed on unchanged with its session and context names', () => {
  const answer = {...good, rotation: {x: 1}, accepted_contexts: ['b', {name: 'a'}, {name: stage}]};
  assert.deepEqual(judgeHandshake(answer), {
    kind: 'accepted',
    answer,
    session: {id: 'op-6f1c'},
    contexts: ['a', 'b', stage],
  });
});

test('real answers of both generations are accepted', () => {
  for (const run of ['20250921T122529Z', '20251001T093529Z-stage_b3_connector_rotation']) {
    const answer = at(jsonFixture(`stage_b/${run}/stage_b_smoke.json`), 'handshake') as JsonObject;
    assert.equal(judgeHandshake(answer).kind, 'accepted');
  }
});

test('context names are listed once, without empty ones, by code point, rejected ones included', () => {
  const contexts = ['z', '', {name: ''}, {name: 'a', status: 'rejected'}, 'z', 'B', 7, null, {}, '\u{1F600}', '\uFFFD'];
  assert.deepEqual(contextNames({accepted_contexts: contexts}), ['B', 'a', 'z', '\uFFFD', '\u{1F600}']);
  assert.deepEqual(contextNames({accepted_contexts: stage}), []);
  assert.deepEqual(contextNames({}), []);
});

test('the telemetry record has the members of the runbook, then connector and message', () => {
  assert.equal(
    JSON.stringify(handshakeRecord(operatorApi, good)),
    JSON.stringify({
      level: 'INFO',
      event: 'mcp.handshake',
      stage: 'B',
      session_id: 'op-6f1c',
      connector_id: 'operator_api',
      accepted_contexts: [stage],
      message: 'Stage B rehearsal handshake acknowledged',
    }),
  );
  assert.equal('connector_id' in handshakeRecord(template, good), false);
  assert.equal(handshakeRecord(operatorApi, {...good, session: {id: 42}}).session_id, '42');
});

test('any answer is judged without a crash, and only an authenticated one is accepted', () => {
  const almost = fc.record({
    authenticated: fc.constantFrom<Json>(true, 'true'),
    session: fc.oneof(fc.constant({id: 'x'}), fc.jsonValue() as fc.Arbitrary<Json>),
    accepted_contexts: fc.oneof(fc.constant([stage]), fc.jsonValue() as fc.Arbitrary<Json>),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), almost), answer => {
      const verdict = judgeHandshake(answer as Json);
      assert(verdict.kind === 'refused' || verdict.answer.authenticated === true);
    }),
  );
});
