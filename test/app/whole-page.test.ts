import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import {noticeOf} from './notice-of.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {doneBefore, finished, practice, press, rollback, running, scene, started, stating, tell} from './scene.ts';

const small = {columns: 80, rows: 24};
const at = (id: string, more: Parameters<typeof scene>[0] = {}): State => scene({runbook: rollback, lines: doneBefore(rollback, id), viewing: id, state: {size: small}, ...more});
const shown = (state: State): string => frameOf(state, unicodeSymbols).body.map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');

describe('The page of a step that has not begun', () => {
  for (const {id, title} of rollback.steps) {
    it(`has all that is needed at 80x24 without scrolling: ${title}`, () => {
      assert.equal(frameOf(at(id), unicodeSymbols).sight?.furthest, 0, shown(at(id)));
    });
  }

  it('keeps what is for its failure, and the way by hand, behind v', () => {
    assert.doesNotMatch(shown(at('freeze')), /If it fails|sed -i/);
    const whole = press(at('freeze', {state: {size: {columns: 80, rows: 60}}}), 'v').state;
    assert.match(shown(whole), /If it fails with the toggle at 0[^]*If it fails with a route[^]*sed -i/);
    assert.doesNotMatch(shown(press(whole, 'v').state), /If it fails|sed -i/);
  });

  it('is at its top again when the step ends, however far somebody had scrolled', () => {
    const scrolled = at('freeze', {phase: running('freeze'), screen: {name: 'step', scroll: 7}});
    assert.deepEqual(tell(scrolled, {type: 'step ended', step: 'freeze'}).state.screen, {name: 'step', scroll: 0});
  });

  it('shows both by itself once it went wrong, and v is no key then', () => {
    const failed = at('freeze', {lines: [started(rollback, 'freeze'), finished(rollback, 'freeze', 'failed')], state: {size: {columns: 80, rows: 60}}});
    assert.match(shown(failed), /If it fails with the toggle at 0[^]*have it restarted[^]*PROOF[^]*CHANGES[^]*sed -i/, 'what to do comes before all else');
    assert.equal(shown(failed).match(/If it fails with the toggle/g)?.length, 1);
    assert.match(noticeOf(press(failed, 'v').state), /v/);
  });
});

describe('A statement at 60x16', () => {
  const window = {off: true, ends: Date.parse('2025-11-20T19:00:00Z')};
  for (const id of ['mcp-gateway-rollback', 'credential-rotation', 'stage-b-rehearsal', 'nightly-recovery', 'rehearsal-packet']) {
    const {runbook} = loadWalkable(id);
    for (const step of runbook.steps) {
      for (const {text} of step.proofs.filter(({kind}) => kind === 'stated')) {
        it(`has in sight what was looked at for it, and on one row what a no leads to: ${runbook.title}, ${text}`, () => {
          const looked = step.proofs.map(proof => (proof.kind === 'stated' ? undefined : {text: proof.text, state: 'holds' as const, expected: '1', found: '1'}));
          const lines = [...doneBefore(runbook, step.id), started(runbook, step.id)];
          const body = shown(scene({runbook, lines, viewing: step.id, phase: stating(step.id, text), walk: {pointed: {...practice, window}, ran: {[step.id]: {progress: [], looked}}}, state: {size: {columns: 60, rows: 16}}}));
          assert.match(body, step.proofs.some(({kind}) => kind === 'observed') ? /PROOF ✓/ : /PROOF ·/, body);
          assert.match(body, /^ no: the step fails.*\n ?──/m, body);
        });
      }
    }
  }

  it('has how operators are served above the proofs where there is room for both', () => {
    const [first, second] = rollback.steps[1]?.proofs ?? [];
    const asked = (rows: number): string => shown(at('pause', {lines: [...doneBefore(rollback, 'pause'), started(rollback, 'pause')], phase: stating('pause', 'every job is paused'), walk: {ran: {pause: {progress: [], looked: [first, second].map(proof => ({text: proof?.text ?? '', state: 'holds', expected: '', found: ''}))}}}, state: {size: {columns: 60, rows}}}));
    assert.match(asked(30), /OPERATORS ARE ON THE LEGACY HANDLERS[^]*PROOF[^]*Is this so/);
    assert.match(asked(16), /^ PROOF ✓[^]*PROOF ✓[^]*Is this so/);
  });
});
