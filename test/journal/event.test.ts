import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {firstPrev, readEvent, type EventType} from '../../source/journal/event.ts';
import {bodies, eventTypes} from '../worlds/bodies.ts';

function lineOf(type: string, body: unknown, envelope: object = {}): object {
  return {
    v: 1,
    session: 's',
    seq: 0,
    prev: firstPrev,
    at: '2025-11-20T09:00:00Z',
    operator: 'mara',
    class: 'live',
    type,
    body,
    ...envelope,
  };
}

const broken = (type: EventType, change: object): object => ({...bodies[type], ...change});

type Refusal = [why: string, type: EventType, body: unknown, problem: RegExp];

const refusals: readonly Refusal[] = [
  [
    'a runbook without its digest',
    'session.opened',
    broken('session.opened', {runbook: {id: 'x', title: 'x', version: '1'}}),
    /^body\.runbook\.sha256: /,
  ],
  [
    'a digest in capital letters',
    'session.opened',
    broken('session.opened', {runbook: {id: 'x', title: 'x', version: '1', sha256: 'AB'.repeat(32)}}),
    /^body\.runbook\.sha256: /,
  ],
  ['a mode nobody knows', 'session.opened', broken('session.opened', {mode: 'silent'}), /^body\.mode: /],
  [
    'a toggle without its source',
    'session.opened',
    broken('session.opened', {toggles: [{name: 'A', found: null}]}),
    /^body\.toggles\.0\.source: /,
  ],
  [
    'an earlier session with a short head',
    'session.opened',
    broken('session.opened', {earlier: [{session: 'a', head: '3f9a'}]}),
    /^body\.earlier\.0\.head: /,
  ],
  [
    'a ledger of less than nothing',
    'session.opened',
    broken('session.opened', {ledger: {bytes: -1}}),
    /^body\.ledger\.bytes: /,
  ],
  ['a start without an attempt', 'step.started', broken('step.started', {attempt: undefined}), /^body\.attempt: /],
  ['half an attempt', 'step.started', broken('step.started', {attempt: 1.5}), /^body\.attempt: /],
  [
    'an effect between reading and changing',
    'step.started',
    broken('step.started', {effect: 'touches'}),
    /^body\.effect: /,
  ],
  [
    'parameters that are no texts',
    'step.started',
    broken('step.started', {action: {name: 'a', parameters: [1]}}),
    /^body\.action\.parameters\.0: /,
  ],
  ['an outcome nobody knows', 'step.finished', broken('step.finished', {outcome: 'fine'}), /^body\.outcome: /],
  [
    'a proof that may hold',
    'step.finished',
    broken('step.finished', {proofs: [{text: 'a', state: 'maybe', expected: '', found: ''}]}),
    /^body\.proofs\.0\.state: /,
  ],
  [
    'a failure without the next step',
    'step.finished',
    broken('step.finished', {failure: {code: 'a', message: 'b'}}),
    /^body\.failure\.next: /,
  ],
  [
    'evidence without its size',
    'step.finished',
    broken('step.finished', {evidence: [{sha256: firstPrev, name: 'a', media_type: 'b'}]}),
    /^body\.evidence\.0\.bytes: /,
  ],
  ['a next step that is a number', 'step.finished', broken('step.finished', {next: 3}), /^body\.next: /],
  ['a skip without a reason', 'step.skipped', {step: 'look', next: null}, /^body\.reason: /],
  ['a settlement nobody knows', 'step.settled', broken('step.settled', {settlement: 'perhaps'}), /^body\.settlement: /],
  ['a plan without an end', 'step.started', broken('step.started', {plan: {...bodies['step.started'].plan, until: undefined}}), /^body\.plan\.until: /],
  ['a plan that goes nowhere', 'step.started', broken('step.started', {plan: {...bodies['step.started'].plan, items: [{what: 'a', where: 'b', from: null}]}}), /^body\.plan\.items\.0\.to: /],
  ['a reason that is a number', 'step.started', broken('step.started', {reason: 3}), /^body\.reason: /],
  ['a turn nobody knows', 'step.finished', broken('step.finished', {turn: 'out of order'}), /^body\.turn: /],
  ['a way without a reason', 'step.left', broken('step.left', {reason: undefined}), /^body\.reason: /],
  ['a way to nowhere', 'step.left', broken('step.left', {next: null}), /^body\.next: /],
  ['a choice nobody knows', 'budget.exceeded', broken('budget.exceeded', {choice: 'hurry'}), /^body\.choice: /],
  ['a name of an incident that is a number', 'incident.named', {incident: 204}, /^body\.incident: /],
  ['a note without words', 'note.added', {step: null}, /^body\.text: /],
  ['a hint without its number', 'hint.taken', broken('hint.taken', {number: undefined}), /^body\.number: /],
  ['a page of a drill of another digest', 'session.opened', broken('session.opened', {drill: {id: 'a', title: 'b', sha256: 'abc'}}), /^body\.drill\.sha256: /],
  ['a seed that is a fraction', 'session.opened', broken('session.opened', {drill: {id: 'a', title: 'b', seed: 0.5}}), /^body\.drill\.seed: /],
  [
    'evidence of another digest',
    'evidence.added',
    {step: 'a', evidence: {sha256: 'abc', bytes: 1, name: 'a', media_type: 'b'}},
    /^body\.evidence\.sha256: /,
  ],
  ['an approval by nobody', 'approval.given', {step: 'a', digits: '1'}, /^body\.approver: /],
  ['a pause without a reason', 'session.paused', {step: null}, /^body\.reason: /],
  [
    'a return with another tool than ours, unnamed',
    'session.resumed',
    {tool: {version: '1'}, host: 'a'},
    /^body\.tool\.name: /,
  ],
  ['a hand-over to nobody', 'session.handed-over', {from: 'a', note: ''}, /^body\.to: /],
  ['a look without its number', 'step.looked', broken('step.looked', {look: -1}), /^body\.look: /],
  ['a recovery without a head', 'session.recovered', broken('session.recovered', {head: 'torn'}), /^body\.head: /],
  ['a verdict nobody knows', 'session.closed', broken('session.closed', {verdict: 'good'}), /^body\.verdict: /],
  [
    'a close that did not count',
    'session.closed',
    broken('session.closed', {steps: {done: 1}}),
    /^body\.steps\.failed: /,
  ],
];

describe('reading a line of a journal', () => {
  for (const type of eventTypes) {
    it(`takes a good ${type} as it stands`, () => {
      const line = lineOf(type, bodies[type]);
      assert.deepEqual(readEvent(structuredClone(line)), {ok: true, event: line});
    });

    it(`keeps what a later version adds to ${type}`, () => {
      const line = lineOf(type, {...bodies[type], weather: {wind: 'north'}}, {signature: 'abc'});
      assert.deepEqual(readEvent(structuredClone(line)), {ok: true, event: line});
    });

    it(`refuses a ${type} without a body`, () => {
      const reading = readEvent(lineOf(type, undefined));
      assert.ok(!reading.ok && reading.problems.some(problem => problem.startsWith('body')));
    });
  }

  for (const [why, type, body, problem] of refusals) {
    it(`refuses ${why}, and says where`, () => {
      const reading = readEvent(lineOf(type, body));
      assert.ok(!reading.ok);
      assert.match(reading.problems.join('\n'), problem);
    });
  }

  it('takes what an earlier version wrote, without the members that came later', () => {
    const {plan: _plan, reason: _reason, otherwise: _otherwise, break_glass: _glass, ...started} = bodies['step.started'];
    const {turn: _turn, ...finished} = bodies['step.finished'];
    for (const line of [lineOf('step.started', started), lineOf('step.finished', finished)]) {
      assert.deepEqual(readEvent(structuredClone(line)), {ok: true, event: line});
    }
  });

  for (const [type, change] of [
    ['step.started', {plan: null, reason: null, otherwise: 'with kubectl', break_glass: 'nobody else is awake'}],
    ['step.finished', {outcome: 'failed', turn: 'retry'}],
    ['step.finished', {proofs: [{text: 'a', state: 'not looked at', expected: '1', found: 'there is no result'}]}],
    ['step.settled', {settlement: 'accepted'}],
    ['step.left', {turn: 'out of order', way: 'out of order'}],
    ['budget.exceeded', {choice: 'escalate', note: null}],
  ] as const) {
    it(`takes a ${type} with ${JSON.stringify(change)}`, () => {
      const line = lineOf(type, {...bodies[type], ...change});
      assert.deepEqual(readEvent(structuredClone(line)), {ok: true, event: line});
    });
  }

  it('has a refusal for each type in this table', () => {
    assert.deepEqual(new Set(refusals.map(([, type]) => type)), new Set(eventTypes));
  });

  for (const [member, value] of [
    ['v', 0],
    ['v', '1'],
    ['session', 7],
    ['seq', -1],
    ['seq', 0.5],
    ['prev', 'f00d'],
    ['at', null],
    ['operator', undefined],
    ['class', 'production'],
  ] as const) {
    it(`refuses ${JSON.stringify(value) ?? 'nothing'} as ${member}`, () => {
      const reading = readEvent(lineOf('note.added', bodies['note.added'], {[member]: value}));
      assert.ok(!reading.ok);
      assert.match(reading.problems.join('\n'), new RegExp(`^${member}: `));
    });
  }

  for (const type of ['note.added', 'step.vanished', undefined]) {
    it(`says of a line of a later format that it is of one, whatever it calls ${JSON.stringify(type)}`, () => {
      assert.deepEqual(readEvent({...lineOf('note.added', undefined, {v: 2}), type}), {ok: false, problems: ['it is of format 2, and this version reads format 1: use the later one that wrote it']});
    });
  }

  for (const type of ['step.vanished', 'toString', '__proto__', '', 7, null, undefined]) {
    it(`knows no event ${JSON.stringify(type)}`, () => {
      assert.deepEqual(readEvent({...lineOf('note.added', bodies['note.added']), type}), {
        ok: false,
        problems: ['type: no known journal event'],
      });
    });
  }

  for (const value of [null, 'session.opened', 3, [], [{type: 'note.added'}], undefined, true]) {
    it(`takes ${JSON.stringify(value) ?? 'nothing'} for no event`, () => {
      assert.deepEqual(readEvent(value), {ok: false, problems: ['type: no known journal event']});
    });
  }

  it('tells every problem at once', () => {
    const reading = readEvent(lineOf('session.closed', {verdict: 'good', reason: 3, steps: {}}, {seq: 'x'}));
    assert.ok(!reading.ok);
    assert.equal(reading.problems.length, 1 + 2 + 5 + 1);
  });
});
