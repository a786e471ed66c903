import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {insert} from '../../source/app/state/text-field.ts';
import {width, type Line} from '../../source/app/screens/line.ts';
import type {Phase, State} from '../../source/app/state/state.ts';
import {asciiSymbols, unicodeSymbols, type Symbols} from '../../source/app/screens/theme.ts';
import {answering, atSmoke, confirming, done, doneBefore, everyMode, finished, live, lobby, naming, noted, practice, press, rehearsal, resized, rollback, scene, skipped, started, stating, stepOf, readOut} from './scene.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const textOf = (row: Line): string => row.map(({text}) => text).join('');
const sizes = [[120, 36], [80, 24], [76, 20], [60, 16], [60, 100], [140, 40], [300, 16]] as const;

function rowsOf(state: State, symbols: Symbols = unicodeSymbols): Line[] {
  const {header, list, body, footer} = frameOf(state, symbols);
  return [...header, ...(list?.before ?? []), ...(list?.rows ?? []), ...body, ...footer];
}

function verifyFrame(state: State, symbols: Symbols = unicodeSymbols): void {
  const {columns, rows} = state.size;
  const lines = rowsOf(state, symbols);
  assert.equal(lines.length, rows);
  for (const line of lines) assert.ok(width(line) <= columns, `${width(line)} of ${columns}: ${textOf(line)}`);
  for (const line of lines) assert.doesNotMatch(textOf(line), /[\p{Cc}\p{Cf}]/u);
}

describe('A frame', () => {
  for (const [name, state] of Object.entries(everyMode)) {
    for (const [columns, rows] of sizes) {
      it(`while ${name} fills ${columns}x${rows} and no more`, () => {
        for (const symbols of [unicodeSymbols, asciiSymbols]) verifyFrame(resized(state, columns, rows), symbols);
        for (const notice of ['short', 'long '.repeat(80)]) verifyFrame({...resized(state, columns, rows), notice});
      });
    }
  }

  it('of a list that is longer than the window still fits', () => {
    for (const count of [0, 1, 8, 50]) {
      const runbooks = Array.from({length: count}, (_, index) => ({id: `r-${index}`, title: `Runbook ${index}`, summary: 'What it does. '.repeat(20), steps: 7}));
      for (const [columns, rows] of sizes) verifyFrame({...resized({...lobby, runbooks}, columns, rows), notice: 'several keys arrived at once'});
    }
  });

  it('of a walk with very many steps still fits, and shows the one on screen', () => {
    const steps = Array.from({length: 40}, (_, index) => ({...stepOf(rehearsal, 'toggles'), id: `s-${index}`, number: index + 1, title: `Step the ${index + 1}th`}));
    const runbook = {...rehearsal, steps, closing: 's-39'};
    for (const [columns, rows] of sizes) {
      for (const viewing of ['s-0', 's-20', 's-39']) {
        const state = resized(scene({runbook, viewing}), columns, rows);
        verifyFrame(state);
        assert.match(rowsOf(state).map(textOf).join('\n'), new RegExp(`(^|[^\\d])${Number(viewing.slice(2)) + 1}(o|·| Step)`));
      }
    }
  });

  it('fits whatever the world is called and whatever it answers', () => {
    const hostile = fc.oneof(fc.string({unit: 'grapheme', maxLength: 120}), fc.string({unit: anyCharacter, maxLength: 120}), fc.constantFrom('\u001B[2J', '漢'.repeat(90), '\u202E', 'x'.repeat(500)));
    const size = fc.tuple(fc.integer({min: 60, max: 140}), fc.integer({min: 16, max: 50}));
    fc.assert(
      fc.property(hostile, hostile, size, fc.nat(60), (a, b, [columns, rows], scroll) => {
        const field = insert({characters: [], cursor: 0}, a);
        const asked: Phase = {name: 'asking', step: 'smoke', question: {kind: 'text', text: b}, field};
        const phases: Phase[] = [{name: 'reading'}, {...confirming(), field} as Phase, {...naming(), field} as Phase, stating('smoke', b), asked, {name: 'noting', field}];
        const failure = {code: 'x', message: a, next: b};
        const proofs = stepOf(rehearsal, 'smoke').proofs.map(({text}) => ({text, state: 'fails' as const, expected: a, found: b}));
        const lines = [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed', {failure, proofs}), noted('smoke', a)];
        const ran = {smoke: {progress: [{stage: a, state: 'failed' as const, text: b, milliseconds: 7}]}};
        for (const phase of phases) {
          const state = atSmoke({phase, lines, incident: b, walk: {ran, pointed: {...live, environment: a, gateway: b, confirmation: {what: "the gateway's host", word: b}}}, screen: {name: 'step', scroll}});
          verifyFrame({...resized(state, columns, rows), notice: a});
        }
      }),
      {numRuns: 16},
    );
  });
});

describe('What must be seen', () => {
  const visible = (state: State, symbols?: Symbols): string => rowsOf(state, symbols).map(textOf).join('\n');
  const flat = (text: string): string => text.replaceAll(/[│\s]+/g, ' ');
  const question = 'Is this so? the gateway shown above is the one';

  for (const [columns, rows] of [[120, 36], [80, 24], [76, 16], [60, 16]] as const) {
    it(`at ${columns}x${rows} before a confirmation: class, gateway, what it changes, the way back, what to type, the field, both keys`, () => {
      for (const pointed of [live, {...live, class: 'rehearsal' as const}]) {
        const text = flat(visible(resized(atSmoke({phase: readOut(confirming('gate')), walk: {pointed}}), columns, rows)));
        assert.match(text, pointed.class === 'live' ? /■ LIVE/ : /◆ REHEARSAL/);
        assert.match(text, /https:\/\/gateway\./);
        assert.match(text, /CHANGES rotation drills 12 lines -> 15/);
        assert.match(text, /in .*logs\/stage_b_rotation_drills\.jsonl/);
        assert.match(text, /UNDO none/);
        if (rows > 16) assert.match(text, /UNTIL 09:05:00 UTC.*DOES mcp-runbook smoke --json/);
        assert.match(text, /Type the gateway's host, a space and the digits, gateway\.example:8443 9f3a, then enter/);
        assert.match(text, /> gate▏/);
        assert.match(text, /enter confirm and run · escape cancel/);
      }
    });

    it(`at ${columns}x${rows} while asked: the question and its keys`, () => {
      const state = resized(scene({phase: stating(), lines: [...doneBefore(rehearsal, 'gateway'), started(rehearsal, 'gateway')]}), columns, rows);
      assert.ok(flat(visible(state)).includes(question));
      assert.match(flat(visible(state)), /y yes, I checked it · x no, it is not so · escape not yet/);
    });

    for (const phase of [answering(), {name: 'noting', field: {characters: [...'abc'], cursor: 3}}, {name: 'skipping', field: {characters: [...'abc'], cursor: 3}}] as Phase[]) {
      it(`at ${columns}x${rows} while ${phase.name}: the field`, () => {
        assert.match(visible(resized(scene({phase}), columns, rows)), /> {2}(abc)?▏/);
      });
    }

    it(`at ${columns}x${rows} while a step runs: how to stop it`, () => {
      assert.match(flat(visible(resized(everyMode.running, columns, rows))), /ctrl-c stops/);
    });
  }

  it('the end of a long question, when the window has no room for all of it', () => {
    const state = resized(scene({phase: answering('close', 'Why? '.repeat(200))}), 60, 16);
    assert.match(visible(state), /▏/);
    verifyFrame(state);
  });
});

describe('At a look, without scrolling', () => {
  const rowsIn = (state: State, columns: number, rows: number): string[] => rowsOf(resized(state, columns, rows)).map(row => textOf(row).trimEnd());
  const placeOf = (rows: readonly string[], part: string): number => {
    const place = rows.findIndex(row => row.includes(part));
    assert.ok(place >= 0, `${part} is not in\n${rows.join('\n')}`);
    return place;
  };
  const edited = [{stage: 'edit', state: 'ok', text: 'operator.env, line 2 was changed', milliseconds: 3}] as const;

  for (const [columns, rows] of [[120, 36], [80, 24], [60, 16]] as const) {
    it(`at ${columns}x${rows} a finished freeze says so, then its proofs, then what it did`, () => {
      const state = scene({runbook: rollback, viewing: 'freeze', lines: done(rollback, 'freeze'), walk: {ran: {freeze: {progress: edited}}, pointed: {...practice, window: {off: true, ends: Date.parse('2025-11-21T12:00:00Z')}}}});
      const shown = rowsIn(state, columns, rows);
      const places = ['DONE', ...stepOf(rollback, 'freeze').proofs.map(({text}) => `✓ ${text.slice(0, 12)}`), '✓ edit'].map(part => placeOf(shown, part));
      assert.deepEqual(places, places.toSorted((a, b) => a - b));
    });

    it(`at ${columns}x${rows} a question stands right below the proofs it is about`, () => {
      const state = scene({lines: [...done(rehearsal, 'toggles'), started(rehearsal, 'gateway')], phase: stating()});
      const shown = rowsIn(state, columns, rows);
      const between = shown.slice(placeOf(shown, 'the gateway shown above') + 1, placeOf(shown, 'Is this so?')).map(row => row.replace(/^.*│/, '').trim());
      assert.ok(!between.slice(0, -1).includes(''), between.join('\n'));
    });
  }
});

describe('Scrolling', () => {
  const long = scene({lines: [...done(rehearsal, 'toggles'), skipped(rehearsal, 'gateway', 'by hand')], viewing: 'toggles'});
  const at = (scroll: number): string[] => rowsOf({...resized(long, 60, 16), screen: {name: 'step', scroll}}).map(textOf);

  it('marks that there is more below, above, or both', () => {
    const marks = (scroll: number): string => at(scroll).join('\n').match(/─ (.*more, .*) ──$/m)?.[1] ?? '';
    assert.match(marks(0), /^↓ \d+ more, down$/);
    assert.match(marks(3), /^↑ 3 more, up {2}↓ \d+ more, down$/);
    assert.match(marks(1000), /^↑ \d+ more, up$/);
  });

  it('counts the rows that are out of sight', () => {
    const count = (scroll: number): number => Number(/↓ (\d+) more/.exec(at(scroll).join('\n'))?.[1]);
    assert.equal(count(2), count(0) - 2);
    assert.doesNotMatch(at(count(0)).join('\n'), /↓/);
    assert.match(at(count(0) - 1).join('\n'), /↓ 1 more, down/);
  });

  it('hides no part of a row behind a mark, also above a prompt', () => {
    const state = {...resized(atSmoke({phase: confirming()}), 60, 16), screen: {name: 'step', scroll: 1}} as State;
    const rows = rowsOf(state).map(textOf);
    assert.match(rows.join('\n'), /─ ↑ 1 more, up {2}↓ \d+ more, down ──/);
    assert.ok(rows.slice(5, 8).every(row => !row.includes('↑') && !row.includes('…')));
  });

  it('shows the very end and nothing beyond it', () => {
    assert.match(at(1000).join('\n'), /unset\n afterwards\./);
    assert.deepEqual(at(1000), at(2000));
  });
});

describe('A page beside a list', () => {
  const low: State = {...resized(everyMode.picker, 60, 16), runbooks: [{id: 'x', title: 'x', summary: 'long '.repeat(200), steps: 3}]};

  it('is read to its end with right and back with left, and begins anew at another row', () => {
    const told = (state: State): string => textOf(frameOf(state, unicodeSymbols).body.at(-1) ?? []);
    assert.match(told(low), /─ ↓ \d+ more, right ──/);
    const on = press(low, 'right').state;
    assert.match(told(on), /─ ↑ \d+ more, left {2}↓ \d+ more, right ──/);
    const end = press(low, ...Array<string>(20).fill('right')).state;
    assert.match(told(end), /─ ↑ \d+ more, left ──/);
    assert.match(rowsOf(end).map(textOf).join('\n'), /\n x {2}|3 steps/);
    assert.deepEqual(press(end, ...Array<string>(20).fill('left')).state.screen, {...low.screen, below: 0});
    assert.deepEqual(press(end, 'down').state.screen, low.screen);
    assert.match(told(press(low, '/').state), /─ ↓ \d+ more ──|^─+$/);
  });

  it('gets the row of the heads in a low window', () => {
    const heads = (rows: number): boolean => rowsOf(resized(lobby, 60, rows)).some(row => textOf(row).includes('last walked'));
    assert.deepEqual([heads(19), heads(20)], [false, true]);
  });
});

describe('What a key that scrolls knows of the page', () => {
  const scrolled = (state: State, scroll: number): State => ({...state, screen: {name: 'step', scroll}});

  it('is where its last row comes into sight', () => {
    for (const [columns, rows] of sizes) {
      const state = scrolled(resized(scene(), columns, rows), 1000);
      const furthest = frameOf(state, unicodeSymbols).sight?.furthest ?? 0;
      const at = (scroll: number): string[] => rowsOf(scrolled(state, scroll)).map(textOf);
      assert.deepEqual(at(furthest), at(1000));
      if (furthest > 0) assert.notDeepEqual(at(furthest - 1), at(1000));
    }
  });

  it('is that a page which fits leads nowhere', () => {
    assert.equal(frameOf(scrolled(resized(scene(), 120, 60), 5), unicodeSymbols).sight?.furthest, 0);
  });

  it('is nothing in a window that is too small, and of a list its rows', () => {
    assert.equal(frameOf(scrolled(resized(scene(), 59, 15), 5), unicodeSymbols).sight, undefined);
    assert.partialDeepStrictEqual(frameOf(lobby, unicodeSymbols).sight, {furthest: 0, rows: 1});
  });

  for (const [name, state] of Object.entries(everyMode).filter(([, {screen}]) => 'scroll' in screen)) {
    it(`lets page down show every row while ${name}, and page up lead back`, () => {
      for (const [columns, rows] of [[80, 24], [60, 16]] as const) {
        const start = resized(state, columns, rows);
        let so = start;
        const {furthest = 0, rows: seen = 0} = frameOf(start, unicodeSymbols).sight ?? {};
        let pages = 0;
        for (; scrollOf(so) < furthest; pages += 1) {
          const before = scrollOf(so);
          so = press(so, 'page down').state;
          const moved = scrollOf(so) - before;
          assert.ok(moved > 0 && moved <= seen, `${moved} rows further, ${seen} in sight`);
        }
        assert.equal(scrollOf(press(so, 'page down').state), furthest);
        assert.equal(scrollOf(press(so, ...Array.from({length: pages}, () => 'page up')).state), 0);
      }
    });
  }
});

const scrollOf = ({screen}: State): number => ('scroll' in screen ? screen.scroll : 0);

describe('A window that is too small', () => {
  for (const [columns, rows] of [[59, 16], [60, 15], [59, 15], [20, 3], [1, 1]] as const) {
    it(`of ${columns}x${rows} says so in as many words as it has room for`, () => {
      const lines = rowsOf(resized(everyMode.confirming, columns, rows));
      assert.ok(lines.length <= rows);
      for (const line of lines) assert.ok(width(line) <= columns);
      if (columns > 40 && rows > 3) assert.match(lines.map(textOf).join('\n'), new RegExp(`This window is ${columns}x${rows}\\.\nmcp-runbook needs 60x16\\.`));
    });
  }
});
