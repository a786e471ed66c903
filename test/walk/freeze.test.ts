import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {frozenBy} from '../../source/walk/freeze.ts';
import {done, sessionOf, type Line} from '../app/scene.ts';
import {smallRollback as runbook} from '../app/small-rollback.ts';

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
