import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {storyLines} from '../../source/app/screens/story-lines.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {struck, strong, table, value, words, type Block} from '../../source/record/page/blocks.ts';
import {storyOf} from '../../source/record/session-story.ts';
import {closing, writtenSession} from '../worlds/recorded.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const shown = (blocks: Block[], columns: number): string[] => storyLines({title: 'x', blocks}, {columns, rows: 24, symbols: unicodeSymbols}).map(row => row.map(({text}) => text).join(''));

const planned = table(['Planned', '', 'From', 'To'], [
  [words('ABZU_USE_MCP'), words(strong('set')), words(value('1')), words(value('0'))],
  [words('a job'), words(''), words('nothing'), words(value('paused'))],
]);

test('the page of an old session has the heads of a table above its columns, where they have room', () => {
  assert.deepEqual(shown(planned, 40), [' Planned            From     To', ' ABZU_USE_MCP  set  1        0', ' a job              nothing  paused']);
});

test('the page of an old session names the cells of a table that is wider than the window', () => {
  assert.deepEqual(shown(planned, 34), [' Planned: ABZU_USE_MCP  set', '   From: 1  To: 0', ' Planned: a job    From: nothing', '   To: paused']);
});

test('a table without heads is a list of names and values', () => {
  assert.deepEqual(shown(table(['', ''], [[words(strong('Host')), words(value('bridge'))]]), 40), [' Host  bridge']);
});

test('what was struck out has no dashes that could be its own', () => {
  assert.deepEqual(shown([{kind: 'heading', level: 3, text: words(struck('2. Pause rehearsals'), ' (', strong('skipped'), ')')}], 60), ['2. Pause rehearsals (skipped)']);
});

test('the page of an old session says how to check it where it lies, without commands for the folder of a record', async t => {
  const root = await temporaryFolder(t);
  const scribe = closing(writtenSession());
  scribe.write(join(root, 'logs', 'sessions'));
  const {blocks} = storyOf([root], scribe.session, {program: './mcp-runbook'});
  assert.deepEqual(blocks.filter(({kind}) => kind === 'shell'), []);
  assert.match(shown(blocks, 80).join('\n'), new RegExp(`\\n\\nHow to check it\\n\\n\\./mcp-runbook sessions verify ${scribe.session}\\. A record, which[^:]*without the program\\.$`));
});
