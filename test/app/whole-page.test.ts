import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import {noticeOf} from './notice-of.ts';
import {doneBefore, finished, press, rollback, running, scene, started, tell} from './scene.ts';

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
