import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {width} from '../../source/app/screens/line.ts';
import {headLine, heightOf, rowLines, rowsBelow, type Table} from '../../source/app/screens/list/list-columns.ts';
import {asciiSymbols, unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {DrillCard} from '../../source/app/state/cards.ts';
import {isList, lengthOf} from '../../source/app/state/list-rows.ts';
import type {State} from '../../source/app/state/state.ts';
import {day, hour} from '../../source/time.ts';
import {offStatus} from '../worlds/off-status.ts';
import {drawn, labelsOf} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {everyMode, letters, lobby, press, recorded, resized, tell} from './scene.ts';

const table: Table = {
  columns: [{head: 'procedure', spare: 0}, {head: 'steps', spare: 2}, {head: 'last walked', spare: 1}],
  rows: [
    {cells: [{text: 'MCP gateway rollback'}, {text: '11'}, {text: '3 days ago', style: 'good'}]},
    {cells: [{text: 'A procedure with a name that is long for a window'}, {text: '7'}, {text: 'never'}]},
  ],
  selected: 1,
};
const at = (columns: number, rows = 10) => ({columns, rows, symbols: unicodeSymbols});
const textOf = (lines: ReturnType<typeof rowLines>): string[] => lines.map(line => line.map(({text}) => text).join('').trimEnd());

const widths: ReadonlyArray<readonly [columns: number, head: string, first: string, second: string]> = [
  [90, '   procedure                                          steps  last walked', '   MCP gateway rollback                               11     3 days ago', ' ▸ A procedure with a name that is long for a window  7      never'],
  [60, '   procedure                             steps  last walked', '   MCP gateway rollback                  11     3 days ago', ' ▸ A procedure with a name that is lon…  7      never'],
  [42, '   procedure                  last walked', '   MCP gateway rollback       3 days ago', ' ▸ A procedure with a name…   never'],
  [24, '   procedure', '   MCP gateway rollback', ' ▸ A procedure with a…'],
];

describe('A list', () => {
  for (const [columns, head, first, second] of widths) {
    it(`of ${columns} columns keeps what matters most, and cuts the first column before it gives up another`, () => {
      assert.deepEqual([headLine(table, at(columns))?.map(({text}) => text).join('').trimEnd(), ...textOf(rowLines(table, at(columns)))], [head, first, second]);
      for (const line of rowLines(table, at(columns))) assert.ok(width(line) <= columns);
    });
  }

  it('shows the chosen row in inverse video from end to end, and the colours of the others', () => {
    const [first = [], second = []] = rowLines(table, at(60));
    assert.deepEqual(first.filter(({style}) => style !== undefined).map(({text, style}) => [text, style]), [['3 days ago', 'good']]);
    assert.deepEqual(second.map(({style}) => style), [undefined, 'selected']);
    assert.equal(width(second), 59);
  });

  const grouped: Table = {columns: [{head: 'drill', spare: 0}], selected: 4, rows: ['a', 'a', 'a', 'b', 'b', 'b', 'b'].map((group, index) => ({group: `Group ${group}`, cells: [{text: `drill ${index}`}]}))};

  it('has a head above each group, and counts them', () => {
    assert.equal(heightOf(grouped), 9);
    assert.deepEqual(textOf(rowLines(grouped, at(60, 9))), [' Group a', '   drill 0', '   drill 1', '   drill 2', ' Group b', '   drill 3', ' ▸ drill 4', '   drill 5', '   drill 6']);
  });

  it('keeps the head of the group in sight above the first of its rows', () => {
    assert.deepEqual(textOf(rowLines({...grouped, selected: 6}, at(60, 4))), [' Group b', '   drill 4', '   drill 5', ' ▸ drill 6']);
    assert.deepEqual(textOf(rowLines({...grouped, selected: 6}, at(60, 1))), [' ▸ drill 6']);
  });

  it('has a row below each head that is in sight, and says how many rows are not', () => {
    const rows = Array.from({length: 12}, (_, index) => ({group: `Group ${Math.floor(index / 3)}`, cells: [{text: `drill ${index}`}]}));
    for (let room = 2; room <= heightOf({...grouped, rows}); room += 1) {
      for (let selected = 0; selected < rows.length; selected += 1) {
        const seen = textOf(rowLines({...grouped, rows, selected}, at(60, room)));
        assert.equal(seen.length, room);
        assert.ok(seen.some(row => row === ` ▸ drill ${selected}`), seen.join('\n'));
        for (const [index, row] of seen.entries()) if (row.startsWith(' Group')) assert.match(seen[index + 1] ?? '', / drill /, seen.join('\n'));
        if (room > 2) assert.match(seen[0] ?? '', /^ Group/, seen.join('\n'));
        const last = Number(/\d+$/.exec(seen.findLast(row => row !== '') ?? '')?.[0]);
        assert.equal(rowsBelow({...grouped, rows, selected}, room), rows.length - 1 - last);
      }
    }
  });
});

const drills = ['MCP gateway rollback', 'Stage B rehearsal'].flatMap((runbookTitle, index) => Array.from({length: 12}, (_, number): DrillCard => ({runbook: `r-${index}`, runbookTitle, id: `drill-${index}-${number}`, title: `Drill ${number}`, level: 'easy', teaches: 'The cause of it.', results: number === 0 ? {attempts: 1, best: 85, last: recorded.openedAt, age: 3 * day} : undefined})));
const sessions = Array.from({length: 60}, (_, index) => ({...recorded, id: `session-${index}`, operator: index % 2 === 0 ? 'mara' : 'jonas', age: index * hour, state: index % 3 === 0 ? 'stopped' : 'completed'}));

const long: Readonly<Record<string, State>> = {
  drills: {...lobby, screen: {name: 'drills', selected: 0, runbook: 'r-1', drills}},
  history: {...lobby, screen: {name: 'history', selected: 0, sessions}},
  picker: tell({...lobby, runbooks: Array.from({length: 60}, (_, index) => ({id: `p-${index}`, title: `Procedure ${index}`, summary: 'x', steps: 7}))}, {type: 'status', status: {environments: [offStatus], unread: [], at: Date.parse(recorded.openedAt)}, found: []}).state,
};

describe('The lists', () => {
  for (const [columns, rows, least] of [[80, 24, 6], [60, 16, 3], [120, 36, 14], [200, 50, 24]] as const) {
    for (const [name, state] of Object.entries(long)) {
      it(`use the rows of a window of ${columns}x${rows} (${name})`, () => {
        const sized = resized(state, columns, rows);
        const {list} = frameOf(sized, unicodeSymbols);
        assert.ok((list?.rows.length ?? 0) >= Math.min(least, lengthOf(sized)), drawn(sized).join('\n'));
        assert.ok(drawn(press(sized, 'G').state).some(row => row.startsWith(' ▸ ')));
        if (lengthOf(sized) > (list?.rows.length ?? 0)) assert.match(drawn(press(sized, 'G').state).join('\n'), /─ (\d+) of \1 ──/);
      });

      it(`have none below them that is blank while the list goes on, but one for calm: ${columns}x${rows} (${name})`, () => {
        const sized = resized(state, columns, rows);
        const {list, body} = frameOf(sized, unicodeSymbols);
        const page = body.map(row => row.map(({text}) => text).join('').trim()).slice(1, -1);
        const blank = page.length - page.findLastIndex(row => row !== '') - 1;
        assert.ok(blank <= 1 || page.length <= 3 || (list?.rows.length ?? 0) >= lengthOf(sized), drawn(sized).join('\n'));
      });
    }
  }

  it('tell in ASCII too which row is chosen', () => {
    assert.match(frameOf(long.drills ?? lobby, asciiSymbols).list?.rows.flat().map(({text}) => text).join('') ?? '', /> Drill 0/);
  });

  for (const mode of ['picker', 'environment', 'occupied', 'history', 'drills', 'ways'] as const) {
    it(`narrow while words are typed, keep what fits, and escape shows all (${mode})`, () => {
      const state = everyMode[mode];
      const word = (labelsOf(state).at(-1) ?? '').split(' ').findLast(one => /^[a-z]+$/i.test(one))?.toLowerCase() ?? '';
      const typed = press(state, '/', ...letters(word));
      assert.ok(lengthOf(typed.state) >= 1, word);
      assert.match(drawn(typed.state).join('\n'), new RegExp(`Only rows with these words:[^]*>  ${word}▏`));
      const none = press(typed.state, ...letters('qqq'), 'enter').state;
      assert.equal(lengthOf(none), 0);
      assert.match(noticeOf(press(none, 'enter').state), /nothing to choose/);
      const back = press(none, 'escape').state;
      assert.equal(back.screen.name, mode);
      assert.deepEqual(labelsOf(back), labelsOf(state));
      assert.deepEqual(press(state, '/', 'enter').state.screen, {...state.screen, filter: undefined});
    });
  }

  it('choose the first row that fits, move among those, and keep the chosen one when all are there again', () => {
    const narrow = press(long.history ?? lobby, '/', ...letters('jonas'), 'down', 'enter').state;
    assert.ok(isList(narrow.screen) && narrow.screen.selected === 1);
    const {screen} = press(narrow, 'escape').state;
    assert.ok(isList(screen) && screen.selected === 3 && screen.filter === undefined);
  });

  it('never hide where MCP is off', () => {
    const {state} = press(long.picker ?? lobby, '/', ...letters('procedure 59'));
    assert.match(labelsOf(state)[0] ?? '', /MCP is OFF/);
    assert.ok(isList(state.screen) && labelsOf(state)[state.screen.selected] === 'Procedure 59');
  });

  it('of drills begin with the chosen procedure, mark what is new, and tell nothing of it', () => {
    const [, question, , group, walked, fresh] = drawn(resized(long.drills ?? lobby, 100, 36));
    assert.match(question ?? '', /Which drill\?/);
    assert.equal(group, ' Stage B rehearsal');
    assert.match(walked ?? '', /▸ Drill 0 +easy +best 85 +3 days ago +drill-1-0/);
    assert.match(fresh ?? '', /Drill 1 +easy +new +never +drill-1-1/);
    assert.doesNotMatch(drawn(press(long.drills ?? lobby, 'down').state).join('\n'), /The cause of it/);
    assert.deepEqual(press(lobby, 'd').state.screen, {name: 'drills', selected: 0, runbook: 'stage-b-rehearsal', drills: undefined});
  });
});
