import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Key} from '../../source/app/state/key.ts';
import type {Effect, Phase, Screen, State} from '../../source/app/state/state.ts';
import {update} from '../../source/app/update/update.ts';
import {emptyField, fieldOf, fieldText} from '../../source/app/state/text-field.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {drawn, labelsOf} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {
  answering, atSmoke, closed, confirming, decided, decisions, done, everyMode, finished, letters, lobby, press, rehearsal, running, scene, skipped, started, stating, tell, unsettled,
} from './scene.ts';

const burst = (text: string): Key => ({kind: 'burst', text});
const allDone = rehearsal.steps.flatMap(({id}) => done(rehearsal, id));
const armed = (step: string): Phase => ({...running(step, 'after this step'), armed: true}) as Phase;
const viewing = (state: State): string | undefined => state.walk?.viewing;

describe('Before the walk', () => {
  const nobody: State = {...lobby, operator: '', screen: {name: 'operator', field: fieldOf('')}};

  it('somebody gives their name, which is remembered, and comes to the picker', () => {
    const {state, effects} = press(nobody, ...letters('mara'), 'enter');
    assert.equal(state.operator, 'mara');
    assert.deepEqual(state.screen, {name: 'picker', selected: 0});
    assert.deepEqual(effects, [{type: 'remember', preferences: {operator: 'mara'}}]);
  });

  for (const [told, keys] of [['nothing', []], ['blanks', [' ', ' ']]] as const) {
    it(`a name of ${told} is none`, () => {
      const {state, effects} = press(nobody, ...keys, 'enter');
      assert.equal(state.screen.name, 'operator');
      assert.deepEqual(effects, []);
      assert.match(noticeOf(state), /needs a name/);
    });
  }

  it('a name that is offered is taken with enter, and gives way to whoever types another', () => {
    const renaming = press({...lobby, operator: 'root'}, 'o').state;
    assert.equal(press(renaming, 'enter').state.operator, 'root');
    assert.equal(press(renaming, ...letters('mara'), 'enter').state.operator, 'mara');
  });

  it('a name may be pasted; its enter is not taken', () => {
    const {state, effects} = press(nobody, burst('mara lind\r'));
    assert.deepEqual(state.screen, {name: 'operator', field: fieldOf('mara lind')});
    assert.deepEqual(effects, []);
  });

  it('the picker leads over the environments to an open walk', () => {
    const {state, effects} = press(lobby, 'enter', 'enter');
    assert.deepEqual(state.screen, {name: 'opening', runbook: 'stage-b-rehearsal', environment: 'practice'});
    assert.deepEqual(effects.at(-1), {type: 'open', runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'mara'});
  });

  it('the selection stays inside the list, and two keys in one read do not choose', () => {
    const environments = everyMode.environment;
    assert.deepEqual(press(environments, 'up').state.screen, environments.screen);
    assert.deepEqual(press(environments, 'down', 'down', 'down').state.screen, {...environments.screen, selected: 1});
    const {state, effects} = press(environments, burst('\u001B[B\r'));
    assert.deepEqual(state.screen, environments.screen);
    assert.deepEqual(effects, []);
  });

  it('the environment below is the one that is opened', () => {
    assert.deepEqual(press(everyMode.environment, 'down', 'enter').effects.at(-1), {
      type: 'open', runbook: 'stage-b-rehearsal', environment: 'console', operator: 'mara',
    });
  });

  it('escape from the environments leads back to the row they were opened from', () => {
    const card = lobby.runbooks?.[0] ?? assert.fail();
    const second = {...lobby, runbooks: [{...card, id: 'other'}, card]};
    assert.deepEqual(press(second, 'down', 'enter', 'escape').state.screen, {name: 'picker', selected: 1});
    assert.deepEqual(press(second, 'enter', 'escape').state.screen, {name: 'picker', selected: 0});
  });

  it('enter twice opens one walk, not two', () => {
    assert.equal(press(everyMode.environment, 'enter', 'enter', 'enter').effects.filter(({type}) => type === 'open').length, 1);
  });

  it('a runbook with mistakes is refused with all of them', () => {
    const broken = {...lobby, runbooks: [{id: 'x', title: 'x', summary: '', steps: 0, trouble: {problem: 'runbooks/x.md:4 Id: missing', next: 'Correct it.'}}]};
    const {state, effects} = press(broken, 'enter');
    assert.equal(state.screen.name, 'refused');
    assert.match(JSON.stringify(state.screen), /runbooks\/x\.md:4 Id: missing/);
    assert.deepEqual(effects, []);
    assert.equal(press(state, 'enter').state.screen.name, 'picker');
  });

  it('a runbook whose page is still being read stands in the list, and enter waits for it', () => {
    const title = {id: 'stage-b-rehearsal', title: 'Stage B rehearsal', summary: '', steps: 0, unread: true} as const;
    const early: State = {...lobby, runbooks: [title], environments: []};
    assert.deepEqual(labelsOf(early), ['Stage B rehearsal']);
    const waits = press(early, 'enter');
    assert.equal(waits.state.screen.name, 'picker');
    assert.match(noticeOf(waits.state), /still being read/);
    const [read] = update(early, {type: 'read', cards: {runbooks: lobby.runbooks, environments: lobby.environments}});
    assert.equal(press(read, 'enter').state.screen.name, 'environment');
  });

  it('an empty list chooses nothing, and says so', () => {
    const {state, effects} = press({...lobby, runbooks: []}, 'down', 'up', 'enter');
    assert.equal(state.screen.name, 'picker');
    assert.match(noticeOf(state), /nothing to choose/);
    assert.deepEqual(effects, []);
  });

  it('environments that cannot be used say so in the list, and why when they are chosen', () => {
    const broken = {...lobby, environments: [{name: 'mcp-runbook.yaml', class: 'live', gateway: 'none', source: 'mcp-runbook.yaml', explains: 'x', last: false, trouble: {problem: 'line 3\nline 9', next: 'Correct it.'}}]} as const;
    const asked: State = {...broken, screen: {name: 'environment', runbook: 'stage-b-rehearsal', selected: 0}};
    assert.deepEqual(labelsOf(asked), ['■ mcp-runbook.yaml (cannot be used)']);
    const {state, effects} = press(asked, 'enter');
    assert.ok(state.screen.name === 'refused' && state.screen.problem === 'line 3\nline 9' && state.screen.next === 'Correct it.');
    assert.deepEqual(effects, []);
  });

  it('whoever only looked at their name goes back with escape; without one there is no way past it', () => {
    assert.deepEqual(press(lobby, 'o', 'backspace', 'escape'), {state: {...lobby, notice: undefined}, effects: []});
    assert.equal(press({...everyMode.operator, operator: ''}, 'escape').state.screen.name, 'operator');
  });

  it('whether the clock ticks is told: the picker looks the same', () => {
    assert.match(noticeOf(press(lobby, 'm').state), /does not tick any more; m turns back/);
    assert.match(noticeOf(press(lobby, 'm', 'm').state), /clock of a step ticks; m turns back/);
  });
});

describe('What escape threw away', () => {
  const typed = (state: State): string => (state.walk && 'field' in state.walk.phase ? fieldText(state.walk.phase.field) : '');

  it('is there once when the same is asked for again', () => {
    const again = press(scene(), 'n', ...letters('half a wo'), 'escape', 'n').state;
    assert.equal(typed(again), 'half a wo');
    assert.deepEqual(decisions(press(again, ...letters('rd'), 'enter').effects), [{kind: 'note', step: 'toggles', text: 'half a word'}]);
    assert.equal(typed(press(again, 'ctrl-u', 'escape', 'n').state), '');
  });

  it('is there for the same alone, an answer for its question', () => {
    const thrown = press(scene(), 'n', ...letters('odd'), 'escape').state;
    assert.equal(typed(press(thrown, 's').state), '');
    assert.equal(typed(press(thrown, 's', 'escape', 'n').state), 'odd');
    const unanswered = press(scene({phase: answering()}), ...letters('seen'), 'escape').state;
    const {question} = openWalk(scene({phase: answering()})).phase as Extract<Phase, {name: 'asking'}>;
    assert.equal(typed(tell(unanswered, {type: 'asked', step: 'close', question}).state), 'seen');
    assert.equal(typed(tell(unanswered, {type: 'asked', step: 'close', question: {kind: 'text', text: 'another?'}}).state), '');
  });

  it('is no secret and agrees to nothing', () => {
    for (const state of [everyMode.concealing, everyMode.confirming, everyMode.approving, everyMode.naming]) {
      assert.equal(openWalk(press(state, 'x', 'escape').state).thrown, undefined);
    }
  });
});

describe('Escape takes away one thing and reaches nothing behind it', () => {
  const step: Screen = {name: 'step', scroll: 3};
  const thrown = (name: Phase['name'], state: State): State => ({...state, notice: 'nothing was done; what you typed is there when you ask for the same again', walk: {...openWalk(state), thrown: {name, field: fieldOf('odd')}}});
  const cases: ReadonlyArray<readonly [told: string, state: State, after: State, effects: Effect[]]> = [
    ['a note', scene({phase: {name: 'noting', field: fieldOf('odd')}}), thrown('noting', scene()), []],
    ['an empty note', scene({phase: {name: 'noting', field: emptyField}}), {...scene(), notice: 'nothing was done'}, []],
    ['a reason to skip', scene({phase: {name: 'skipping', field: fieldOf('odd')}}), thrown('skipping', scene()), []],
    ['a confirmation', atSmoke({phase: confirming('practice')}), {...atSmoke(), notice: 'nothing was done'}, []],
    ['the help over a running step', atSmoke({phase: running(), screen: {name: 'help', scroll: 2, back: step}}), atSmoke({phase: running(), screen: step}), []],
    [
      'the ledger over a question',
      scene({phase: stating(), screen: {name: 'ledger', scroll: 0, back: step, review: {state: 'reading', read: 0}}}),
      scene({phase: stating(), screen: step}),
      [],
    ],
    ['a running step stays as it is', atSmoke({phase: running()}), atSmoke({phase: running(), state: {notice: 'escape does nothing here; ? lists the keys that do'}}), []],
    ['the open page stays as it is', scene(), scene({state: {notice: 'escape does nothing here; ? lists the keys that do'}}), []],
    ['a statement is left open', scene({phase: stating()}), scene({phase: running('gateway')}), [{type: 'answer', text: undefined}]],
    ['the settling of a step that may have happened', everyMode.settling, {...unsettled(), notice: 'nothing was done'}, []],
    ['an answer is left open', scene({phase: answering()}), scene({phase: running('close')}), [{type: 'answer', text: undefined}]],
    ['the choice of an environment', everyMode.environment, lobby, []],
  ];
  for (const [told, state, after, effects] of cases) {
    it(told, () => {
      const pressed = press(state, 'escape');
      assert.deepEqual(pressed.state, after);
      assert.deepEqual(pressed.effects, effects);
    });
  }
});

describe('A question while a step runs', () => {
  const asked = scene({phase: stating()});
  const answersTo = (...keys: Array<string | Key>): unknown[] => {
    const {state, effects} = press(asked, ...keys);
    return [...effects, ...tell(state, {type: 'quiet'}).effects].filter(({type}) => type !== 'await quiet');
  };
  const [yes, no] = [{type: 'answer', text: 'yes'}, {type: 'answer', text: 'no'}];

  it('is stated with y and denied with x, as soon as no key has followed for a moment or with enter', () => {
    assert.deepEqual(press(asked, 'y').effects, [{type: 'await quiet'}]);
    assert.deepEqual(answersTo('y'), [yes]);
    assert.deepEqual(answersTo('x'), [no]);
    assert.deepEqual(answersTo('y', 'enter'), [yes]);
  });

  it('is not answered by enter, nor by what is read at once', () => {
    assert.match(noticeOf(press(asked, 'enter').state), /press one of the keys below to answer/);
    assert.deepEqual(answersTo('enter', 'n', 'Y', burst('yy'), {kind: 'paste', text: 'y'}), []);
  });

  for (const word of ['yesterday', 'okay', 'yy', 'x-ray', 'y y', 'type', 'y?']) {
    it(`is not answered by a letter of "${word}", however it is delivered`, () => {
      assert.deepEqual(answersTo(...letters(word)), []);
      assert.deepEqual(answersTo(burst(word)), []);
      assert.deepEqual(answersTo(word.slice(0, 1), burst(word.slice(1))), []);
      assert.match(noticeOf(press(asked, ...letters(word)).state), /nothing is stated/);
    });
  }

  it('is answered after a word too, once the keys were still', () => {
    const {state} = tell(press(asked, ...letters('yes')).state, {type: 'quiet'});
    assert.deepEqual(tell(press(state, 'y').state, {type: 'quiet'}).effects, [yes]);
  });

  it('shows what will be stated, and takes it back at any other key', () => {
    assert.match(drawn(press(asked, 'y').state).join('\n'), /Is this so\? [^\n]* yes/);
    assert.deepEqual(answersTo('y', 'escape'), []);
    assert.deepEqual(answersTo('y', 'ctrl-c').slice(0, 1), [{type: 'answer', text: undefined}]);
  });

  it('in words takes words', () => {
    const {state, effects} = press(scene({phase: answering()}), ...letters('  all calm '), 'enter', 'enter');
    assert.deepEqual(effects, [{type: 'answer', text: 'all calm'}]);
    assert.equal(state.walk?.phase.name, 'running');
  });

  it('in words is not answered by silence', () => {
    const {state, effects} = press(scene({phase: answering()}), ' ', 'enter');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(state), /write a few words/);
  });
});

describe('Notes and skips', () => {
  it('a note is kept with the step on screen', () => {
    const {state, effects} = press(scene({lines: done(rehearsal, 'toggles'), viewing: 'toggles'}), 'n', ...letters('odd'), 'enter');
    assert.deepEqual(effects, [decided({kind: 'note', step: 'toggles', text: 'odd'})]);
    assert.equal(state.walk?.phase.name, 'reading');
    assert.equal(state.notice, 'note kept');
  });

  it('a step is skipped for a reason', () => {
    assert.deepEqual(press(scene(), 's', ...letters('done by hand'), 'enter').effects, [decided({kind: 'skip', step: 'toggles', reason: 'done by hand'})]);
  });

  for (const key of ['n', 's']) {
    it(`${key} without words writes nothing and says so`, () => {
      const {state, effects} = press(scene(), key, ' ', 'enter');
      assert.deepEqual(effects, []);
      assert.notEqual(state.walk?.phase.name, 'reading');
      assert.match(noticeOf(state), /say why|empty note/);
    });
  }

  it('letters that are keys elsewhere are letters here', () => {
    const {effects} = press(scene(), 'n', ...letters('qbs?lnyx'), 'enter');
    assert.deepEqual(effects, [decided({kind: 'note', step: 'toggles', text: 'qbs?lnyx'})]);
  });
});

describe('Looking back and forth', () => {
  const atThird = atSmoke();

  it('goes back one step at a time and returns to the open step', () => {
    assert.equal(viewing(press(atThird, 'b').state), 'gateway');
    assert.equal(viewing(press(atThird, 'b', 'b').state), 'toggles');
    assert.equal(viewing(press(atThird, 'b', 'b', 'b', 'b').state), 'toggles');
    assert.equal(viewing(press(atThird, 'b', 'b', 'enter').state), 'smoke');
  });

  it('asks nothing of the world and runs nothing that was done', () => {
    assert.deepEqual(press(atThird, 'b', 'b', 'enter').effects, []);
  });

  it('begins each page at its top', () => {
    const scrolled: State = {...atThird, screen: {name: 'step', scroll: 7}};
    assert.deepEqual(press(scrolled, 'b').state.screen, {name: 'step', scroll: 0});
  });

  it('from the last step leads to the summary, and closes the record once', () => {
    const {state, effects} = press(scene({lines: allDone, viewing: 'close'}), 'enter', 'up', 'l', 'escape');
    assert.equal(state.screen.name, 'summary');
    assert.deepEqual(decisions(effects), [{kind: 'leave', reason: 'walked to the end'}]);
  });
});

describe('Leaving', () => {
  const unknown = atSmoke({lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'unknown')]});
  const leave = (reason: string): Effect => decided({kind: 'leave', reason});
  const exit = (code: number): Effect => ({type: 'exit', code});
  const cases: ReadonlyArray<readonly [told: string, state: State, keys: string[], effects: Effect[]]> = [
    ['q in the middle leaves and keeps the session', atSmoke(), ['q'], [leave('left by the operator'), exit(0)]],
    ['q after a failed step is no failure: the session is kept', atSmoke({lines: [finished(rehearsal, 'smoke', 'failed')]}), ['q'], [leave('left by the operator'), exit(0)]],
    ['q with an unknown step says so', unknown, ['q'], [leave('left by the operator'), exit(6)]],
    ['q when nothing could be recorded says so', atSmoke({walk: {unrecorded: 'disk full'}}), ['q'], [leave('left by the operator'), exit(5)]],
    ['q on the picker', lobby, ['q'], [exit(0)]],
    ['q on the summary leaves the closed record alone', everyMode.summary, ['q'], [exit(0)]],
    ['enter on the summary, and q on the first screen', everyMode.summary, ['enter', 'q'], [{type: 'close walk'}, exit(0)]],
    ['a walk with a skipped step is completed', scene({lines: [skipped(rehearsal, 'toggles', 'by hand'), ...allDone.slice(2), closed()], screen: {name: 'summary', scroll: 0}}), ['q'], [exit(0)]],
    ['ctrl-c on the picker', lobby, ['ctrl-c'], [exit(130)]],
    ['ctrl-c while a name is asked', everyMode.operator, ['ctrl-c'], [exit(130)]],
    ['ctrl-c while a walk is opened', everyMode.opening, ['ctrl-c'], [exit(130)]],
    ['ctrl-c on a page', atSmoke(), ['ctrl-c'], [leave('interrupted'), exit(130)]],
    ['ctrl-c on a page with an unknown step', unknown, ['ctrl-c'], [leave('interrupted'), exit(6)]],
    ['ctrl-c on a page when nothing could be recorded', atSmoke({walk: {unrecorded: 'disk full'}}), ['ctrl-c'], [leave('interrupted'), exit(5)]],
    ['ctrl-c in a confirmation runs nothing', atSmoke({phase: confirming('practice')}), ['ctrl-c'], [leave('interrupted'), exit(130)]],
    ['ctrl-c in a note keeps none', scene({phase: {name: 'noting', field: fieldOf('odd')}}), ['ctrl-c'], [leave('interrupted'), exit(130)]],
    ['ctrl-c on the help', everyMode.help, ['ctrl-c'], [leave('interrupted'), exit(130)]],
    ['ctrl-c on the summary leaves the closed record alone', everyMode.summary, ['ctrl-c'], [exit(130)]],
    ['ctrl-c on the ledger over the summary leaves the closed record alone', press(everyMode.summary, 'l').state, ['ctrl-c'], [exit(130)]],
    ['nothing is heard after leaving', atSmoke(), ['q', 'q', 'ctrl-c', 'enter'], [leave('left by the operator'), exit(0)]],
  ];
  for (const [told, state, keys, effects] of cases) it(told, () => assert.deepEqual(press(state, ...keys).effects, effects));

  it('ctrl-c while a step runs lets it end first, and says so', () => {
    const {state, effects} = press(atSmoke({phase: running()}), 'ctrl-c');
    assert.deepEqual(effects, [{type: 'await second press'}]);
    assert.deepEqual(state.walk?.phase, armed('smoke'));
    assert.equal(state.notice, 'stopping when this step is done; ctrl-c again within 2 s stops it now');
  });

  it('ctrl-c twice in time stops the step now, and a third asks for nothing more', () => {
    const {state, effects} = press(atSmoke({phase: running()}), 'ctrl-c', 'ctrl-c', 'ctrl-c');
    assert.deepEqual(effects, [{type: 'await second press'}, {type: 'stop running'}]);
    assert.deepEqual(state.walk?.phase, {...running('smoke', 'now'), armed: false});
  });

  it('a second ctrl-c that comes too late is a first one again, and says so', () => {
    const late = tell(press(atSmoke({phase: running()}), 'ctrl-c').state, {type: 'second press too late'}).state;
    assert.deepEqual(late.walk?.phase, {...running('smoke', 'after this step'), armed: false});
    const again = press(late, 'ctrl-c');
    assert.deepEqual(again.effects, [{type: 'await second press'}]);
    assert.match(noticeOf(again.state), /within 2 s/);
    assert.deepEqual(press(again.state, 'ctrl-c').effects, [{type: 'stop running'}]);
  });

  it('the end of the two seconds changes nothing where nothing waits for them', () => {
    for (const state of [scene(), lobby, everyMode.confirming, atSmoke({phase: running()})]) {
      assert.deepEqual(tell(state, {type: 'second press too late'}), {state, effects: []});
    }
  });

  it('ctrl-c on the ledger over a running step does the same', () => {
    const over = press(atSmoke({phase: running()}), 'l').state;
    assert.deepEqual(press(over, 'ctrl-c').state.walk?.phase, armed('smoke'));
  });

  it('ctrl-c while asked gives no answer and leaves after the step', () => {
    const {state, effects} = press(scene({phase: stating()}), 'ctrl-c');
    assert.deepEqual(effects, [{type: 'answer', text: undefined}, {type: 'await second press'}]);
    assert.deepEqual(state.walk?.phase, armed('gateway'));
  });
});
