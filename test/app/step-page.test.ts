import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Outcome} from '../../source/walk/conductor.ts';
import {stepPage} from '../../source/app/screens/step/step-page.ts';
import type {Line} from '../../source/app/screens/line.ts';
import type {State} from '../../source/app/state/state.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import {emptyField} from '../../source/app/state/text-field.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {answering, atSmoke, confirming, done, doneBefore, finished, live, noted, press, rehearsal, running, scene, skipped, started, stating, tell} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

const textOf = (rows: readonly Line[]): string => rows.map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');
const view = {columns: 200, rows: 60, symbols: unicodeSymbols};
const page = (state: State, columns = 200): string => textOf(stepPage(openWalk(state), {...view, columns}).lines);
const prompt = (state: State): string => textOf(stepPage(openWalk(state), view).prompt ?? []);

/** Fails unless these are there, in this order. */
function verifyOrder(text: string, ...wanted: string[]): void {
  const places = wanted.map(part => {
    assert.ok(text.includes(part), `${part} is not in\n${text}`);
    return text.indexOf(part);
  });
  assert.deepEqual(places, places.toSorted((a, b) => a - b), text);
}

const smoke = (outcome: Outcome['outcome'], more: Partial<Outcome> = {}): State => atSmoke({lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', outcome, more)]});

describe('The page of a step', () => {
  it('before it runs: what it changes, the way back, what will be proved, what it is about', () => {
    verifyOrder(
      page(atSmoke()),
      'CHANGES  one heartbeat to the gateway, three lines in the rotation ledger',
      'UNDO     none: the ledger is append only',
      'PROOF · the gateway opened a session (session.id present)',
      'PROOF · no doctrine failure (doctrine_failures count = 0)',
      'One handshake as operator_api',
    );
  });

  it('says of a step that only reads that it changes nothing, and of no way back', () => {
    assert.match(page(scene()), /CHANGES {2}nothing; it only reads/);
    assert.match(page(scene({viewing: 'gateway'})), /CHANGES {2}nothing by the program, which only reads; what the page asks, you do/);
    assert.doesNotMatch(page(scene()), /UNDO/);
    assert.match(page(scene({runbook: smallRollback})), /^UNDO {5}step \d: Restore MCP traffic$/m, 'named as the rail names it');
  });

  it('keeps in sight what was seen while it is asked how one knows', () => {
    const state = atSmoke({lines: [started(rehearsal, 'smoke')], phase: {name: 'explaining', probe: ['The route is legacy.'], settlement: 'not done', field: emptyField}});
    verifyOrder(prompt(state), 'The route is legacy.', 'You say: not done. How do you know?');
  });

  it('shows that a yes has counted while the next thing is asked', () => {
    const statement = 'receipt, ledger lines and packet are archived together';
    const asked = press(scene({viewing: 'close', phase: stating('close', statement)}), 'y', 'enter').state;
    const next = tell(asked, {type: 'asked', step: 'close', question: {kind: 'text', text: 'What should the next person know?'}}).state;
    assert.match(page(next), new RegExp(`^PROOF • ${statement}$`, 'm'));
    const denied = press(scene({viewing: 'close', phase: stating('close', statement)}), 'x', 'enter').state;
    assert.match(page(denied), new RegExp(`^PROOF · ${statement}$`, 'm'));
  });

  it('shows the way by hand, every line of it, once the step went wrong, and not before', () => {
    assert.doesNotMatch(page(atSmoke()), /mcp-runbook smoke --json|without this tool/);
    verifyOrder(page(smoke('failed')), '    mcp-runbook smoke --json', '    # without this tool: python -m scripts.stage_b_smoke --json');
  });

  it('while confirming puts first what it changes and how to undo it, and asks for the very word', () => {
    const state = atSmoke({phase: confirming('gate'), walk: {pointed: live}});
    verifyOrder(
      page(state),
      'CHANGES  rotation drills  12 lines -> 15 lines  in logs/stage_b_rotation_drills.jsonl',
      '         one heartbeat to the gateway',
      'UNDO     none',
      'UNTIL    09:05:00 UTC',
      'DOES     mcp-runbook smoke --json',
    );
    assert.doesNotMatch(page(state), /One handshake|PROOF/, 'the page does not stand again under its plan');
    verifyOrder(prompt(state), "Type the gateway's host, a space and the digits, gateway.example:8443 9f3a, then enter.", '>  gate▏');
    const narrow = textOf(stepPage(openWalk(state), {...view, columns: 80}).prompt ?? []);
    assert.match(narrow, /^Type the gateway's host, a space and the digits,\ngateway\.example:8443 9f3a, then enter\.\n/, 'what has to be typed is on one row');
  });

  it('while running shows each stage, how long it took, and how long all of it takes', () => {
    const progress = [
      {stage: 'handshake', state: 'ok', text: 'op-6f1c', milliseconds: 42},
      {stage: 'heartbeat', state: 'failed', text: 'status 500'},
      {stage: 'ledger', state: 'running', text: '2 of 3'},
      {stage: 'doctrine', state: 'skipped', text: 'not reached'},
    ] as const;
    const state = atSmoke({phase: {name: 'running', step: 'smoke', elapsed: 61_000, stopping: 'no'}, lines: [started(rehearsal, 'smoke')], walk: {ran: {smoke: {progress}}}});
    verifyOrder(page(state), '✓ handshake  op-6f1c  42 ms', '✗ heartbeat  status 500', '▸ ledger     2 of 3', '- doctrine   not reached', '▸ 1m 1s so far', 'PROOF · the gateway opened a session');
  });

  for (const [stopping, told] of [['after this step', ', stopping after this step'], ['now', ', stopping now']] as const) {
    it(`while stopping ${stopping} says so`, () => {
      assert.ok(page(atSmoke({phase: running('smoke', stopping), walk: {ran: {smoke: {progress: []}}}})).includes(`so far${told}`));
    });
  }

  it('of another step than the running one shows no clock', () => {
    const state = atSmoke({phase: running(), viewing: 'gateway', walk: {ran: {gateway: {progress: []}}}});
    assert.doesNotMatch(page(state), /so far/);
  });

  it('when it is done says so first, then shows the proofs, what it changed and the text', () => {
    const state = scene({lines: [...doneBefore(rehearsal, 'receipt')], viewing: 'smoke'});
    verifyOrder(page(state), 'DONE     in 42 ms', 'PROOF ✓ the gateway opened a session', 'PROOF ✓ no doctrine failure', 'CHANGES', 'One handshake');
  });

  it('tells a statement from a proof: stated, not verified', () => {
    const state = scene({lines: done(rehearsal, 'toggles').concat(done(rehearsal, 'gateway')), viewing: 'gateway'});
    verifyOrder(page(state), 'PROOF ✓ the gateway accepts connections (reachable = true)', 'PROOF • the gateway shown above', 'stated, not verified');
  });

  it('tells a statement that nobody made', () => {
    const [first, second] = rehearsal.steps[1]?.proofs ?? [];
    const proofs = [
      {text: first?.text ?? '', state: 'holds', expected: 'true', found: 'true'},
      {text: second?.text ?? '', state: 'not stated', expected: 'stated', found: 'nobody'},
    ] as const;
    const lines = [...done(rehearsal, 'toggles'), started(rehearsal, 'gateway'), finished(rehearsal, 'gateway', 'done', {proofs: [...proofs]})];
    verifyOrder(page(scene({lines, viewing: 'gateway'})), 'PROOF - the gateway shown above', 'not stated by anyone');
  });

  it('when a proof failed says what was expected and what was found', () => {
    verifyOrder(page(smoke('failed')), 'FAILED   nothing else was found (findings count = 0): expected 1, found nothing', 'PROOF ✓ every connector has its line (ledger.missing count = 0)', 'PROOF ✗ nothing else was found (findings count = 0)');
    assert.match(page(smoke('failed')), /PROOF ✗ nothing else was found \(findings count = 0\)\n {8}expected 1, found nothing/);
    assert.doesNotMatch(page(smoke('failed')), /DONE/);
  });

  const failure = {code: 'x', message: 'the gateway refused', next: 'Check the token.'};
  for (const [outcome, word] of [['failed', 'FAILED'], ['unknown', 'UNKNOWN']] as const) {
    it(`when it ended ${outcome} says so in a word, why, and what to do next, before the proofs`, () => {
      verifyOrder(page(smoke(outcome, {failure})), `${word.padEnd(9)}the gateway refused`, 'NEXT     Check the token.', 'PROOF');
    });
  }

  it('when the page calls somebody says that first, and nothing of trying again', () => {
    const text = page(smoke('failed', {failure, turn: 'escalate'}));
    verifyOrder(text, 'FAILED   the gateway refused', 'CALL     whoever is on call', 'THEN     w offers the ways on, q leaves and keeps', 'PROOF');
    assert.doesNotMatch(text, /NEXT/);
  });

  it('when the walk went elsewhere says where before the proofs, and nothing of trying again', () => {
    const line = finished(rehearsal, 'smoke', 'failed', {failure, turn: 'step', next: 'toggles'});
    assert.ok(line.type === 'step.finished');
    const text = page(scene({lines: [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), line], viewing: 'smoke', walk: {ran: {smoke: {progress: [], turned: line.body}}}}));
    verifyOrder(text, 'FAILED   the gateway refused', 'THEN     to step 1: Confirm the toggles', 'PROOF');
    assert.doesNotMatch(text, /NEXT/);
  });

  it('while somebody is asked has the question below the proofs, and the text below the question', () => {
    const {lines, below = []} = stepPage(openWalk(scene({lines: [...done(rehearsal, 'toggles'), started(rehearsal, 'gateway')], viewing: 'gateway', phase: stating(), walk: {ran: {gateway: {progress: []}}}})), view);
    assert.match(textOf(lines), /PROOF · the gateway shown above[^\n]*$/);
    verifyOrder(textOf(below), 'A smoke run against the wrong gateway', 'CHANGES  nothing');
  });

  it('while somebody is asked shows the proofs that could be seen', () => {
    const [first, second] = rehearsal.steps[1]?.proofs ?? [];
    const looked = [{text: first?.text ?? '', state: 'holds', expected: 'true', found: 'true'} as const, undefined];
    const lines = [...done(rehearsal, 'toggles'), started(rehearsal, 'gateway')];
    verifyOrder(page(scene({lines, viewing: 'gateway', phase: stating(), walk: {ran: {gateway: {progress: [], looked}}}})), `PROOF ✓ ${first?.text}`, `PROOF · ${second?.text}`);
  });

  it('when it was skipped shows the reason', () => {
    const lines = [...doneBefore(rehearsal, 'smoke'), skipped(rehearsal, 'smoke', 'done by hand')];
    assert.match(page(scene({lines, viewing: 'smoke'})), /SKIPPED {2}done by hand/);
  });

  it('when nothing is recorded any more shows the outcome, that it does not count, and what still works', () => {
    const line = finished(rehearsal, 'smoke');
    assert.ok(line.type === 'step.finished');
    const state = atSmoke({walk: {unrecorded: 'ENOSPC: no space', ran: {smoke: {progress: [], unrecorded: line.body}}}});
    verifyOrder(page(state), 'RECORD   ENOSPC: no space', 'steps that change something are refused', 'PROOF ✓ the gateway opened a session');
    assert.doesNotMatch(page(state), /DONE/);
  });

  it('shows its own notes and who wrote them, and no other step\'s', () => {
    const lines = [noted('toggles', 'looked twice'), noted('smoke', 'elsewhere'), noted(null, 'nowhere')];
    assert.match(page(scene({lines})), /NOTE {5}mara: looked twice/);
    assert.doesNotMatch(page(scene({lines})), /elsewhere|nowhere/);
  });

  it('draws the ledger on the step that reviewed it', () => {
    const ran = {ledger: {progress: [], facts: {summary: '3 entries', connectors: {operator_api: {verdict: 'fresh', remaining_seconds: 3600}}}}};
    const text = page(scene({lines: doneBefore(rehearsal, 'packet'), viewing: 'ledger', walk: {ran}}));
    verifyOrder(text, 'DONE', 'PROOF ✓', '48-hour window', '1h 0m left', '3 entries');
  });

  it('asks a statement and a question in their words', () => {
    assert.equal(prompt(scene({phase: stating('gateway', 'the gateway is the one')})), 'Is this so? the gateway is the one\nwhere practice has none, answer as if it were there\nno: the step fails', 'in practice');
    assert.equal(prompt(scene({runbook: smallRollback, phase: stating('freeze', 'operators are served')})), 'Is this so? operators are served\nwhere practice has none, answer as if it were there\nno: the step fails; then try again, 2 times at most', 'and where the page leads from there');
    assert.equal(prompt(scene({phase: stating('gateway', 'the gateway is the one'), walk: {pointed: live}})), 'Is this so? the gateway is the one\nno: the step fails', 'live is as it is');
    verifyOrder(prompt(scene({phase: answering()})), 'What should the next person know?', '▏');
    verifyOrder(prompt(scene({phase: {name: 'noting', field: {characters: ['a'], cursor: 1}}})), 'A note for the record:', '>  a▏');
    verifyOrder(prompt(scene({phase: {name: 'skipping', field: {characters: ['a'], cursor: 1}}})), 'stays visible. Why?', '>  a▏');
  });

  it('asks for nothing while it is read or runs', () => {
    assert.equal(stepPage(openWalk(scene()), view).prompt, undefined);
    assert.equal(stepPage(openWalk(atSmoke({phase: running()})), view).prompt, undefined);
  });

  it('keeps every word at any width', () => {
    const words = (text: string): string => text.replaceAll(/\s/g, '');
    for (const {id} of rehearsal.steps) {
      const state = scene({viewing: id});
      assert.equal(words(page(state, 31)), words(page(state, 200)));
    }
  });

  it('with ASCII symbols is ASCII', () => {
    for (const state of [atSmoke(), smoke('failed'), smoke('unknown', {failure}), scene({lines: done(rehearsal, 'toggles'), viewing: 'toggles'})]) {
      assert.match(textOf(stepPage(openWalk(state), {...view, symbols: asciiSymbols}).lines), /^[\x20-\x7E\n]*$/);
    }
  });
});

describe('What the runbook says when a step goes wrong', () => {
  it('stands on the page of a failed step, and of no other', () => {
    assert.match(page(smoke('failed')), /IF {7}failed: try again, 2 times at most, then stop here/);
    assert.doesNotMatch(page(atSmoke()), /IF {7}/);
    assert.doesNotMatch(page(smoke('done')), /IF {7}/);
  });
});
