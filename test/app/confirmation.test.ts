import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Key} from '../../source/app/state/key.ts';
import type {Message, Phase, State} from '../../source/app/state/state.ts';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {update} from '../../source/app/update/update.ts';
import {drawn} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, confirmed, confirming, decided, decisions, everyMode, letters, live, naming, plan, practice, press, readOut, reported, resized, scene, tell} from './scene.ts';

const paste = (text: string): Key => ({kind: 'paste', text});
const burst = (text: string): Key => ({kind: 'burst', text});
const ran = decided({kind: 'run', step: 'smoke', allowance: {plan, confirmed}});
const planned: Message = {type: 'planned', step: 'smoke', plan};

/** Somebody pressed enter, and the plan has come. */
const shown = (state: State): State => tell(press(state, 'enter').state, planned).state;

describe('A step that changes something', () => {
  it('is planned before anything is asked, and the plan is made by reading', () => {
    const {state, effects} = press(atSmoke(), 'enter', 'enter', 'enter');
    assert.equal(state.walk?.phase.name, 'planning');
    assert.deepEqual(effects, [{type: 'plan', step: 'smoke'}]);
  });

  it('shows its plan and asks before it runs', () => {
    const {state, effects} = tell(press(atSmoke(), 'enter').state, planned);
    assert.deepEqual(state.walk?.phase, confirming());
    assert.deepEqual(effects, []);
  });

  it('is read from the top of its plan, of its run and of what is left of a plan that was given up', () => {
    const far = (state: State): State => ({...state, screen: {name: 'step', scroll: 9}});
    const planning = press(far(atSmoke()), 'enter').state;
    const cancelled = press(far(shown(atSmoke())), 'escape').state;
    const run = press(far(shown(atSmoke())), ...letters(confirmed), 'enter').state;
    for (const state of [planning, cancelled, run, press(far(scene()), 'enter').state]) assert.deepEqual(state.screen, {name: 'step', scroll: 0});
    assert.deepEqual(press({...scene(), screen: {name: 'step', scroll: 2}}, 'n', 'escape').state.screen, {name: 'step', scroll: 2}, 'a note moves nothing');
  });

  it('whose plan nobody waits for any more is not asked about', () => {
    const left = press(atSmoke(), 'enter', 'escape');
    assert.deepEqual(left.effects.at(-1), {type: 'stop planning'});
    assert.deepEqual(tell(left.state, planned).state, left.state);
    assert.equal(tell(press(left.state, 'enter').state, planned, planned).state.walk?.phase.name, 'confirming');
  });

  it('that cannot be planned does not run, and the page says why and what to do', () => {
    const trouble = {problem: 'deploy/operator.env cannot be read', next: 'Check the file.'};
    const {state, effects} = tell(press(atSmoke(), 'enter').state, {type: 'not planned', step: 'smoke', trouble});
    assert.deepEqual(effects, []);
    assert.equal(state.walk?.phase.name, 'reading');
    assert.deepEqual(state.walk.notRun, {step: 'smoke', trouble});
    assert.match(noticeOf(state), /not run: deploy/);
  });

  it('runs once its target and the digits were typed key by key, with the very plan that was read', () => {
    const {state, effects} = press(shown(atSmoke()), ...letters(confirmed), 'enter');
    assert.deepEqual(effects, [ran]);
    assert.deepEqual(state.walk?.phase, {name: 'running', step: 'smoke', elapsed: 0, stopping: 'no'});
  });

  it('runs on a live gateway once its host was typed', () => {
    const asked = shown(atSmoke({walk: {pointed: live}}));
    assert.deepEqual(press(asked, ...letters('console 9f3a'), 'enter').effects, []);
    const typed = 'gateway.example:8443 9f3a';
    assert.deepEqual(press(asked, ...letters(typed), 'enter').effects, [decided({kind: 'run', step: 'smoke', allowance: {plan, confirmed: typed}})]);
  });

  it('takes a mistyped word once it was corrected', () => {
    const keys = [...letters('prectice 9f3a'), ...Array<string>(10).fill('left'), 'backspace', 'a', 'enter'];
    assert.deepEqual(press(atSmoke({phase: confirming()}), ...keys).effects, [ran]);
  });

  const typings: ReadonlyArray<readonly [how: string, keys: Array<string | Key>]> = [
    ['two keys in each read', [...(confirmed.match(/..?/g) ?? []).map(burst), 'enter']],
    ['all in one read, and enter when it was looked at', [burst(confirmed), 'enter']],
    ['after an enter that came with its first letter', [burst(`\r${confirmed.slice(0, 1)}`), ...letters(confirmed.slice(1)), 'enter']],
    ['all in one read with its enter, which is pressed once more', [burst(`${confirmed}\r`), 'enter']],
    ['a wrong digit that is taken back in the same read', [burst(`${confirmed.slice(0, -1)}b\u007Fa`), 'enter']],
    ['again from the beginning, when it was refused', [...letters('practice 0000'), 'enter', ...letters(confirmed), 'enter']],
    ['after a paste that was refused', [paste(confirmed), ...letters(confirmed), 'enter']],
  ];
  for (const [how, keys] of typings) it(`runs when its target and the digits are typed, ${how}`, () => assert.deepEqual(press(atSmoke({phase: confirming()}), ...keys).effects, [ran]));

  it('leaves an empty field when it was refused', () => {
    for (const typed of ['practice 0000', 'yes', confirmed.toUpperCase()]) {
      assert.deepEqual(press(atSmoke({phase: confirming()}), ...letters(typed), 'enter').state.walk?.phase, readOut(confirming()));
    }
  });

  it('says that a paste was refused until the line is right or empty', () => {
    const notice = (...keys: Array<string | Key>): string => noticeOf(press(atSmoke({phase: confirming()}), paste(confirmed), ...keys).state);
    assert.match(notice(), /what is pasted is not taken here/);
    for (const length of [1, 5, confirmed.length - 1]) assert.match(notice(...letters(confirmed.slice(0, length))), /what is pasted/);
    assert.equal(notice(...letters(confirmed)), '');
    assert.equal(notice('p', 'backspace'), '');
    assert.equal(notice('p', 'ctrl-u', 'p'), '');
  });

  it('that was not run in the end says why, and enter makes a fresh plan', () => {
    const running = press(shown(atSmoke()), ...letters(confirmed), 'enter').state;
    const {state} = tell(running, reported({kind: 'not run', step: 'smoke', trouble: {problem: 'changed since the plan was made: the ledger', next: 'Read the plan again, as it is now.'}}), {type: 'step ended', step: 'smoke'});
    assert.match(noticeOf(state), /not run: changed since the plan was made: the ledger/);
    assert.deepEqual(state.walk?.notRun?.step, 'smoke');
    const again = press(state, 'enter');
    assert.deepEqual(again.effects, [{type: 'plan', step: 'smoke'}]);
    assert.equal(again.state.walk?.notRun, undefined);
  });

  const refused: ReadonlyArray<readonly [told: string, keys: Array<string | Key>, notice: RegExp]> = [
    ['enter on the empty field', ['enter'], /^type the environment's name and the plan's digits first; nothing was run$/],
    ['enter twice on the empty field', ['enter', 'enter'], /nothing was run/],
    ['blanks', [' ', ' ', 'enter'], /^type the environment's name/],
    ['a wrong word and the right digits', [...letters('rehearsal 9f3a'), 'enter'], /^that is not the environment's name; nothing was run\. Type both once more, or escape: not now\.$/],
    ['the right word and wrong digits', [...letters('practice 9f3b'), 'enter'], /^those are not the plan's digits; nothing was run\. Type both once more/],
    ['the digits in capitals', [...letters('practice 9F3A'), 'enter'], /^those are not the plan's digits/],
    ['more digits than there are', [...letters('practice 9f3a1'), 'enter'], /^those are not the plan's digits/],
    ['neither of the two', [...letters('rehearsal 0000'), 'enter'], /^that is neither the environment's name nor the plan's digits/],
    ['the word alone', [...letters('practice'), 'enter'], /^the plan's digits are missing/],
    ['the word and a space', [...letters('practice '), 'enter'], /^the plan's digits are missing/],
    ['the word as the header spells it', [...letters('PRACTICE 9f3a'), 'enter'], /^the environment's name is written practice, in just these letters; nothing was run/],
    ['the digits alone', [...letters('9f3a'), 'enter'], /^that is not the environment's name/],
    ['half of the word', [...letters('pract 9f3a'), 'enter'], /that is not/],
    ['the word in capitals', [...letters('PRACTICE 9f3a'), 'enter'], /is written practice, in just these letters/],
    ['a space too many', [...letters('practice  9f3a'), 'enter'], /^one space between the two/],
    ['a space at the end', [...letters('practice 9f3a '), 'enter'], /^one space between the two/],
    ['yes', [...letters('yes'), 'enter'], /nothing was run/],
    ['both pasted', [paste(confirmed), 'enter'], /nothing was run/],
    ['both and their enter pasted', [paste(`${confirmed}\r`)], /not taken here/],
    ['both and their enter in one read', [burst(`${confirmed}\r`)], /^enter came together with other keys/],
    ['both typed, and an enter that came with another key', [...letters(confirmed), {kind: 'named', name: 'enter', together: true}], /^enter came together with other keys/],
    ['the word typed and the digits pasted', [...letters('practice '), paste('9f3a'), 'enter'], /digits are missing/],
    ['most of it typed, the rest and enter in one read', [...letters('practice 9f3'), burst('a\r')], /^enter came together with other keys/],
    ['two enters in one read after both', [...letters(confirmed), burst('\r\r')], /^enter came together with other keys/],
    ['both after a paste that was refused, and its enter', [paste(confirmed), ...letters('practice 9f3b'), 'enter'], /^those are not the plan's digits/],
    ['a key that is none', [{kind: 'other'}, 'enter'], /nothing was run/],
  ];
  for (const [told, keys, notice] of refused) {
    it(`does not run by ${told}, and says so`, () => {
      const {state, effects} = press(atSmoke({phase: confirming()}), ...keys);
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'confirming');
      assert.match(noticeOf(state), notice);
    });
  }

  const beforeIt: ReadonlyArray<readonly [told: string, key: Key]> = [
    ['enter twice in one read', burst('\r\r')],
    ['enter and the word in one read', burst('\rpractice\r')],
    ['a pasted enter', paste('\r')],
    ['a pasted script', paste('enter\rpractice\r')],
  ];
  for (const [told, key] of beforeIt) {
    it(`is not even asked about by ${told}`, () => {
      const {state, effects} = press(atSmoke(), key);
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'reading');
      assert.match(noticeOf(state), /several keys arrived at once: none was taken/);
    });
  }

  it('is run again by no letter: r is typed', () => {
    const {state, effects} = press(atSmoke({phase: confirming()}), 'r');
    assert.deepEqual(effects, []);
    assert.deepEqual(state.walk?.phase, readOut(confirming('r')));
  });

  it('does not run when the window became too small while its target was typed', () => {
    const typed = press(shown(atSmoke()), ...letters(confirmed)).state;
    const {state, effects} = press(resized(typed, 50, 10), 'enter');
    assert.deepEqual(effects, []);
    assert.deepEqual(press(resized(state, 80, 24), 'enter').effects, [ran]);
  });

  it('is given up with escape: nothing behind the question moves', () => {
    const before = atSmoke();
    const {state, effects} = press(shown(before), ...letters(confirmed), 'escape');
    assert.deepEqual(effects, []);
    assert.deepEqual(state, {...before, notice: 'nothing was done'});
  });

  it('has forgotten what was typed when it is asked about again', () => {
    const {state, effects} = press(shown(press(shown(atSmoke()), ...letters(confirmed), 'escape').state), 'enter');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(state), /nothing was run/);
  });
});

describe('While the plan is made', () => {
  for (const key of ['enter', 'y', 's', 'q', 'w', burst('\r\r'), paste(`${confirmed}\r`)]) {
    it(`${typeof key === 'string' ? key : JSON.stringify(key)} changes nothing`, () => {
      const {state, effects} = press(everyMode.planning, key);
      assert.deepEqual(effects, []);
      assert.deepEqual({...state, notice: undefined}, everyMode.planning);
    });
  }
});

describe('While a step runs', () => {
  const before = press(shown(atSmoke()), ...letters(confirmed), 'enter').state;
  const harmless: ReadonlyArray<string | Key> = ['enter', 'y', 'x', 'n', 's', 'b', 'q', 'escape', burst('\r\r'), paste('practice\r'), burst('qq')];
  for (const key of harmless) {
    it(`${typeof key === 'string' ? key : JSON.stringify(key)} changes nothing`, () => {
      const {state, effects} = press(before, key);
      assert.deepEqual(effects, []);
      assert.deepEqual({...state, notice: undefined}, before);
    });
  }
});

describe('A step that only reads', () => {
  it('runs at once, and only once', () => {
    const {state, effects} = press(scene(), 'enter', 'enter', 'enter');
    assert.deepEqual(effects, [decided({kind: 'run', step: 'toggles', allowance: {}})]);
    assert.equal(state.walk?.phase.name, 'running');
  });

  it('does not run by two enters in one read', () => {
    assert.deepEqual(decisions(press(scene(), burst('\r\r')).effects), []);
  });

  it('does not run where something else is on screen', () => {
    const elsewhere: State[] = [press(scene(), '?').state, press(scene(), 'l').state, scene({walk: {pointed: practice}, viewing: 'smoke'})];
    for (const state of elsewhere) assert.deepEqual(decisions(press(state, 'enter').effects), []);
  });
});

describe('A plan that is longer than its window', () => {
  const items = Array.from({length: 12}, (_, index) => ({what: `line ${index}`, where: 'a file', from: null, to: 'there'}));
  const long = tell(press(resized(atSmoke(), 60, 16), 'enter').state, {type: 'planned', step: 'smoke', plan: {...plan, items}}).state;
  const rows = (state: State): string => drawn(state).join('\n');
  const end = press(long, ...Array<string>(9).fill('page down')).state;

  it('is agreed to once its last row was in sight: until then the question is not there, and what is typed is not taken', () => {
    assert.doesNotMatch(rows(long), /Type the|9f3a,/);
    for (const keys of [letters(confirmed), ['enter'], [burst(confirmed)], ['backspace']]) {
      const {state, effects} = press(long, ...keys);
      assert.deepEqual([state.walk?.phase, effects, state.notice], [long.walk?.phase, [], 'read the plan to its end first: down']);
    }
    assert.deepEqual(press(long, 'escape').state.walk?.phase.name, 'reading', 'it may be given up');
  });

  for (const [key, typed] of [['end', 'p'], ['G', 'pG']] as const) {
    it(`is read on by ${key} as well, past no row that was not in sight, and then the key is one of the line that is typed`, () => {
      const read = [long];
      while (!rows(read.at(-1) ?? long).includes('then enter.') && read.length < 9) read.push(press(read.at(-1) ?? long, key).state);
      const last = read.at(-1) ?? long;
      assert.deepEqual([rows(last), last.notice], [rows(end), undefined]);
      for (const {what} of items) assert.ok(read.some(state => rows(state).includes(what)), what);
      assert.ok(rows(press(last, 'p', key).state).includes(`>  ${typed}`));
    });
  }

  it('is at its end after one end where what is left has room in one window', () => {
    const lower = resized(long, 60, 22);
    assert.match(rows(press(lower, 'end').state), /then enter\./);
  });

  it('has below what enter does now, and what it does once all was in sight', () => {
    const below = (state: State): string => drawn(state).slice(-2).join(' ').replaceAll(/\s+/g, ' ').trim();
    assert.match(below(long), /down reads on to the question · escape cancel$/);
    assert.match(below(end), /enter confirm and run · escape cancel$/);
    assert.match(below(press(end, 'page up').state), /enter confirm and run · escape cancel$/, 'it was read once');
  });

  it('has the question where it will stand, and every row was in sight by then', () => {
    assert.match(rows(end), /9f3a,?\s+then enter\./);
    const pages = Array.from({length: 10}, (_, down) => rows(press(long, ...Array<string>(down).fill('page down')).state)).join('\n');
    for (const {what} of items) assert.ok(pages.includes(what), what);
  });

  it('has every row of the page until then, and moves by none when the question comes', () => {
    assert.equal(drawn(long).filter(row => row.includes('in a file')).length, 10);
    const last = Array.from({length: 40}, (_, down) => press(long, ...Array<string>(down).fill('down')).state).find(state => rows(state).includes('then enter.')) ?? long;
    assert.deepEqual(drawn(press(last, 'p').state).findIndex(row => row.includes('Type the')), drawn(last).findIndex(row => row.includes('Type the')));
  });

  it('may be looked at again while it is typed', () => {
    const {effects} = press(end, 'page up', 'page up', ...letters(confirmed), 'up', 'enter');
    assert.deepEqual(decisions(effects).map(({kind}) => kind), ['run']);
  });

  it('is read once where two people read it, each at this keyboard', () => {
    const named = press({...end, walk: end.walk && {...end.walk, phase: {...naming('ines'), toItsEnd: true} as Phase}}, 'page up', 'enter').state.walk?.phase;
    assert.ok(named?.name === 'approving' && named.toItsEnd);
  });

  it('may be looked at in a lower window once a higher one has shown all of it', () => {
    const typed = press(shown(resized(atSmoke(), 80, 40)), ...letters('prac')).state;
    const [lower] = update(typed, {type: 'resized', columns: 60, rows: 16}, () => frameOf(typed, unicodeSymbols).sight);
    assert.deepEqual(decisions(press(lower, ...letters('tice 9f3a'), 'enter').effects).map(({kind}) => kind), ['run']);
  });

  it('keeps its question where what is said of a wrong line takes the rows that it had', () => {
    const fits = [16, 18, 20, 22, 24, 26, 28, 30].map(height => tell(press(resized(atSmoke(), 60, height), 'enter').state, {type: 'planned', step: 'smoke', plan: {...plan, items}}).state).find(state => rows(state).includes('then enter.'));
    assert.ok(fits);
    const wrong = press(fits, ...letters('practice 0000'), 'enter').state;
    assert.match(rows(wrong), /Type both\s+once more/);
    assert.match(rows(wrong), /then enter\./);
    assert.deepEqual(decisions(press(wrong, ...letters(confirmed), 'enter').effects).map(({kind}) => kind), ['run']);
  });

  it('is asked for at once where the window shows all of it', () => assert.match(rows(shown(resized(atSmoke(), 80, 24))), /then enter\./));
});

describe('A plan that has expired', () => {
  const late = (state: State): State => ({...state, walk: state.walk && {...state.walk, time: {...state.walk.time, now: plan.until}}});
  const page = (state: State): string => drawn(state).join('\n');

  for (const mode of ['naming', 'approving', 'confirming'] as const) {
    it(`says so before anybody types, and is read again by enter: ${mode}`, () => {
      const state = late(everyMode[mode]);
      assert.match(page(state), /This plan has expired, and nothing was run\.[^]*enter read the plan again/);
      const typing = press(state, ...letters(confirmed)).state;
      assert.deepEqual([typing.walk?.phase, typing.notice], [state.walk?.phase, 'not taken: the plan has expired; enter reads it again']);
      const {state: again, effects} = press(typing, 'enter');
      assert.deepEqual([again.walk?.phase.name, effects], ['planning', [{type: 'plan', step: 'smoke'}]]);
      assert.match(noticeOf(again), /had expired/);
    });
  }

  it('need not be read to its end for that', () => {
    const items = Array.from({length: 12}, (_, index) => ({what: `line ${index}`, where: 'a file', from: null, to: 'there'}));
    const long = late(tell(press(resized(atSmoke(), 60, 16), 'enter').state, {type: 'planned', step: 'smoke', plan: {...plan, items}}).state);
    assert.match(page(long), /This plan has expired/);
    assert.deepEqual(press(long, 'enter').effects, [{type: 'plan', step: 'smoke'}]);
  });

  it('can be left', () => assert.equal(press(late(everyMode.confirming), 'escape').state.walk?.phase.name, 'reading'));
});
