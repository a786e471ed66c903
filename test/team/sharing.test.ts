import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {leftText, shareSign, type ShareStanding} from '../../source/team/sharing.ts';

const shared: ShareStanding = {behind: 0, since: undefined, forked: false, fenced: false, away: undefined};

describe('Whether what is done here is known elsewhere', () => {
  for (const [standing, now, text, style, short] of [
    [{}, 0, 'shared', 'faint'],
    [{watchers: 1}, 0, 'shared, 1 watches', 'faint', '1 watches'],
    [{watchers: 2}, 0, 'shared, 2 watch', 'faint', '2 watch'],
    [{behind: 12, since: 1000}, 41_900, '12 lines not shared, 40 s', 'faint'],
    [{behind: 1, since: 1000}, 1000, '1 line not shared, 0 s', 'faint'],
    [{behind: 12, since: 0}, 200_000, '12 lines not shared, 3m 20s', 'warning'],
    [{forked: true}, 0, 'FORKED', 'bad'],
    [{forked: true, behind: 2, since: 0}, 1000, '2 lines not shared, 1 s', 'faint'],
  ] as const) {
    it(`is told as: ${text}`, () => assert.deepEqual(shareSign({...shared, ...standing}, now), {text, style, ...(short !== undefined && {short})}));
  }

  it('is told once somebody else has the session: by whom, and why', () => {
    const taken = {by: 'jonas', at: '2026-11-28T03:20:04.123Z', reason: 'her line is down'};
    assert.deepEqual(shareSign({...shared, fenced: true, forked: true, behind: 2, since: 0}, 1000), {text: 'TAKEN OVER', style: 'bad', taken: 'this session was taken over at another console'});
    assert.equal(shareSign({...shared, fenced: true, taken}, 1000).taken, 'jonas took this session over at 03:20:04 UTC, her line is down');
  });

  it('is told to whoever leaves, where something is left', () => {
    assert.equal(leftText(shared, 'x'), undefined);
    assert.equal(leftText({...shared, behind: 2, away: 'nothing listens there (ECONNREFUSED)'}, 'mcp-runbook team sync'), '2 lines not shared: nothing listens there (ECONNREFUSED). They are safe here; the next start shares them, or: mcp-runbook team sync');
    assert.match(leftText({...shared, forked: true, fenced: true}, 'x') ?? '', /taken over[^]*kept beside it/);
  });
});
