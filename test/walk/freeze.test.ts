import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {consoleEnvironment} from '../../source/environment/console.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {replay, type Session} from '../../source/journal/session.ts';
import {formatTimestamp, minute} from '../../source/time.ts';
import {doubtIn, frozenBy, windowClockBy} from '../../source/walk/freeze.ts';
import {done, finished, sessionOf, settled, started, type Line} from '../app/scene.ts';
import {smallRollback as runbook} from '../app/small-rollback.ts';
import {openedBody} from '../worlds/bodies.ts';

const continues = {session: '20251120T080000Z-small-rollback-0001', step: 'agree'};
const [frozen, restored] = [done(runbook, 'freeze'), done(runbook, 'restore')];

const cases: ReadonlyArray<[what: string, value: '0' | '1', lines: Line[], goesOn: boolean, isFrozen: boolean]> = [
  ['that has set it off', '0', frozen, false, true],
  ['that has set nothing', '0', [], false, false],
  ['that goes on where one left it off, and has set nothing yet', '0', [], true, true],
  ['that goes on where one left it off, where it is on by now', '1', [], true, false],
  ['that went on and has set it back', '1', restored, true, false],
  ['that went on and set it back, where it is off all the same', '0', restored, true, true],
];

describe('MCP is off', () => {
  for (const [what, value, lines, goesOn, isFrozen] of cases) {
    it(`${isFrozen ? 'by' : 'not by'} a session ${what}`, () => {
      const session = sessionOf(runbook, ...lines);
      const walked = {runbook, session: goesOn ? {...session, opened: {...session.opened, continues}} : session};
      assert.equal(frozenBy(walked, consoleEnvironment({folder: '/nowhere', variables: {ABZU_USE_MCP: value}})) !== undefined, isFrozen);
    });
  }
});

const cutOff = (settlement: 'cannot tell' | 'not done'): Line[] => [...frozen, started(runbook, 'restore'), {type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '1'}, host: 'h', ledger: {bytes: 0, sha256: 'cd'.repeat(32), verdict: 'unchanged'}}}, settled('restore', settlement, 'I looked')];
const looks = (found: string, text = 'value = mcp'): Line[] => [started(runbook, 'look'), finished(runbook, 'look', found === 'mcp' ? 'done' : 'failed', {proofs: [{text, state: found === 'mcp' ? 'holds' : 'fails', expected: 'mcp', found}]})];

/** The session with a minute between its lines. */
function minuteByMinute(lines: Line[]): Session {
  const opened = {type: 'session.opened', body: {...openedBody, steps: runbook.steps.map(({id, title}) => ({id, title}))}};
  const events = [opened, ...lines].map((line, seq) => ({v: 1, session: 'x', seq, prev: '', at: formatTimestamp(Date.parse('2025-11-20T09:00:00Z') + seq * minute), operator: 'mara', class: 'rehearsal', ...line}) as unknown as JournalEvent);
  const session = replay(events);
  assert.ok(session);
  return session;
}

const known: ReadonlyArray<[what: string, lines: Line[], off: boolean, doubtful: boolean]> = [
  ['a restore was cut off, and nobody can tell', cutOff('cannot tell'), true, true],
  ['the service was seen on MCP since', [...cutOff('cannot tell'), ...looks('mcp')], false, false],
  ['the service was seen on the legacy handlers since', [...cutOff('cannot tell'), ...looks('legacy')], true, false],
  ['the service did not answer since', [...cutOff('cannot tell'), ...looks('unknown')], true, true],
  ['the toggle alone was read since', [...cutOff('cannot tell'), ...looks('1', 'deployment.read ABZU_USE_MCP = 1')], true, false],
  ['a shell alone was read since', [...cutOff('cannot tell'), ...looks('1', 'toggle.read ABZU_USE_MCP = 1')], true, true],
  ['it was frozen again since it was seen on MCP', [...cutOff('cannot tell'), ...looks('mcp'), ...frozen], true, false],
  ['somebody says that the restore was not done, and the toggle reads on', cutOff('not done'), false, false],
];

describe('MCP counts as not back, or not known, in a walk where', () => {
  for (const [what, lines, off, doubtful] of known) {
    it(`${what}: ${off ? 'not back' : 'back'}, ${doubtful ? 'not known' : 'known'}`, () => {
      const walked = {runbook, session: minuteByMinute(lines)};
      const clock = windowClockBy(walked, {isOn: true, ledger: '/nowhere/ledger.jsonl'}, Date.parse('2025-11-20T10:00:00Z'));
      assert.deepEqual([clock?.off ?? false, doubtIn(walked) !== undefined], [off, doubtful]);
    });
  }
});
