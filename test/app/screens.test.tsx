import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {App} from '../../source/app/app.tsx';
import type {Effect, State} from '../../source/app/state/state.ts';
import {createStore, type Store} from '../../source/app/store.ts';
import {mount, type Mounted} from '../people/mount.tsx';
import type {Size} from '../people/terminal.ts';
import {answering, approving, atSmoke, concealing, confirmed, confirming, decided, doneBefore, drilled, everyMode, finished, letters, live, lobby, naming, plan, press, rehearsal, resized, scene, skipped, started, stating, readOut} from './scene.ts';

/** The app on a terminal, with nobody behind it: what it asks of the world is only written down. */
async function draw(t: TestContext, state: State, [columns, rows]: Size): Promise<{screen: Mounted; store: Store; effects: Effect[]}> {
  const effects: Effect[] = [];
  const fail = (error: unknown): never => {
    throw error;
  };
  const store = createStore(resized(state, columns, rows), effect => void effects.push(effect), fail);
  return {screen: await mount(t, <App store={store} />, [columns, rows]), store, effects};
}

const failure = {code: 'x', message: 'the gateway refused', next: 'Check the token.'};
const smokeEnded = (outcome: 'failed' | 'unknown'): State => atSmoke({lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', outcome, {failure})]});

/** Every screen, and what a person must find on it at any size. */
const screens: ReadonlyArray<readonly [name: string, state: State, sees: RegExp[]]> = [
  ['operator', everyMode.operator, [/mcp-runbook/, /Who is at the keyboard\?/, /> {2}mara▏/, /enter that is me/]],
  ['picker', lobby, [/Which procedure\?/, /▸ Stage B rehearsal/, /Handshake and drills/, /enter open/]],
  ['environment', press(everyMode.environment, 'down').state, [/Where\?/, /▸ ■ console/, /■ LIVE/, /enter start/]],
  ['opening', everyMode.opening, [/Opening stage-b-rehearsal in practice/]],
  ['refused', everyMode.refused, [/Nothing was started/, /the disk is full/, /Make room\./, /q quit/]],
  ['the drills', everyMode.drills, [/Which drill\?/, /▸ A quiet rollback +easy +best 85/, /▲ DRILL +MCP gateway rollback, easy/, /The whole way there and back/, /enter start/]],
  ['the story of a drill', everyMode.briefing, [/○ PRACTICE ▲ DRILL 0s/, /A quiet rollback +easy/, /03:10\./, /enter begin/]],
  ['a step of a drill', drilled({walk: {hinted: [{step: 'freeze', number: 1}]}}), [/○ PRACTICE ▲ DRILL 0s/, /HINT +-5 points +A freeze is proved/, /h hint/]],
  ['the debrief of a drill', everyMode.debrief, [/▲ DEBRIEF +A quiet rollback/, /Yours ended: escalated at step 3: Assess doctrine impact\. The page\s+ends:\s+completed/, /Score 40 of 100/, /enter to the summary/]],
  ['a step before it runs', scene(), [/○ PRACTICE/, /── 1 Confirm the toggles ─/, /enter run/]],
  ['a step before it runs, live', scene({walk: {pointed: live}, incident: 'INC-204'}), [/■ LIVE/, /INC-204/, /mara/, /ABZU_USE_MCP=0/]],
  ['a confirmation', atSmoke({phase: readOut(confirming('prac'))}), [/Type the environment's name, a space and the digits, practice 9f3a/, /> {2}prac▏/, /CHANGES/, /UNDO/, /escape cancel/]],
  ['a plan that is being made', everyMode.planning, [/reading what this would change; nothing runs/, /escape cancel/]],
  ['a plan for a second person', atSmoke({phase: readOut(naming('in'))}), [/Another person reads this plan and types a name/, /> {2}in▏/, /CHANGES/, /escape cancel/]],
  ['a plan to agree to', atSmoke({phase: readOut(approving('9f'))}), [/ines, if the plan is right, type its digits, 9f3a/, /> {2}9f▏/, /enter agree to this plan/]],
  ['the other ways', everyMode.ways, [/How to go on from step 3\?/, /▸ it was done by other means/, /enter this way/, /escape back/]],
  ['the reason of a way', everyMode.departing, [/skip the step/, /Why\?/, /enter go on/]],
  ['a secret', atSmoke({phase: concealing(5)}), [/The new token\?/, /> {2}\*{5}▏/]],
  ['a step over its budget', everyMode['over budget'], [/has taken 2m 5s of 2m/, /k keep going/, /h hand over/, /e escalate/]],
  ['the expected telemetry', everyMode.reference, [/Expected telemetry/, /Handshake acknowledgement {2}not seen in this session/]],
  ['a step that runs', everyMode.running, [/── 3 Run the smoke checks, 0s of its 2m ─/, /ctrl-c stops/]],
  ['a statement', everyMode.stating, [/Is this so\?/, /y yes/, /x no/]],
  ['a question', scene({phase: answering()}), [/What should the next person know\?/, /> {2}▏/]],
  ['a note', everyMode.noting, [/A note for the record:/, /> {2}▏/]],
  ['a skip', everyMode.skipping, [/stays visible\. Why\?/, /> {2}▏/]],
  ['a step that failed', smokeEnded('failed'), [/FAILED +the gateway refused/, /NEXT +Check the token\./, /run again \(2 left\)/]],
  ['a step whose outcome is unknown', smokeEnded('unknown'), [/UNKNOWN +the gateway refused/]],
  ['a step that was skipped', scene({lines: [skipped(rehearsal, 'toggles', 'by hand')], viewing: 'toggles'}), [/SKIPPED +by hand/]],
  ['a step that is done', scene({lines: doneBefore(rehearsal, 'gateway'), viewing: 'toggles'}), [/PROOF ✓/, /DONE/, /enter next step/]],
  ['a walk that is not recorded', atSmoke({walk: {unrecorded: 'ENOSPC'}}), [/NOT RECORDED/]],
  ['the ledger', everyMode.ledger, [/The rotation ledger/, /reading it/]],
  ['the help', everyMode.help, [/Keys here/]],
  ['the summary', everyMode.summary, [/Stage B rehearsal: completed/, /enter to the first screen/]],
];

const sizes: readonly Size[] = [[120, 36], [80, 24], [60, 16]];
const flat = (text: string): string => text.replaceAll(/[│\s]+/g, ' ');

/** The last row of the window is the footer's: nothing was pushed out, nothing is missing. */
function verifyFilled({terminal}: Mounted, state: State): void {
  const rows = terminal.rows();
  assert.equal(terminal.buffer, 'alternate');
  assert.equal(rows.length, state.size.rows);
  assert.ok(terminal.everything().split('\n').length <= state.size.rows, 'something scrolled off');
  assert.match(rows[0] ?? '', state.walk ? /PRACTICE|LIVE/ : /mcp-runbook/);
  const rules = rows.flatMap((row, index) => (/^[─-]{2}(?: .+ )?[─-]{2,}(?: .+ [─-]{2})?$/.test(row) ? [index] : []));
  // Where nothing else is left out, the gateway has a row of its own.
  assert.ok((state.walk ? [2, 3] : [1]).some(row => rules.includes(row)), 'the rule below the header');
  assert.ok(rules.some(row => row >= state.size.rows - 5), 'the rule above the footer');
  if (state.screen.name !== 'opening' && state.screen.name !== 'refused') assert.notEqual(rows.at(-1), '');
}

describe('On a terminal', () => {
  for (const [name, state, sees] of screens) {
    it(`${name} fills every window and shows what matters`, async t => {
      const {screen, store} = await draw(t, state, sizes[0] ?? [120, 36]);
      for (const [columns, rows] of [...sizes, [80, 24] as const]) {
        await screen.resize(columns, rows);
        verifyFilled(screen, store.state());
        const [first] = screen.terminal.rows();
        if (state.walk) assert.match(first ?? '', /^ (○ PRACTICE|■ LIVE) /);
        for (const wanted of sees) assert.match(flat(screen.text()), new RegExp(wanted.source.replaceAll(/ \{2\}/g, ' '), wanted.flags), `${columns}x${rows}`);
      }
    });

    it(`${name} is drawn in ASCII alone when asked to`, async t => {
      const {screen, store} = await draw(t, {...state, ascii: true}, [80, 24]);
      for (const [columns, rows] of [[80, 24], [60, 16], [59, 15]] as const) {
        await screen.resize(columns, rows);
        assert.match(screen.text(), /^[\x20-\x7E\n]*$/);
        if (rows > 15) verifyFilled(screen, store.state());
      }
    });

    it(`${name} gives way to a plain word when the window is too small, and comes back`, async t => {
      const {screen, store, effects} = await draw(t, state, [80, 24]);
      const before = screen.text();
      await screen.resize(59, 15);
      assert.match(screen.text(), /^This window is 59x15\.\nmcp-runbook needs 60x16\./);
      assert.doesNotMatch(screen.text(), /PRACTICE|LIVE|Which|Where/);
      await screen.resize(80, 24);
      assert.equal(screen.text(), before);
      assert.deepEqual(store.state(), resized(state, 80, 24));
      assert.deepEqual(effects, []);
    });
  }

  it('no byte steers the terminal but our own, whatever the world answers', async t => {
    const hostile = '\u001B]0;owned\u0007\u001B[2J\u001B[31m\u202E\u0085\r\nx';
    const state = atSmoke({
      lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed', {failure: {code: 'x', message: hostile, next: hostile}})],
      walk: {pointed: {...live, gateway: hostile, environment: hostile}, ran: {smoke: {progress: [{stage: 'handshake', state: 'failed', text: hostile}]}}},
      phase: stating('smoke', hostile),
      incident: hostile,
    });
    const {screen} = await draw(t, state, [120, 36]);
    assert.match(screen.text(), /<U\+001B>/);
    assert.doesNotMatch(screen.terminal.output, /\u001B\]0;owned|\u001B\[2J\u001B\[31m|\u202E|\u0085|\u0007/);
    verifyFilled(screen, {...state, size: {columns: 120, rows: 36}});
  });

  it('a list longer than the window shows the row that is selected', async t => {
    const runbooks = Array.from({length: 40}, (_, index) => ({id: `r-${index}`, title: `Procedure ${index} ${'with a long name '.repeat(9)}`, summary: 'x', steps: 7}));
    const {screen, store} = await draw(t, {...lobby, runbooks}, [60, 16]);
    for (let row = 0; row < 40; row += 1) {
      assert.match(screen.text(), new RegExp(`▸ Procedure ${row} `));
      verifyFilled(screen, store.state());
      await screen.press('down');
    }
  });
});

describe('Keys on a terminal', () => {
  it('somebody types the name and the step runs', async t => {
    const {screen, store, effects} = await draw(t, atSmoke(), [80, 24]);
    await screen.press('enter');
    await screen.sees('reading what this would change');
    store.dispatch({type: 'planned', step: 'smoke', plan});
    await screen.sees(/practice 9f3a,/);
    await screen.type(confirmed);
    await screen.sees('practice 9f3a▏');
    assert.deepEqual(effects, [{type: 'plan', step: 'smoke'}]);
    await screen.press('enter');
    assert.deepEqual(effects.slice(1), [decided({kind: 'run', step: 'smoke', allowance: {plan, confirmed}})]);
    await screen.press('enter');
    assert.equal(effects.length, 2);
  });

  it('the name and its enter in one read fill the line, and enter alone confirms it', async t => {
    const {screen, effects} = await draw(t, atSmoke({phase: confirming()}), [80, 24]);
    await screen.pressAtOnce(...letters(confirmed), 'enter');
    await screen.sees('enter came together with other keys');
    assert.deepEqual(effects, []);
    await screen.press('enter');
    assert.equal(effects.length, 1);
  });

  it('a paste runs nothing, and the screen says so', async t => {
    const {screen, effects} = await draw(t, atSmoke({phase: confirming()}), [60, 16]);
    await screen.paste(`${confirmed}\r`);
    await screen.sees('what is pasted is not taken here');
    await screen.press('enter');
    assert.deepEqual(effects, []);
  });

  it('enter twice in one read confirms nothing', async t => {
    const {screen, effects} = await draw(t, atSmoke(), [80, 24]);
    await screen.pressAtOnce('enter', 'enter');
    assert.deepEqual(effects, []);
    assert.doesNotMatch(screen.text(), /Run the smoke checks[^]*so far/);
  });

  it('escape leaves the question and nothing else', async t => {
    const {screen, store} = await draw(t, atSmoke(), [80, 24]);
    const before = screen.text();
    await screen.press('enter', 'p', 'escape');
    await screen.sees('nothing was done');
    await screen.press('up');
    assert.equal(screen.text(), before);
    assert.equal(store.state().screen.name, 'step');
  });

  it('one key up moves the page again, however often down was pressed at its end', async t => {
    const {screen} = await draw(t, scene(), [60, 16]);
    await screen.press(...Array<string>(40).fill('down'));
    const end = screen.text();
    await screen.press('down');
    assert.equal(screen.text(), end);
    await screen.press('up');
    assert.notEqual(screen.text(), end);
  });

  it('ctrl-c on the picker asks to leave with 130', async t => {
    const {screen, effects} = await draw(t, lobby, [80, 24]);
    await screen.press('ctrl-c');
    assert.deepEqual(effects, [{type: 'exit', code: 130}]);
  });

  it('a turned into ASCII and back draws the same picture again', async t => {
    const {screen, effects} = await draw(t, lobby, [80, 24]);
    const before = screen.text();
    await screen.press('a');
    assert.match(screen.text(), /^[\x20-\x7E\n]*$/);
    await screen.press('a');
    assert.equal(screen.text(), before);
    assert.deepEqual(effects.map(({type}) => type), ['remember', 'remember']);
  });
});
