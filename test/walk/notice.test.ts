import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {firstPrev, type Body, type EventType, type JournalEvent} from '../../source/journal/event.ts';
import {noticeAt, noticeOf, type Notice, type Occasion, type Switching} from '../../source/walk/notice/notice.ts';
import {evolve, type Session} from '../../source/journal/session.ts';
import {bodies, eventTypes} from '../worlds/bodies.ts';

type Told = {[Type in EventType]: [Type, Partial<Body<Type>>]}[EventType];

const head = `3f9a12c4${'0'.repeat(56)}`;

/** Every notice that these lines lead to, after an opening of which nothing is said. */
function noticesOf(told: readonly Told[], incident: string | null = 'INC-204'): Notice[] {
  const events = ([['session.opened', {incident}], ...told] as Told[]).map(
    ([type, change], seq) => ({v: 1, session: 's', seq, prev: firstPrev, at: `2025-11-20T09:00:0${seq}Z`, operator: 'mara', class: 'rehearsal', type, body: {...bodies[type], ...change}}) as JournalEvent,
  );
  let session: Session | undefined;
  let switching: Switching = new Map();
  return events.flatMap(event => {
    session = evolve(session, event);
    const noticed = noticeOf(switching, event, session, head);
    switching = noticed.switching;
    return noticed.notice ? [noticed.notice] : [];
  });
}

const sets = (name: string, value: string, change: Partial<Body<'step.started'>> = {}): Told =>
  ['step.started', {step: 'smoke', action: {name: 'toggle.set', parameters: [name, value]}, plan: null, ...change}];
const freezes = sets('ABZU_USE_MCP', '0');
const ended = (outcome: Body<'step.finished'>['outcome'], step = 'smoke'): Told => ['step.finished', {step, outcome}];
const settles = (settlement: Body<'step.settled'>['settlement']): Told => ['step.settled', {step: 'smoke', settlement}];

const where = 'in practice (rehearsal), incident INC-204; session s, head 3f9a12c4';

/** What follows the opening, and the notices: their event, and their text up to the place. */
const rows: ReadonlyArray<[when: string, told: Told[], notices: Array<readonly [Notice['event'], string]>]> = [
  ['nothing happened yet', [], []],
  ['MCP is frozen', [freezes, ended('done')], [['frozen', 'mara froze MCP: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['MCP is frozen with another word', [sets('ABZU_USE_MCP', 'off'), ended('done')], [['frozen', 'mara froze MCP: ABZU_USE_MCP=off, step 2: The smoke step']]],
  ['MCP is restored', [sets('ABZU_USE_MCP', '1'), ended('done')], [['restored', 'mara restored MCP: ABZU_USE_MCP=1, step 2: The smoke step']]],
  ['it is frozen by hand', [sets('ABZU_USE_MCP', '0', {plan: {...bodies['step.started'].plan, by_hand: true} as Body<'step.started'>['plan']}), ended('done')], [['frozen', 'mara froze MCP by hand: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['it is frozen by other means', [sets('ABZU_USE_MCP', '0', {otherwise: 'kubectl'}), ended('done')], [['frozen', 'mara froze MCP by other means: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['freezing fails, and goes well the second time', [freezes, ended('failed'), freezes, ended('done')], [['failed', 'mara has a failure at step 2: The smoke step: nobody answers'], ['frozen', 'mara froze MCP: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['freezing fails', [freezes, ended('failed')], [['failed', 'mara has a failure at step 2: The smoke step: nobody answers']]],
  ['nobody knows whether it froze, and it is settled as done', [freezes, ended('unknown'), settles('done')], [['not known', 'mara may have frozen MCP, and nobody knows: ABZU_USE_MCP=0, step 2: The smoke step'], ['frozen', 'mara froze MCP: ABZU_USE_MCP=0, step 2: The smoke step, as the operator settled it']]],
  ['freezing fails, and is accepted', [freezes, ended('failed'), settles('accepted')], [['failed', 'mara has a failure at step 2: The smoke step: nobody answers'], ['frozen', 'mara froze MCP: ABZU_USE_MCP=0, step 2: The smoke step, accepted in spite of what failed']]],
  ['nobody knows, and it is settled as not done', [freezes, ended('unknown'), settles('not done')], [['not known', 'mara may have frozen MCP, and nobody knows: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['nobody will ever know', [freezes, ended('unknown'), settles('cannot tell')], [['not known', 'mara may have frozen MCP, and nobody knows: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['it is told once', [freezes, ended('done'), ended('done')], [['frozen', 'mara froze MCP: ABZU_USE_MCP=0, step 2: The smoke step']]],
  ['another toggle is set', [sets('ABZU_MCP_URL', '0'), ended('done')], []],
  ['a toggle is only read', [sets('ABZU_USE_MCP', '0', {action: {name: 'toggle.read', parameters: ['ABZU_USE_MCP', '0']}}), ended('done')], []],
  ['another step goes well', [freezes, ended('done', 'look')], []],
  ['the step is begun again with another action', [freezes, ended('failed'), ['step.started', {}], ended('done')], [['failed', 'mara has a failure at step 2: The smoke step: nobody answers']]],
  ['somebody has answered that a step takes too long, which was told when it did', [['budget.exceeded', {}]], []],
  ['another step fails', [['step.started', {}], ended('failed')], [['failed', 'mara has a failure at step 2: The smoke step: nobody answers']]],
  ['a step is left open by whoever was asked', [['step.started', {}], ['step.finished', {outcome: 'failed', failure: {code: 'not-stated', message: 'left open', next: 'Run it again.'}}]], []],
  ['nobody knows whether another step happened', [['step.started', {}], ended('unknown')], [['unknown', 'mara does not know whether step 2: The smoke step happened: nobody answers']]],
  ['somebody breaks the glass', [['step.started', {break_glass: 'nobody is awake'}]], [['break glass', 'mara begins step 2: The smoke step alone, without the second person that it needs: nobody is awake']]],
  ['a gap is noted', [['step.started', {action: {name: 'gap.note', parameters: []}}], ended('done')], [['gap noted', 'mara noted that no rotation drills are recorded from here on, step 2: The smoke step']]],
  ['it is closed early', [['session.closed', {}]], [['closed', 'mara closed The drill: stopped, 1 of 3 steps done: stopped at step smoke']]],
  ['it is completed', [['session.closed', {verdict: 'completed', reason: null, steps: {done: 3, failed: 0, skipped: 0, unknown: 0, open: 0}}]], [['closed', 'mara closed The drill: completed, 3 of 3 steps done']]],
  ['anything else happens', eventTypes.filter(type => !/opened|closed|budget|started|finished/.test(type)).map(type => [type, {}] as Told), []],
];

describe('a notice', () => {
  for (const [when, told, notices] of rows) {
    it(`${notices.length === 0 ? 'is not sent' : `says ${notices.map(([event]) => event).join(', ')}`} when ${when}`, () => {
      const [opened, ...rest] = noticesOf(told);
      assert.equal(opened?.event, 'opened');
      assert.deepEqual(rest.map(({event, text}) => [event, text]), notices.map(([event, text]) => [event, `${text}; ${where}`]));
    });
  }

  it('goes out all the same where the line could not be written, and says so', () => {
    const event = (type: EventType, body: object): JournalEvent => ({v: 1, session: 's', seq: 1, prev: firstPrev, at: '2025-11-20T09:00:00Z', operator: 'mara', class: 'rehearsal', type, body}) as JournalEvent;
    const session = evolve(undefined, event('session.opened', {...bodies['session.opened'], incident: 'INC-204'}));
    const {switching} = noticeOf(new Map(), event('step.started', {...bodies['step.started'], ...freezes[1]}), session, head);
    for (const [outcome, told] of [['done', 'froze MCP'], ['unknown', 'may have frozen MCP, and nobody knows']]) {
      const {notice} = noticeOf(switching, event('step.finished', {...bodies['step.finished'], outcome}), session, head, {unrecorded: 'no room'});
      assert.equal(notice?.text, `mara ${told}: ABZU_USE_MCP=0, step 2: The smoke step; NOT RECORDED: no room; ${where}`);
    }
  });

  it('has the members that a receiver relies on, in their order', () => {
    assert.equal(JSON.stringify(noticesOf([])[0]), JSON.stringify({
      event: 'opened', session: 's', runbook: 'drill', environment: 'practice', class: 'rehearsal', operator: 'mara', incident: 'INC-204', deadline: null,
      at: '2025-11-20T09:00:00Z', head, text: `mara began The drill; ${where}`,
    }));
  });

  it('names no incident where there is none', () => {
    const [opened] = noticesOf([], null);
    assert.deepEqual([opened?.incident, opened?.text], [null, 'mara began The drill; in practice (rehearsal); session s, head 3f9a12c4']);
  });

  const occasions: ReadonlyArray<readonly [Occasion, event: string, text: string]> = [
    [{kind: 'over budget', step: 'smoke', milliseconds: 422_000, budget: 300_000}, 'over budget', 'mara is at step 2: The smoke step for 7m 2s where 5m 0s are allowed'],
    [{kind: 'waiting', step: 'smoke', digits: '4507', people: []}, 'waiting', 'mara waits for a second person to agree to the plan 4507 of step 2: The smoke step'],
    [{kind: 'waiting', step: 'smoke', digits: '4507', people: ['jonas', 'ada']}, 'waiting', 'mara waits for a second person to agree to the plan 4507 of step 2: The smoke step: jonas or ada'],
  ];
  for (const [occasion, event, text] of occasions) {
    it(`goes out at the moment when it is so: ${text}; with what is so, in the words of the status, and the time by which MCP has to be back`, () => {
      const opened = {v: 1, session: 's', seq: 0, prev: firstPrev, at: '2025-11-20T09:00:00Z', operator: 'mara', class: 'rehearsal', type: 'session.opened', body: {...bodies['session.opened'], incident: 'INC-204'}} as const;
      const notice = noticeAt(occasion, {at: '2025-11-20T09:07:02Z', session: evolve(undefined, opened as JournalEvent), head, off: 'MCP is OFF in practice since 08:41 (26 min, ada, INC-203)', deadline: '2025-11-22T06:00:00Z'});
      assert.deepEqual([notice.event, notice.at, notice.deadline, notice.incident], [event, '2025-11-20T09:07:02Z', '2025-11-22T06:00:00Z', 'INC-204']);
      assert.equal(notice.text, `${text}; in practice (rehearsal), incident INC-204; MCP is OFF in practice since 08:41 (26 min, ada, INC-203); MCP has to be back by 2025-11-22T06:00:00Z; session s, head 3f9a12c4`);
    });
  }
});
