import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {firstPrev, type Body, type EventType, type JournalEvent} from '../../source/journal/event.ts';
import {listNotes} from '../../source/journal/notes.ts';
import {evolve, replay, type Session} from '../../source/journal/session.ts';
import {countSteps} from '../../source/journal/tally.ts';
import {bodies, openedBody} from '../worlds/bodies.ts';
import {fc} from '../worlds/fast-check.ts';

type LedgerVerdict = NonNullable<Body<'step.finished'>['ledger']>['verdict'];

type Told = {[Type in EventType]: [Type, Partial<Body<Type>>, operator?: string]}[EventType];

function eventsOf(told: readonly Told[]): JournalEvent[] {
  return told.map(
    ([type, change, operator = 'mara'], seq) =>
      ({
        v: 1,
        session: 's',
        seq,
        prev: firstPrev,
        at: `2025-11-20T09:00:${String(seq).padStart(2, '0')}Z`,
        operator,
        class: 'practice',
        type,
        body: {...bodies[type], ...change},
      }) as JournalEvent,
  );
}

const opened: Told = ['session.opened', {}];
const start = (step: string, attempt = 1): Told => ['step.started', {step, attempt}];
const done = (step: string, next: string | null): Told => ['step.finished', {step, outcome: 'done', next}];
const ended = (step: string, outcome: 'failed' | 'unknown', turn: Body<'step.finished'>['turn'] = null): Told => ['step.finished', {step, outcome, next: 'close', turn}];
const turned = (step: string, next: string): Told => ['step.finished', {step, outcome: 'failed', next, turn: 'step'}];
const left = (step: string, next: string, turn: Body<'step.left'>['turn']): Told => ['step.left', {step, next, turn}];
const walkedTo = (step: 'smoke' | 'close'): Told[] => [start('look'), done('look', 'smoke'), ...(step === 'close' ? [start('smoke'), done('smoke', 'close')] : [])];

type Expected = {statuses: string; current: string | undefined; state?: Session['state']};

/** What happened after the opening, and what the screen then says of look, smoke and close. */
const stories: ReadonlyArray<[what: string, told: Told[], expected: Expected]> = [
  ['nothing yet', [], {statuses: 'waiting waiting waiting', current: 'look'}],
  ['a step is under way', [start('look')], {statuses: 'running waiting waiting', current: 'look'}],
  ['a step went well', [start('look'), done('look', 'smoke')], {statuses: 'done waiting waiting', current: 'smoke'}],
  [
    'a step failed and stays the one to do',
    [start('look'), ended('look', 'failed')],
    {statuses: 'failed waiting waiting', current: 'look'},
  ],
  [
    'nobody knows whether a step acted',
    [start('look'), ended('look', 'unknown')],
    {statuses: 'unknown waiting waiting', current: 'look'},
  ],
  [
    'a failed step is tried again',
    [start('look'), ended('look', 'failed'), start('look', 2)],
    {statuses: 'running waiting waiting', current: 'look'},
  ],
  [
    'the second attempt went well',
    [start('look'), ended('look', 'failed'), start('look', 2), done('look', 'smoke')],
    {statuses: 'done waiting waiting', current: 'smoke'},
  ],
  [
    'a step is skipped',
    [['step.skipped', {step: 'look', next: 'smoke'}]],
    {statuses: 'skipped waiting waiting', current: 'smoke'},
  ],
  [
    'the last step is skipped',
    [['step.skipped', {step: 'close', next: null}]],
    {statuses: 'waiting waiting skipped', current: undefined},
  ],
  [
    'the last step went well',
    [start('close'), done('close', null)],
    {statuses: 'waiting waiting done', current: undefined},
  ],
  [
    'a page leads past a step',
    [start('look'), done('look', 'close')],
    {statuses: 'done skipped waiting', current: 'close'},
  ],
  ['a page ends the walk early', [start('look'), done('look', null)], {statuses: 'done skipped skipped', current: undefined}],
  [
    'a page leads back after a failure: what lies between is walked again',
    [start('look'), done('look', 'smoke'), start('smoke'), turned('smoke', 'look')],
    {statuses: 'waiting waiting waiting', current: 'look'},
  ],
  ['a page leads a failed step to itself', [start('look'), turned('look', 'look')], {statuses: 'failed waiting waiting', current: 'look'}],
  ['a page leads on after a failure', [start('look'), turned('look', 'close')], {statuses: 'failed waiting waiting', current: 'close'}],
  ['a page says to try again', [start('look'), ended('look', 'failed', 'retry')], {statuses: 'failed waiting waiting', current: 'look'}],
  ['the operator takes a way of the page back', [...walkedTo('close'), left('close', 'look', 'step')], {statuses: 'waiting waiting waiting', current: 'look'}],
  ['the operator takes a way of the page on', [left('look', 'close', 'step')], {statuses: 'skipped skipped waiting', current: 'close'}],
  ['the operator stops as the page allows', [...walkedTo('smoke'), left('smoke', 'smoke', 'stop')], {statuses: 'done waiting waiting', current: 'smoke'}],
  ['the operator takes up a later step: nothing is passed over', [left('look', 'close', 'out of order')], {statuses: 'waiting waiting waiting', current: 'close'}],
  ['the operator goes back: the steps from there on are walked again', [...walkedTo('close'), left('close', 'smoke', 'out of order')], {statuses: 'done waiting waiting', current: 'smoke'}],
  [
    'a failure is accepted',
    [start('look'), ended('look', 'failed'), ['step.settled', {step: 'look', settlement: 'accepted', next: 'smoke'}]],
    {statuses: 'done waiting waiting', current: 'smoke'},
  ],
  [
    'the operator leaves',
    [['session.paused', {}]],
    {statuses: 'waiting waiting waiting', current: 'look', state: 'paused'},
  ],
  [
    'the operator comes back',
    [
      ['session.paused', {}],
      ['session.resumed', {}],
    ],
    {statuses: 'waiting waiting waiting', current: 'look', state: 'open'},
  ],
  [
    'a step was under way when the console died',
    [start('look'), ['session.resumed', {}]],
    {statuses: 'unknown waiting waiting', current: 'look', state: 'open'},
  ],
  [
    'it turns out to have happened',
    [start('look'), ['session.resumed', {}], ['step.settled', {step: 'look', settlement: 'done', next: 'smoke'}]],
    {statuses: 'done waiting waiting', current: 'smoke'},
  ],
  [
    'it turns out not to have happened',
    [start('look'), ['session.resumed', {}], ['step.settled', {step: 'look', settlement: 'not done', next: 'smoke'}]],
    {statuses: 'waiting waiting waiting', current: 'look'},
  ],
  [
    'it never turns out',
    [
      start('look'),
      ['session.resumed', {}],
      ['step.settled', {step: 'look', settlement: 'cannot tell', next: 'smoke'}],
    ],
    {statuses: 'unknown waiting waiting', current: 'smoke'},
  ],
  ['it is over', [['session.closed', {}]], {statuses: 'waiting waiting waiting', current: 'look', state: 'closed'}],
  ['a hint changes no step', [['hint.taken', {}]], {statuses: 'waiting waiting waiting', current: 'look'}],
  ['a note changes no step', [['note.added', {}]], {statuses: 'waiting waiting waiting', current: 'look'}],
  [
    'evidence, an approval, a budget, a hand-over and a recovery change no step',
    [
      ['budget.exceeded', {}],
      ['evidence.added', {}],
      ['approval.given', {}],
      ['session.handed-over', {}],
      ['session.recovered', {}],
    ],
    {statuses: 'waiting waiting waiting', current: 'look'},
  ],
];

describe('the session as its journal tells it', () => {
  for (const [what, told, {statuses, current, state = 'open'}] of stories) {
    it(`when ${what}: ${statuses}`, () => {
      const session = replay(eventsOf([opened, ...told]));
      assert.ok(session);
      assert.equal(session.steps.map(({status}) => status).join(' '), statuses);
      assert.deepEqual([session.current, session.state, session.lines], [current, state, told.length + 1]);
    });
  }

  it('begins as the first line says', () => {
    const session = replay(eventsOf([opened]));
    assert.deepEqual(session, {
      id: 's',
      class: 'practice',
      operator: 'mara',
      opened: openedBody,
      incident: 'INC-204',
      environment: openedBody.environment,
      openedAt: '2025-11-20T09:00:00Z',
    cutOff: [],
      steps: ['look', 'smoke', 'close'].map(id => ({id, title: `The ${id} step`, status: 'waiting', attempts: 0, tries: 0, turned: 0})),
      current: 'look',
      clock: {since: '2025-11-20T09:00:00Z'},
      receipt: undefined,
      notes: undefined,
      hints: 0,
      approvals: [],
      ledger: {...openedBody.ledger, alarm: undefined},
      state: 'open',
      epoch: 0,
      lines: 1,
    });
  });

  it("forgets the last attempt's outcome when the next one starts, not how many there were", () => {
    const events = eventsOf([opened, start('look'), ended('look', 'failed'), start('look', 2)]);
    assert.deepEqual(replay(events)?.steps[0], {
      id: 'look',
      title: 'The look step',
      status: 'running',
      attempts: 2,
      tries: 2,
      turned: 0,
      started: {at: '2025-11-20T09:00:03Z', ledgerBytes: 1024, plan: bodies['step.started'].plan?.items},
    });
  });

  it('counts anew where the page leads back, remembers how often it did, and when each step last went well', () => {
    const told = [opened, start('look'), done('look', 'smoke'), start('smoke'), turned('smoke', 'look'), start('look', 2)];
    const [look, smoke] = replay(eventsOf(told))?.steps ?? [];
    assert.deepEqual([look?.attempts, look?.tries, look?.turned, look?.ended], [2, 1, 0, {at: '2025-11-20T09:00:02Z', ledgerBytes: 1650}]);
    assert.deepEqual([smoke?.attempts, smoke?.tries, smoke?.turned, smoke?.ended], [1, 0, 1, undefined]);
  });

  it('says of a step that was passed over what led past it', () => {
    assert.equal(replay(eventsOf([opened, start('look'), done('look', 'close')]))?.steps[1]?.skipped, 'passed over: the page leads past it');
    assert.equal(replay(eventsOf([opened, left('look', 'close', 'step')]))?.steps[1]?.skipped, 'passed over: the gateway is failing again');
  });

  it('keeps who agreed to what', () => {
    const session = replay(eventsOf([opened, ['approval.given', {}], ['approval.given', {step: 'close', approver: 'tom', digits: 'beef'}]]));
    assert.deepEqual(session?.approvals.map(({step, approver, digits, spent}) => [step, approver, digits, spent]), [['smoke', 'ines', '3f9a12c4', false], ['close', 'tom', 'beef', false]]);
  });

  it('takes an agreement as spent by the start of the step that it names, and by no other', () => {
    const agreed: Told = ['approval.given', {step: 'look', of: 'close'}];
    const spent = (...told: Told[]): boolean[] => (replay(eventsOf([opened, ...told]))?.approvals ?? []).map(approval => approval.spent);
    assert.deepEqual(spent(agreed, start('look')), [false]);
    assert.deepEqual(spent(agreed, start('look'), start('close')), [true]);
    assert.deepEqual(spent(agreed, start('close'), agreed), [true, false]);
  });

  it('keeps the newest receipt, also when a later step makes none', () => {
    const told: Told[] = [
      opened,
      ['step.finished', {receipt: 'one'}],
      ['step.finished', {receipt: 'two'}],
      ['step.finished', {receipt: null}],
    ];
    assert.deepEqual(
      eventsOf(told).map((_, index, events) => replay(events.slice(0, index + 1))?.receipt),
      [undefined, 'one', 'two', 'two'],
    );
  });

  it('keeps notes with their step, their time and whoever wrote them', () => {
    const session = replay(
      eventsOf([opened, ['note.added', {text: 'odd'}], ['note.added', {step: null, text: 'quiet'}, 'ines']]),
    );
    assert.deepEqual(listNotes(session?.notes), [
      {step: 'look', text: 'odd', at: '2025-11-20T09:00:01Z', by: 'mara'},
      {step: null, text: 'quiet', at: '2025-11-20T09:00:02Z', by: 'ines'},
    ]);
    assert.equal(session?.operator, 'ines');
  });

  it("is the next operator's after a hand-over, and keeps what was said", () => {
    const session = replay(
      eventsOf([opened, ['session.handed-over', {from: 'mara', to: 'ines', note: 'end of watch'}]]),
    );
    assert.equal(session?.operator, 'ines');
    assert.deepEqual(listNotes(session?.notes), [
      {step: 'look', text: 'end of watch', at: '2025-11-20T09:00:01Z', by: 'mara'},
    ]);
  });

  it('never forgets an alarm about the ledger, and looks behind the newest pin', () => {
    const pin = (verdict: LedgerVerdict, bytes: number): Told => [
      'step.finished',
      {ledger: {bytes, sha256: firstPrev, verdict}},
    ];
    const told: Told[] = [opened, pin('grown', 2000), pin('changed', 2100), pin('unchanged', 2100)];
    const ledgers = told.map((_, index) => replay(eventsOf(told.slice(0, index + 1)))?.ledger);
    assert.deepEqual(
      ledgers.map(ledger => ledger?.bytes),
      [1024, 2000, 2100, 2100],
    );
    const alarm = "the ledger's first 2000 bytes are changed since they were pinned, seen at 2025-11-20T09:00:02Z";
    assert.deepEqual(
      ledgers.map(ledger => ledger?.alarm),
      [undefined, undefined, alarm, alarm],
    );
  });

  it('is nothing without lines, and does not begin in the middle', () => {
    assert.equal(replay([]), undefined);
    for (const event of eventsOf(stories.flatMap(([, told]) => told))) {
      assert.throws(() => evolve(undefined, event), {
        message: `a journal begins with session.opened, not with ${event.type}`,
      });
    }
  });

  it('counts how the steps ended', () => {
    const steps = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => ({id, title: id}));
    const told: Told[] = [
      ['session.opened', {steps}],
      start('a'),
      done('a', 'b'),
      start('b'),
      ended('b', 'failed'),
      start('c'),
      ended('c', 'unknown'),
      ['step.skipped', {step: 'd', next: 'e'}],
      start('e'),
    ];
    const session = replay(eventsOf(told));
    assert.deepEqual(session && countSteps(session), {done: 1, failed: 1, skipped: 1, unknown: 1, open: 2});
  });

  const anyTold: fc.Arbitrary<Told> = fc.constantFrom<Told>(
    ...stories.flatMap(([, told]) => told),
    start('smoke'),
    done('smoke', 'close'),
    ended('smoke', 'unknown'),
    turned('close', 'look'),
    left('smoke', 'look', 'out of order'),
  );

  it('is the same replayed from the file as folded line by line, and no line changes what was there', () => {
    fc.assert(
      fc.property(fc.array(anyTold, {maxLength: 30}), told => {
        const events = eventsOf([opened, ...told]);
        let session: Session | undefined;
        const frozen: string[] = [];
        const sessions: Session[] = [];
        for (const event of events) {
          session = evolve(session, event);
          sessions.push(session);
          frozen.push(JSON.stringify(session));
        }
        assert.deepEqual(replay(JSON.parse(JSON.stringify(events)) as JournalEvent[]), session);
        assert.deepEqual(
          sessions.map(one => JSON.stringify(one)),
          frozen,
        );
        assert.ok(session);
        const {done, failed, skipped, unknown, open} = countSteps(session);
        assert.equal(done + failed + skipped + unknown + open, 3);
      }),
    );
  });
});

describe('the token that was put in last', () => {
  const update: Told = ['step.started', {step: 'look', action: {name: 'token.update', parameters: []}}];
  const putIn = (token: string): Told => ['step.finished', {step: 'look', outcome: 'done', next: 'smoke', token}];
  const known: ReadonlyArray<readonly [string, Told[], string | undefined]> = [
    ['is that of an update that has ended', [update, putIn('aaaa1111')], 'aaaa1111'],
    ['stays while others walk on', [update, putIn('aaaa1111'), start('smoke'), done('smoke', 'close')], 'aaaa1111'],
    ['is the newest of two', [update, putIn('aaaa1111'), update, putIn('bbbb2222')], 'bbbb2222'],
    ['is not known of an update that was cut off, whoever settles it', [update, putIn('aaaa1111'), update, ['session.resumed', {}], ['step.settled', {step: 'look', settlement: 'done', next: 'smoke'}]], undefined],
  ];
  for (const [what, told, token] of known) it(what, () => assert.equal(replay(eventsOf([opened, ...told]))?.token, token));
});
