import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {statusNow} from '../../source/app/effects/read-status-now.ts';
import {inOneText} from '../../source/errors.ts';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import type {StatusReading} from '../../source/status/read-status.ts';
import type {EnvironmentStatus} from '../../source/status/status.ts';
import {offStatus as off, openWalk as walk, seen} from '../worlds/off-status.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';
import {drawn} from './drawn.ts';
import {lobby, press, resized, tell} from './scene.ts';

const at = Date.parse('2025-11-20T15:04:00Z');
const on: EnvironmentStatus = {...off, environment: 'production', class: 'live', toggle: {value: 'on', reads: '1', how: 'set', seen, since: seen}, route: {value: 'mcp', seen}, walks: []};

const reading = (...environments: EnvironmentStatus[]): StatusReading => ({environments, unread: [], at});
const told = (state: State, ...environments: EnvironmentStatus[]): State => tell(state, {type: 'status', status: reading(...environments), found: []}).state;

const procedures = Array.from({length: 8}, (_, index) => ({id: `procedure-${index}`, title: `Procedure ${index}`, summary: 'What it is for.', steps: 7}));
const many: State = {...lobby, runbooks: procedures};

/** Every row of the first screen between its first row and its footer that says something. */
function rowsOf(state: State): string[] {
  const {footer} = frameOf(state, unicodeSymbols);
  return drawn(state).slice(1, -footer.length).map(row => row.replace(/^── (.*?) ─+.*$/, '$1')).filter(row => !/^─*$/.test(row));
}

describe('the first screen', () => {
  it('is what it was until the record is read, and where no environment is known', () => {
    assert.equal(rowsOf(many)[0], 'Which procedure?');
    assert.equal(rowsOf(told(many))[0], 'Which procedure?');
  });

  it('begins with where MCP is off, then each environment, then the procedures', () => {
    const rows = rowsOf(told(many, on, off));
    assert.deepEqual(rows.slice(0, 7), [
      'What is so, by the record at 15:04 UTC',
      ' ▸ MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)',
      '   environment   MCP  route   MCP must be back by     at it now',
      ' ◆ rehearsal-eu  off  legacy  Fri 19:03, 27 h 59 min  step 5, mara',
      ' ■ production    on   mcp     Fri 19:03, 27 h 59 min',
      'Which procedure?',
      '   procedure    steps  last walked  how it ended',
    ]);
    assert.ok(rows.includes(' Enter goes on with it, at the step where it ended. Nothing is run again by'));
  });

  const broken: ReadonlyArray<[what: string, environments: EnvironmentStatus[], unread: string[], row: number, says: string[]]> = [
    ['alone', [], ['mcp-runbook.yaml cannot be used'], 1, [' NOT KNOWN  mcp-runbook.yaml cannot be used', ' NEXT       Mend it.']],
    ['below what can', [on], ['a cannot be read', 'b cannot be read'], 3, [' NOT KNOWN  1 of 2: a cannot be read', ' NEXT       Mend it.']],
  ];
  for (const [what, environments, unread, row, says] of broken) {
    const status = {environments, unread: unread.map(problem => ({problem, next: 'Mend it.'})), at};
    it(`says what cannot be read and what to do, ${what}`, () => assert.deepEqual(rowsOf(tell(many, {type: 'status', status, found: []}).state).slice(row, row + 2), says));
  }

  it('is told of an environment file that cannot be used', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments: 7\n');
    const {status} = await statusNow({place: workplace(folder), roots: [folder]}, false, new AbortController().signal);
    assert.match(status.unread.map(inOneText).join('\n'), /mcp-runbook\.yaml cannot be used, so nobody knows which environments it names: [^]*\. [A-Z]/);
  });

  it('has no heads where the window has no row for them', () => {
    assert.doesNotMatch(rowsOf(resized(told(many, off), 80, 20)).join('\n'), /environment +MCP +route/);

  });

  it('fits the smallest window, with the procedures below', () => {
    const small = resized(tell(many, {type: 'status', status: {environments: [on, off], unread: [{problem: 'a cannot be read', next: 'Mend it.'}], at}, found: []}).state, 60, 16);
    const {list, body} = frameOf(small, unicodeSymbols);
    assert.ok((list?.before.length ?? 0) >= 4 && (list?.rows.length ?? 0) >= 3 && body.length >= 4, drawn(small).join('\n'));
    assert.match(press(small, 'down').state.screen.name === 'picker' ? rowsOf(press(small, 'down').state).join('\n') : '', /What it is for\./);
  });

  it('keeps what was chosen when the rows above come in', () => {
    const chosen = press(many, 'down', 'down').state;
    assert.deepEqual(told(chosen, off).screen, {name: 'picker', selected: 3});
    assert.deepEqual(told(many, off).screen, {name: 'picker', selected: 0});
  });

  it('keeps the session that was chosen where another row replaces one', () => {
    const unfinished = ['older', 'frozen-one'].map(id => ({id, title: 'Walk', environment: 'rehearsal-eu', class: 'rehearsal' as const, operator: 'mara', lastAt: seen.at}));
    const both: State = {...many, unfinished};
    assert.deepEqual(told(press(both, 'down').state, off).screen, {name: 'picker', selected: 0});
    assert.deepEqual(told(press(told(both, off), 'down').state, on).screen, {name: 'picker', selected: 0});
  });

  it('shows what was found beside what the record says', () => {
    const found = [{environment: 'rehearsal-eu', at: '', toggle: {reads: '1', source: 'op.env'}, route: {unknown: 'it timed out', next: 'Look once more.'}}];
    const {state} = tell(many, {type: 'status', status: reading(off), found});
    assert.match(rowsOf(resized(state, 120, 30)).join('\n'), /◆ rehearsal-eu {2}off, now on {2}legacy, now not known/);
  });

  const found = [{environment: 'rehearsal-eu', at: '', toggle: {reads: '1', source: 'op.env'}, route: {value: 'legacy', detail: 'it says so'} as const}];
  const widths: ReadonlyArray<readonly [columns: number, looked: boolean, row: string]> = [
    [120, false, ' ◆ rehearsal-eu  off  legacy  Fri 19:03, 27 h 59 min  MCP gateway rollback, step 5, mara'],
    [80, false, ' ◆ rehearsal-eu  off  legacy  Fri 19:03, 27 h 59 min  step 5, mara'],
    [60, false, ' ◆ rehearsal-eu  off  legacy  27 h 59 min  step 5, mara'],
    [80, true, ' ◆ rehearsal-eu  off, now on  legacy, now legacy  27 h 59 min  step 5, mara'],
    [60, true, ' ◆ rehearsal-eu  off, now on  legacy, now legacy'],
  ];
  for (const [columns, looked, row] of widths) {
    it(`at ${columns} columns cuts nothing of a row${looked ? ' that was looked at' : ''}, and keeps toggle and route longest`, () => {
      const state = tell(many, {type: 'status', status: reading(off), found: looked ? found : []}).state;
      assert.ok(drawn(resized(state, columns, 24)).includes(row), drawn(resized(state, columns, 24)).join('\n'));
    });
  }

  it('says in each cell what it is where the window has no row for heads', () => {
    const state = tell(many, {type: 'status', status: reading(off), found: []}).state;
    assert.ok(drawn(resized(state, 60, 16)).includes(' ◆ rehearsal-eu  MCP off  route legacy  27 h 59 min left'), drawn(resized(state, 60, 16)).join('\n'));
  });

  it('looks when it is asked to', () => assert.deepEqual(press(told(many, off), 'r').effects, [{type: 'read status', look: true}]));
});

const goings: ReadonlyArray<[what: string, status: EnvironmentStatus, effect: object]> = [
  ['goes on with the walk that set it off', off, {type: 'resume', session: 'frozen-one', operator: 'mara'}],
  ['restores where that walk was closed', {...off, walks: []}, {type: 'restore', session: 'frozen-one', operator: 'mara'}],
  ['reads it where somebody else has it open', {...off, walks: [{...walk, held: true}]}, {type: 'watch session', session: 'frozen-one'}],
  ['goes on with a walk whose freeze is not known', {...off, toggle: {unknown: 'step freeze has no outcome', next: 'Look.', seen}}, {type: 'resume', session: 'frozen-one', operator: 'mara'}],
];

describe('enter on the first row', () => {
  for (const [what, status, effect] of goings) it(what, () => assert.deepEqual(press(told(many, status), 'enter').effects, [effect]));
});
