import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {budgetsOver, openBefore} from '../../source/journal/step-clock.ts';
import {evolve, type Session} from '../../source/journal/session.ts';
import {firstPrev, type JournalEvent} from '../../source/journal/event.ts';
import {done, rollback, sessionOf, type Line} from '../app/scene.ts';

const minute = 60_000;
const began = Date.parse('2025-11-20T09:00:00Z');
const stamp = (minutes: number): string => new Date(began + minutes * minute).toISOString().replace('.000', '');
const resumed: Line = {type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'console-1', ledger: {bytes: 0, sha256: 'cd'.repeat(32), verdict: 'unchanged'}}};
const left: Line = {type: 'session.paused', body: {step: 'pause', reason: 'left'}};
const exceeded = (minutes: number): Line => ({type: 'budget.exceeded', body: {step: 'pause', milliseconds: minutes * minute, budget: 10 * minute, choice: 'keep going', note: null}});

/** A rollback whose step 2 became due at 09:00, with these lines so many minutes later. */
function after(...lines: ReadonlyArray<readonly [minutes: number, line: Line]>): Session {
  let session = sessionOf(rollback, ...done(rollback, 'freeze'));
  for (const [minutes, line] of lines) session = evolve(session, {v: 1, session: session.id, seq: session.lines, prev: firstPrev, at: stamp(minutes), operator: 'mara', class: 'practice', ...line} as JournalEvent);
  return session;
}

describe('how long the open step has been open', () => {
  const walks: ReadonlyArray<[what: string, session: Session, open: number]> = [
    ['nothing before a walk that was just opened', after(), 0],
    ['since it became due, with the time in which nobody was at it', after([4, left], [20, resumed]), 21 * minute],
    ['the same where the console died', after([20, resumed]), 21 * minute],
    ['the same where it was gone on with before', after([4, left], [6, resumed], [8, left], [20, resumed]), 21 * minute],
    ['since the walk came to it, where that was later', after([4, left], [6, resumed], [7, { type: 'step.skipped', body: {step: 'pause', reason: 'x', next: 'impact'}}], [8, left], [20, resumed]), 14 * minute],
  ];
  for (const [what, session, open] of walks) it(what, () => assert.equal(openBefore(session, began + 21 * minute), open));

  it('is never less than nothing, whatever another clock says', () => assert.equal(openBefore(after([4, left], [5, resumed]), began - minute), 0));
});

describe('how many of its budgets were answered for and told', () => {
  const walks: ReadonlyArray<[what: string, session: Session, over: {answered: number; told: number}]> = [
    ['none', after([4, left], [20, resumed]), {answered: 0, told: 0}],
    ['the one that somebody answered', after([11, exceeded(11)], [12, left], [20, resumed]), {answered: 1, told: 1}],
    ['the one that was asked and not answered was told', after([11, left], [20, resumed]), {answered: 0, told: 1}],
    ['those of another step are none of this one', after([21, exceeded(21)], [22, {type: 'step.skipped', body: {step: 'pause', reason: 'x', next: 'impact'}}]), {answered: 0, told: 0}],
  ];
  for (const [what, session, over] of walks) it(what, () => assert.deepEqual(budgetsOver(session.clock, 10 * minute), over));
});
