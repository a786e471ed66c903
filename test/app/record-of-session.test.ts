import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import {everyMode, press, tell} from './scene.ts';

const page = (state: State): string => pageOf(state, {columns: 80, rows: 24, symbols: unicodeSymbols}).lines.map(line => line.map(({text}) => text).join('')).join('\n');
const told = {lines: ['9 files in /records/INC-204', 'Nothing is missing.'], sentence: 'INC-204: MCP off: never.'};

describe('The record of a session, or of its incident', () => {
  for (const [where, session] of [['summary', everyMode.summary.walk?.session.id], ['history', everyMode.history.screen.name === 'history' ? everyMode.history.screen.sessions?.[0]?.id : '']] as const) {
    it(`is written from the ${where} with r, and escape leads back there`, () => {
      const {state, effects} = press(everyMode[where], 'r');
      assert.deepEqual(effects, [{type: 'write record', session}]);
      assert.match(page(state), /writing it/);
      assert.equal(press(state, 'escape').state.screen.name, where);
      const done = tell(state, {type: 'recorded', told}).state;
      assert.match(page(done), /9 files in \/records\/INC-204\nNothing is missing\.\n\nFor the incident channel; y copies it:\nINC-204: MCP off: never\./);
    });
  }

  it('gives a sentence that y hands to the terminal, and says so', () => {
    const {state, effects} = press(everyMode.recorded, 'y');
    assert.deepEqual(effects, [{type: 'copy', text: 'INC-204: MCP was off.'}]);
    assert.match(state.notice ?? '', /OSC 52/);
  });

  it('says why there is none, and has nothing to copy then', () => {
    const asked = press(everyMode.summary, 'r').state;
    const {state} = tell(asked, {type: 'recorded', told: {trouble: {problem: 'it holds a secret', next: 'Leave it out.'}}});
    assert.match(page(state), /^No record was written\n\nit holds a secret\n\nLeave it out\./);
    assert.deepEqual(press(state, 'y').effects, []);
  });
});
