import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Sharing, ShareStanding} from '../../source/team/sharing.ts';
import {perform, practiceSession} from '../worlds/practice-session.ts';

const ours: ShareStanding = {behind: 0, since: undefined, forked: false, fenced: false, away: undefined};
const theirs: ShareStanding = {...ours, fenced: true, taken: {by: 'jonas', at: '2026-11-28T03:20:04.123Z', reason: 'her line is down'}};

/** A team that can say that another console has the session now. */
function team() {
  let standing = ours;
  const sharing: Sharing = {grown: () => {}, standing: () => standing, follow: () => {}, leave: async () => standing, ask: async () => {}};
  return {sharing, isTaken: () => void (standing = theirs)};
}

describe('A session that another console has taken over', () => {
  it('changes nothing more from this one, also by a plan that was read before, and says who has it', async t => {
    const {sharing, isTaken} = team();
    const {conductor, world, lines} = await practiceSession(t, {sharing});
    await perform(conductor, 'look');
    const planning = await conductor.plan('smoke', new AbortController().signal);
    assert.ok(planning.ok);
    isTaken();
    const before = lines().length;
    const [report, ...more] = await perform(conductor, 'smoke', {confirmed: 'practice', plan: planning.plan});
    assert.deepEqual([report?.kind, more], ['not run', []]);
    assert.equal(report?.kind === 'not run' && report.trouble.problem, 'jonas took this session over at 03:20:04 UTC, her line is down');
    assert.deepEqual([world.gateway.seen, lines().length], [[], before]);
    const again = await conductor.plan('smoke', new AbortController().signal);
    assert.equal(again.ok, false);
  });

  it('can still be looked at and noted here: that is kept beside its record', async t => {
    const {sharing, isTaken} = team();
    const {conductor, lines} = await practiceSession(t, {sharing});
    isTaken();
    await perform(conductor, 'look');
    conductor.record({kind: 'note', step: 'look', text: 'was it you?'});
    assert.equal(lines().length, 4);
  });
});
