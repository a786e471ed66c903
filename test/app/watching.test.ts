import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {Message, State, Watched} from '../../source/app/state/state.ts';
import type {Whose} from '../../source/session/watch/whose.ts';
import {watchedBy} from '../worlds/off-status.ts';
import {atSmoke, doneBefore, done, lobby, press, rehearsal, sessionOf, tell} from './scene.ts';

const watchingScene = (standing?: Whose['standing']): State => watchedBy(lobby, openWalk(atSmoke()), standing);

const rows = (state: State): string[] => {
  const {header, body} = frameOf(state, unicodeSymbols);
  return [...header, ...body].map(row => row.map(({text}) => text).join(''));
};

const watchedIn = ({screen}: State): {walk: Watched; whose: Whose; viewing: string; scroll: number} => {
  if (screen.name !== 'watching' || !screen.walk || !screen.whose) return assert.fail('nobody is watched');
  return {walk: screen.walk, whose: screen.whose, viewing: screen.walk.viewing, scroll: screen.scroll};
};

/** Mara has gone on by the smoke checks. */
const goneOn = (state: State): Message => {
  const {walk, whose} = watchedIn(state);
  return {type: 'watched', session: walk.session.id, whose, walk: {...walk, session: {...sessionOf(rehearsal, ...doneBefore(rehearsal, 'smoke'), ...done(rehearsal, 'smoke')), id: walk.session.id}}};
};

describe("Somebody else's walk", () => {
  for (const [standing, banner] of [
    ['open', 'WATCHING  read only: mara on console-3 in practice'],
    ['unheard', 'WATCHING  nothing is heard of mara since 09:00 UTC: the team is away'],
    ['left', 'LEFT  by mara at 09:00 UTC; whoever goes on with it is followed'],
    ['cut off', 'CUT OFF  not left by mara, and not open since 09:00 UTC; whoever goes on with it is followed'],
    ['completed', 'COMPLETED  by mara at 09:00 UTC; nothing more comes'],
    ['stopped', 'STOPPED  by mara at 09:00 UTC; nothing more comes'],
  ] as const) {
    it(`is on the same screens below a line that says whose it is: ${standing}`, () => {
      const state = watchingScene(standing);
      assert.match(rows(state).join('\n'), /── 3 Run the smoke checks ─/, 'its clock is where it is walked');
      for (const size of [{columns: 80, rows: 24}, {columns: 60, rows: 16}]) {
        const small = {...state, size};
        const above = rows(small).slice(0, rows(small).findIndex(row => row.includes('PRACTICE')));
        assert.equal(above.map(row => row.trim()).join(' '), banner, 'whole, in whatever window');
        assert.equal(rows(small).length + frameOf(small, unicodeSymbols).footer.length, size.rows);
      }
    });
  }

  it('is followed from step to step by whoever looks at the open one, and by nobody who looks back', () => {
    const at = watchingScene();
    assert.deepEqual([watchedIn(at).viewing, watchedIn(tell(at, goneOn(at)).state).viewing], ['smoke', 'receipt']);
    const back = press(at, 'b').state;
    const told = tell(back, goneOn(at)).state;
    assert.deepEqual([watchedIn(told).viewing, watchedIn(press(told, 'f', 'f').state).viewing], ['gateway', 'receipt']);
  });

  it('goes on below the help and below all that was written', () => {
    for (const key of ['?', 't']) {
      const over = press(watchingScene(), key);
      const {state} = press(tell(over.state, goneOn(watchingScene())).state, 'escape');
      assert.equal(watchedIn(state).viewing, 'receipt');
    }
  });

  it('takes no key that does something to it', () => {
    const {state, effects} = press(watchingScene(), 'enter', 'n', 's', 'w', 'i', 'a', 'h', 'o', 'd', 'x', 'y', 'ctrl-z');
    assert.deepEqual([state.screen.name, effects], ['watching', [{type: 'suspend'}]]);
  });

  it('is left without a word in its record: to where it was begun, else out of the program', () => {
    const within = watchingScene();
    assert.deepEqual(press(within, 'q').effects, [{type: 'stop watching'}]);
    const alone: State = within.screen.name === 'watching' ? {...within, screen: {...within.screen, back: undefined}} : assert.fail();
    assert.deepEqual(press(alone, 'escape').effects, [{type: 'stop watching'}, {type: 'exit', code: 0}]);
    assert.deepEqual(press(alone, 'ctrl-c').effects, [{type: 'exit', code: 130}]);
  });
});
