import assert from 'node:assert/strict';
import {appendFileSync, globSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {headerLines} from '../../source/app/screens/header.ts';
import type {State} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {systemClock, type Clock} from '../../source/clock.ts';
import {fingerprintWith} from '../../source/environment/fingerprint.ts';
import {Secret} from '../../source/secret.ts';
import {formatTimestamp, hour} from '../../source/time.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {practise, type Practising} from './practising.ts';
import {noticeOf} from './notice-of.ts';
import {letters} from './scene.ts';
import {smallRollbackPage} from './small-rollback.ts';

/** A folder with the small rollback and nothing else. */
async function ownRunbooks(t: TestContext, page: string): Promise<string> {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'small-rollback.md'), page);
  return folder;
}

const rollingBack = async (t: TestContext, work: (mara: Practising) => Promise<void>, page = smallRollbackPage): Promise<void> =>
  practise({runbook: 'small-rollback', runbooks: await ownRunbooks(t, page)}, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    await work(mara);
  });

const types = (mara: Practising): string[] => mara.journal().map(({type}) => type);
const header = (state: State): string => headerLines(state, {columns: 80, rows: 24, symbols: unicodeSymbols})[1]?.map(({text}) => text).join('') ?? '';
const clock = (state: State): string => headerLines(state, {columns: 200, rows: 24, symbols: unicodeSymbols})[1]?.map(({text}) => text).join('') ?? '';

describe('At work in practice', () => {
  it('a plan that the world has overtaken runs nothing, says what has changed, and is made anew', t => rollingBack(t, async mara => {
    mara.keys('enter');
    await mara.untilPhase('confirming');
    const {phase} = mara.store.state().walk ?? {};
    const first = phase?.name === 'confirming' ? phase.plan.sha256 : '';
    const toggles = join(mara.sessionFolder, 'operator.env');
    writeFileSync(toggles, `# somebody was here\n${readFileSync(toggles, 'utf8')}`);
    await mara.confirmIfAsked();
    await mara.settle();
    assert.match(noticeOf(mara.store.state()), /^not run: /);
    assert.match(mara.store.state().walk?.notRun?.trouble.problem ?? '', /changed|no longer/);
    assert.deepEqual(types(mara), ['session.opened']);
    await mara.confirm();
    await mara.settle();
    assert.deepEqual(types(mara), ['session.opened', 'step.started', 'step.finished']);
    const [, started] = mara.journal();
    assert.ok(started?.type === 'step.started');
    assert.notEqual(started.body.plan?.sha256, first);
    assert.equal(started.body.confirmed, `practice ${started.body.plan?.digits}`);
    assert.match(readFileSync(toggles, 'utf8'), /^ABZU_USE_MCP=0$/m);
  }));

  it('the header says what was read last, and that nobody knows between the intent and the reading', t => rollingBack(t, async mara => {
    await mara.confirm();
    await mara.untilPhase('asking');
    assert.match(header(mara.store.state()), /^ ABZU_USE_MCP=0 \(operator\.env, in force\?\) /);
    const told = mara.seen.map(state => state.walk?.phase.name === 'running' ? /ABZU_USE_MCP=[^)]*\)/.exec(header(state))?.[0] : undefined);
    assert.deepEqual([...new Set(told)].filter(text => text !== undefined), ['ABZU_USE_MCP=1 (operator.env)', 'ABZU_USE_MCP=1? (not known)', 'ABZU_USE_MCP=0 (operator.env, in force?)']);
    mara.keys('y', 'enter');
    await mara.settle();
    assert.match(header(mara.store.state()), /^ ABZU_USE_MCP=0 \(operator\.env\) /);
    // Somebody else puts it back: the next plan reads it, and so does the header.
    const toggles = join(mara.sessionFolder, 'operator.env');
    writeFileSync(toggles, readFileSync(toggles, 'utf8').replace('ABZU_USE_MCP=0', 'ABZU_USE_MCP=1'));
    mara.keys('enter', 'enter');
    await mara.untilPhase('naming');
    assert.match(header(mara.store.state()), /^ ABZU_USE_MCP=1 \(operator\.env\) /);
  }, smallRollbackPage.replace('- **Undo:** step `restore`', '- **Proof:** stated: operators were told\n- **Undo:** step `restore`')));

  it('a plan is given up with escape before and after it has come', t => rollingBack(t, async mara => {
    mara.keys('enter', 'escape', 'enter');
    await mara.untilPhase('confirming');
    mara.keys(...letters('practice'), 'escape', 'up');
    assert.equal(mara.store.state().walk?.phase.name, 'reading');
    assert.deepEqual(types(mara), ['session.opened']);
  }));

  it('another person agrees, is named in the record, and is asked', t => rollingBack(t, async mara => {
    await mara.confirm();
    await mara.settle();
    mara.keys('enter', 'enter');
    await mara.untilPhase('naming');
    const {phase} = mara.store.state().walk ?? {};
    assert.ok(phase?.name === 'naming');
    assert.equal(phase.plan.step, 'restore');
    mara.keys(...letters('ines'), 'enter', ...letters(phase.plan.digits), 'enter');
    await mara.untilPhase('asking');
    mara.keys(...letters('ines does'), 'enter');
    await mara.settle();
    assert.deepEqual(types(mara).slice(3), ['approval.given', 'step.started', 'note.added', 'step.finished']);
    assert.equal(mara.store.state().walk?.session.current, 'restore');
  }));

  it('a way of the page is gone, and the walk shows where it is', t => rollingBack(t, async mara => {
    mara.keys('s', ...letters('known'), 'enter', 'enter', 's', ...letters('alone'), 'enter', 'enter');
    assert.equal(mara.store.state().walk?.viewing, 'restore');
    mara.keys('w', 'down', 'enter', ...letters('503 again'), 'enter');
    assert.equal(mara.store.state().walk?.viewing, 'freeze');
    assert.deepEqual(mara.journal().at(-1)?.body, {step: 'restore', way: 'the gateway is failing again', turn: 'step', next: 'freeze', reason: '503 again'});
  }));

  it('a way that stops closes the session', t => rollingBack(t, async mara => {
    mara.keys('w', 'down', 'enter', ...letters('a false alarm'), 'enter');
    assert.equal(mara.store.state().screen.name, 'summary');
    assert.equal(mara.store.state().walk?.session.closed?.reason, 'a false alarm');
    mara.keys('q');
    await mara.until(() => mara.exits.length > 0);
    assert.deepEqual(mara.exits, [1]);
    assert.deepEqual(types(mara), ['session.opened', 'step.left', 'session.closed']);
  }));

  it('the 48 hours count down on every screen while this session keeps MCP off', t => rollingBack(t, async mara => {
    assert.doesNotMatch(clock(mara.store.state()), / by /);
    const rotated = (ago: number, id: string): string => `${JSON.stringify({connector_id: id, rotated_at: formatTimestamp(Date.now() - ago), window_hours: 48})}\n`;
    appendFileSync(join(mara.sessionFolder, 'stage_b_rotation_drills.jsonl'), [rotated(20 * hour, 'operator_api'), rotated(10 * hour, 'operator_upload'), rotated(15 * hour, 'crown_handshake')].join(''));
    await mara.confirm();
    await mara.settle();
    assert.match(clock(mara.store.state()), / MCP must be back by [A-Z]\w\w \d\d:\d\d UTC \(2[78] h \d+ min\) /);
    mara.keys('enter', 's', ...letters('alone'), 'enter', 'enter');
    await mara.confirm();
    await mara.settle();
    assert.equal(mara.store.state().walk?.session.steps[2]?.status, 'done');
    assert.match(clock(mara.store.state()), / a smoke run is due by [A-Z]\w\w /);
  }));

  it('two seconds after the first ctrl-c the second counts as a first', async () => {
    let over: () => void = () => {};
    const clock: Clock = {...systemClock, sleep: async (milliseconds, signal) => {
      assert.equal(milliseconds, 2000);
      await new Promise<void>((resolve, reject) => {
        over = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }};
    await practise({runbook: 'stage-b-rehearsal', fault: 'slow', clock}, async mara => {
      await mara.until(({screen}) => screen.name === 'step');
      for (const reason of ['one', 'two']) mara.keys('s', ...letters(reason), 'enter', 'enter');
      await mara.confirm();
      await mara.until(({walk}) => walk?.phase.name === 'running' && walk.ran.smoke?.progress.length !== 0);
      mara.keys('ctrl-c');
      over();
      await mara.until(({walk}) => walk?.phase.name === 'running' && walk.phase.armed === false);
      mara.keys('ctrl-c');
      assert.equal(mara.store.state().screen.name, 'step', 'still running');
      mara.keys('ctrl-c');
      await mara.until(() => mara.exits.length > 0);
      // Stopped before it was sent, or after: then nobody knows.
      assert.ok([130, 6].includes(mara.exits[0] ?? 0));
      assert.deepEqual(types(mara).slice(-3), ['step.started', 'step.finished', 'session.paused']);
    });
  });

  it('a token that is typed unseen is used, and is in no state, no journal and no evidence', () => practise({runbook: 'credential-rotation'}, async mara => {
    const token = 'tok-xq4z91mk77d0';
    await mara.until(({screen}) => screen.name === 'step');
    // Straight to the step that asks for it.
    const steps = mara.store.state().walk?.runbook.steps ?? [];
    const at = steps.findIndex(({action}) => action?.name === 'token.update');
    for (let skip = 0; skip < at; skip += 1) mara.keys('s', ...letters('known'), 'enter', 'enter');
    // What was typed and not handed on is gone.
    await mara.confirm();
    await mara.untilPhase('asking');
    mara.keys(...letters('never mind'), 'escape');
    await mara.settle();
    await mara.confirm();
    await mara.untilPhase('asking');
    mara.keys(...letters('tok-'));
    mara.press({keys: [{kind: 'paste', text: token.slice(4)}]});
    mara.keys('enter');
    // A part of it was typed by hand.
    mara.press({keys: [{kind: 'paste', text: token}]});
    mara.keys('enter');
    await mara.settle();
    const {walk} = mara.store.state();
    assert.equal(walk?.session.steps[at]?.status, 'done');
    const [key = ''] = globSync(join(mara.sessionFolder, '../../**/.fingerprint-key'));
    assert.equal(walk.ran[walk.viewing]?.facts?.fingerprint, fingerprintWith(key)(new Secret(token)));
    for (const state of mara.seen) assert.ok(!JSON.stringify(state).includes('xq4z91'));
    for (const file of globSync(join(mara.sessionFolder, '**/*'), {withFileTypes: true})) {
      if (file.isFile()) assert.ok(!readFileSync(join(file.parentPath, file.name), 'latin1').includes('xq4z91'), file.name);
    }
  }));

  it('the expected telemetry stands beside what the session saw', () => practise({}, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    for (const reason of ['one', 'two']) mara.keys('s', ...letters(reason), 'enter', 'enter');
    mara.keys('e');
    assert.ok(mara.store.state().screen.name === 'reference');
    mara.keys('escape');
    await mara.confirm();
    await mara.settle();
    mara.keys('e');
    const {screen} = mara.store.state();
    assert.ok(screen.name === 'reference');
    assert.deepEqual(['handshake', 'heartbeat', 'drill'].map(name => screen.comparison?.[name as 'drill'].verdict), ['same', 'same', 'same']);
  }));
});
