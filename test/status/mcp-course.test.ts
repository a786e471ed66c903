import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {toggleCourse} from '../../source/status/mcp-course.ts';
import type {Seen, ToggleFact} from '../../source/status/walk-facts.ts';

const at = (minutes: number): string => `2025-11-20T09:${String(minutes).padStart(2, '0')}:00Z`;
const seen = (minutes: number): Seen => ({at: at(minutes), session: 's', step: 'freeze', operator: 'mara', incident: null});
const says = (minutes: number, value: string | null, how: 'set' | 'read' | 'settled' = 'read'): ToggleFact => ({seen: seen(minutes), value, how});
const doubt = (minutes: number): ToggleFact => ({seen: seen(minutes), unknown: 'no outcome', doubt: 'freeze'});
const weak = (minutes: number, value: string): ToggleFact => ({seen: seen(minutes), value, how: 'read', weak: true});

/** Value, from, not before, and to in minutes; the begun step at `begun`. */
const cases: ReadonlyArray<readonly [told: string, facts: ToggleFact[], course: string[], begun?: number]> = [
  ['nothing is told', [], []],
  ['a freeze and a restore are exact', [says(0, '1'), says(5, '0', 'set'), says(47, '1', 'set')], ['on 0 (?) to 5', 'off 5 to 47', 'on 47 to now']],
  ['what was only found lies between two looks', [says(0, '1'), says(3, '1'), says(9, '0'), says(20, '1')], ['on 0 (?) to 9', 'off 9 (3) to 20', 'on 20 (9) to now']],
  ['whoever first looks finds it off', [says(4, '0')], ['off 4 (?) to now']],
  ['not set is off', [says(4, null)], ['off 4 (?) to now']],
  ['no outcome leaves it open, until it was settled', [says(0, '1'), doubt(5), says(12, '0', 'settled')], ['on 0 (?) to 5', 'unknown 5 (0) to 12', 'off 12 (5) to now']],
  ['a settled step did not act before it was begun', [says(0, '1'), says(12, '0', 'settled')], ['on 0 (?) to 12', 'off 12 (10) to now'], 10],
  ['nobody has looked since', [says(0, '1'), doubt(5)], ['on 0 (?) to 5', 'unknown 5 (0) to now']],
  ['one shell says nothing beside what was read', [weak(0, '1'), says(5, '0', 'set')], ['off 5 to now']],
  ['one shell is all there is', [weak(0, '0')], ['off 0 (?) to now']],
  ['lines of several sessions are told in order of time', [says(47, '1', 'set'), says(5, '0', 'set')], ['off 5 to 47', 'on 47 to now']],
];

describe('When MCP was off', () => {
  const minute = (text: string): number => Number(text.slice(14, 16));
  for (const [told, facts, course, begun] of cases) {
    it(told, () => {
      const found = toggleCourse(facts, () => (begun === undefined ? undefined : at(begun)));
      assert.deepEqual(
        found.map(({value, from, to}) => `${value} ${minute(from.at)}${from.after === undefined ? '' : ` (${from.after === null ? '?' : minute(from.after)})`} to ${to ? minute(to.at) : 'now'}`),
        begun === undefined ? course : course.map(text => text.replace('on 0 (?)', 'on 0 (10)')),
      );
    });
  }
});
