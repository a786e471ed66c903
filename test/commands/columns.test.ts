import assert from 'node:assert/strict';
import {it} from 'node:test';
import {columns} from '../../source/commands/output/columns.ts';
import {columnsOf} from '../../source/runbook/text-columns.ts';

it('a table has each of its columns at one place, whatever letters stand before it', () => {
  const names = ['operator', '操作員王小明', 'Zoe\u0308 Mu\u0308ller', '🚒 Brand', 'two\u202Elines', 'mara'];
  const rows = columns(names.map(name => [name, 'next'])).split('\n');
  assert.deepEqual(new Set(rows.map(row => columnsOf(row.slice(0, row.indexOf('next'))))).size, 1, rows.join('\n'));
});
