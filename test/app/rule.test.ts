import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {width} from '../../source/app/screens/line.ts';
import {rule, type Told} from '../../source/app/screens/rule.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';

const cases: ReadonlyArray<readonly [columns: number, told: Told, drawn: string]> = [
  [12, {}, '────────────'],
  [24, {title: 'Where?'}, '── Where? ──────────────'],
  [24, {hint: '3 of 9'}, '────────────── 3 of 9 ──'],
  [30, {title: 'Where?', hint: '3 of 9'}, '── Where? ────────── 3 of 9 ──'],
  [20, {title: 'What was done here?', hint: '3 of 9'}, '── What… ─ 3 of 9 ──'],
  [14, {title: 'Where?', hint: '3 of 9'}, '──── 3 of 9 ──'],
];

describe('A rule', () => {
  for (const [columns, told, drawn] of cases) {
    it(`of ${columns} columns tells ${JSON.stringify(told)}`, () => {
      const line = rule({columns, symbols: unicodeSymbols}, told);
      assert.equal(line.map(({text}) => text).join(''), drawn);
      assert.equal(width(line), columns);
    });
  }
});
