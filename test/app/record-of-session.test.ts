import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Line} from '../../source/app/screens/line.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import {noticeOf} from './notice-of.ts';
import {everyMode, press, scene, tell} from './scene.ts';

const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const rows = (lines: readonly Line[]): string => lines.map(line => line.map(({text}) => text).join('')).join('\n');
const page = (state: State): string => rows(pageOf(state, view).lines);
const sentence = 'INC-204: MCP off: never. Record INC-204 so far, manifest 3f9a12c4.';
const told = {lines: ['9 files in /records/INC-204', 'Nothing is missing.'], sentence: 'INC-204: MCP off: never.', soFar: false};

describe('The record of a session, or of its incident', () => {
  for (const [where, session] of [['summary', everyMode.summary.walk?.session.id], ['history', everyMode.history.screen.name === 'history' ? everyMode.history.screen.sessions?.[0]?.id : '']] as const) {
    it(`is written from the ${where} with r, and escape leads back there`, () => {
      const {state, effects} = press(everyMode[where], 'r');
      assert.deepEqual(effects, [{type: 'write record', session}]);
      assert.match(page(state), /writing it/);
      assert.equal(press(state, 'escape').state.screen.name, where);
      const done = tell(state, {type: 'recorded', told}).state;
      assert.match(page(done), /^For the incident channel; y copies it:\nINC-204: MCP off: never\.\n\nThe record\n\n9 files in \/records\/INC-204\nNothing is missing\./);
    });
  }

  it('is headed as what is so far where the walk is not closed, here and where the last step offers it', () => {
    const early = tell(press(everyMode.summary, 'r').state, {type: 'recorded', told: {...told, soFar: true}}).state;
    assert.match(page(early), /^For the incident channel, so far; y copies it:\nINC-204[^]*\nThe record, so far\n\n9 files /);
    assert.match(rows(pageOf(everyMode.offering, view).prompt ?? []), /^For the incident channel, so far; y copies it:/);
  });

  it('gives a sentence that y hands to the terminal, and says so', () => {
    const {state, effects} = press(everyMode.recorded, 'y');
    assert.deepEqual(effects, [{type: 'copy', text: 'INC-204: MCP was off.'}]);
    assert.match(noticeOf(state), /OSC 52/);
  });

  it('is written from the last step too, and from no other; what it offers there y copies, enter goes on', () => {
    const {state, effects} = press(scene({viewing: 'close'}), 'r');
    assert.deepEqual([effects, press(state, 'escape').state.screen.name], [[{type: 'write record', session: state.walk?.session.id}], 'step']);
    assert.deepEqual(press(scene(), 'r').effects, []);
    const offered = press(everyMode.offering, 'y', 'y');
    assert.deepEqual(offered.effects, [{type: 'copy', text: sentence}, {type: 'copy', text: sentence}]);
    assert.match(noticeOf(offered.state), /OSC 52/);
    const gone = press(offered.state, 'enter');
    assert.deepEqual([gone.effects, gone.state.walk?.phase.name], [[{type: 'answer', text: 'seen'}], 'running']);
  });

  it('has its sentence on the page of the step that wrote it, for y, as long as the program is open', () => {
    const acted = tell(everyMode.offering, {type: 'reported', report: {kind: 'acted', step: 'close', result: {outcome: 'done', facts: {}, attachments: [], offer: sentence}}}).state;
    assert.deepEqual(press({...acted, walk: acted.walk && {...acted.walk, phase: {name: 'reading'}}}, 'y').effects, [{type: 'copy', text: sentence}]);
    assert.deepEqual(press(scene({viewing: 'close'}), 'y').effects, []);
  });

  it('says why there is none, and has nothing to copy then', () => {
    const asked = press(everyMode.summary, 'r').state;
    const {state} = tell(asked, {type: 'recorded', told: {trouble: {problem: 'it holds a secret', next: 'Leave it out.'}}});
    assert.match(page(state), /^No record was written\n\nit holds a secret\nNEXT {5}Leave it out\./);
    assert.deepEqual(press(state, 'y').effects, []);
  });
});
