import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {summaryPage} from '../../source/app/screens/summary-page.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {State} from '../../source/app/state/state.ts';
import {plainNews} from '../../source/session/plain/plain-report.ts';
import {at, closed, done, doneBefore, finished, paused, rollback, scene, started, type Line} from './scene.ts';

const view = {columns: 120, rows: 40, symbols: unicodeSymbols};
const later = '2025-11-20T09:30:00Z';
const resumed: Line = {type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'console-1', ledger: {bytes: 0, sha256: 'cd'.repeat(32), verdict: 'unchanged'}}};
const textOf = (rows: ReadonlyArray<ReadonlyArray<{text: string}>>): string => rows.map(row => row.map(({text}) => text).join('')).join('\n');

/** Who has just gone on, half an hour after the last line. */
function goneOn(lines: Line[]): State {
  const state = scene({runbook: rollback, lines: [...lines, resumed]});
  const walk = openWalk(state);
  return {...state, walk: {...walk, session: {...walk.session, resumedAt: later}}};
}

const page = (state: State): string => textOf(pageOf(state, view).lines);
const failedRestore = [...doneBefore(rollback, 'restore'), started(rollback, 'restore'), finished(rollback, 'restore', 'failed', {turn: 'step', next: 'freeze', failure: {code: 'not-followed', message: 'the service did not come back', next: 'Call for it.'}})];
const cutRestore = [...doneBefore(rollback, 'restore'), started(rollback, 'restore')];

describe('whoever goes on with a walk reads before anything else', () => {
  it('which step went wrong and led back to the one that is due', () => {
    const state = goneOn([...failedRestore, paused('left')]);
    assert.match(page(state), /^BACK {5}from step 7: Restore MCP traffic, at 09:00: the service did not come back\n/);
    assert.deepEqual(plainNews(openWalk(state).session), [`BACK from step 7: Restore MCP traffic, at ${at}: the service did not come back`]);
  });

  it('what did not hold, where the step says no more than that', () => {
    const [...lines] = failedRestore;
    lines.splice(-1, 1, finished(rollback, 'restore', 'failed', {turn: 'step', next: 'freeze'}));
    assert.match(page(goneOn([...lines, paused('left')])), /^BACK {5}from step 7: Restore MCP traffic, at 09:00: .*route\.probe = mcp.*: found nothing\n/);
  });

  it('nothing of that once the step was walked again, or where the walk led back after that', () => {
    assert.doesNotMatch(page(goneOn([...failedRestore, ...done(rollback, 'freeze'), paused('left')])), /BACK/);
    assert.doesNotMatch(page(scene({runbook: rollback, lines: failedRestore})), /BACK/);
  });

  it('that a step was begun and cut off, and how operators are served', () => {
    const state = goneOn(cutRestore);
    assert.match(page(state), /^NOT KNOWN which way operators are served: [^]*\nUNKNOWN {2}begun at 09:00 and cut off: it may have acted, or not\. Enter looks, then you say what is so\.\n/);
    assert.deepEqual(plainNews(openWalk(state).session), [`Step 7: Restore MCP traffic was begun at ${at} and cut off: it may have acted, or not`]);
  });
});

describe('a step that somebody has settled', () => {
  const settled: Line = {type: 'step.settled', body: {step: 'restore', settlement: 'done', note: 'the service says so', probe: 'The service is on the route mcp.', next: 'smoke'}};

  it('says what was seen then, and that nothing of it was proved', () => {
    const state = scene({runbook: rollback, lines: [...cutRestore, resumed, settled], viewing: 'restore'});
    assert.match(page(state), /^SETTLED {2}done: the service says so\nSEEN {5}The service is on the route mcp\.\n/);
    assert.match(page(state), /PROOF · operators are on MCP \(route\.probe = mcp\)\n {8}not proved: settled by hand\n/);
  });
});

it('A step that somebody has settled as not done has its proofs before it', () => {
  const settled: Line = {type: 'step.settled', body: {step: 'restore', settlement: 'not done', note: 'it is down', probe: null, next: 'smoke'}};
  assert.doesNotMatch(page(scene({runbook: rollback, lines: [...cutRestore, resumed, settled]})), /settled by hand/);
});

describe('a step of which a question was left open', () => {
  const notYet = finished(rollback, 'pause', 'failed', {next: 'pause', failure: {code: 'not-stated', message: 'left open', next: 'Run it again.'}});
  const open = notYet.type === 'step.finished' ? {...notYet, body: {...notYet.body, proofs: notYet.body.proofs.map(proof => (proof.state === 'fails' ? {...proof, state: 'not stated' as const} : proof))}} : assert.fail();
  const walked = [...doneBefore(rollback, 'pause'), started(rollback, 'pause'), open];

  it('keeps what was seen by then, and says when, also for whoever goes on', () => {
    for (const state of [scene({runbook: rollback, lines: walked}), goneOn([...walked, paused('left')])]) {
      assert.match(page(state), /^OPEN {5}a question is not answered yet; enter goes through the step again\. The rest was seen at 09:00\.\n/);
      assert.match(page(state), /PROOF ✓ [^\n]*value = legacy\)\nPROOF ✓ [^\n]*\nPROOF · every rehearsal job is paused[^\n]*\n(?! +not stated)/);
    }
  });

  it('has used no try by that', () => {
    const text = textOf(summaryPage(openWalk(scene({runbook: rollback, lines: [...walked, started(rollback, 'pause', 2), finished(rollback, 'pause'), closed('stopped')]})), view).lines);
    assert.doesNotMatch(text, /try/);
  });
});

describe('the summary', () => {
  const summary = (state: State): string => textOf(summaryPage(openWalk(state), view).lines);

  it('says that operators are left on the legacy handlers', () => {
    const ended = (step: string): string => summary(scene({runbook: rollback, lines: [...doneBefore(rollback, step), closed('stopped')]}));
    assert.match(ended('pause'), /^[^\n]*: not completed\n[^\n]*\nOPERATORS ARE ON THE LEGACY HANDLERS in practice, which ends with this walk\./);
    assert.doesNotMatch(ended('smoke'), /LEGACY/);
  });

  it('tells that the walk was cut off and gone on with, and which steps took more than one try', () => {
    const again = [started(rollback, 'freeze', 2), finished(rollback, 'freeze')];
    const text = summary(scene({runbook: rollback, lines: [...failedRestore, ...again, started(rollback, 'pause', 2), resumed, closed('stopped')]}));
    assert.match(text, /\ncut off, and gone on with at 09:00 UTC\n/);
    assert.match(text, /✓ 1 Freeze MCP traffic {2}2nd try, 2 proved/);
    assert.doesNotMatch(summary(scene({runbook: rollback, lines: [...doneBefore(rollback, 'pause'), paused('left'), resumed, closed('stopped')]})), /cut off|try/);
  });
});
