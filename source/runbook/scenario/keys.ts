import type {FieldGuide} from '../field-key.ts';

/** The bold words that carry meaning in a scenario, in the order in which a scenario has them. */
export const scenarioFields = [
  {key: 'Id', times: 'once', holds: 'a word, or several joined by hyphens, in back-quotes'},
  {key: 'Level', times: 'once', holds: '`easy`, `medium` or `hard`'},
  {key: 'Teaches', times: 'once', holds: 'one sentence'},
  {key: 'Fault', times: 'any number', holds: 'the name of a [fault](faults.md), then `at start`, `at step` or `after step` and an id'},
  {key: 'Kill', times: 'at most once', holds: '`in step` and an id: the console dies there, and is started again'},
  {key: 'Set', times: 'any number', holds: 'a toggle and its value in this drill, `` `NAME` = `value` ``; never a token'},
  {key: 'Path', times: 'once', holds: 'the model path: every arrival at a step in order, `fails` behind those that do'},
  {key: 'Wrong', times: 'any number', holds: 'another path, a colon, and what it would have meant'},
  {key: 'Hint', times: 'any number', holds: '`after 2m:` and the hint'},
  {
    key: 'Answer',
    times: 'any number',
    holds: 'what is answered along the model path without a person: an id, then `: words`, `secret: generated`, `says no`, `way: an outcome`, `skip: a reason`, `settle: done: a note` or `otherwise: how`',
  },
  {key: 'Ends', times: 'once', holds: '`completed`, or `stopped`, `unknown`, `escalated at` an id; then perhaps a colon and a sentence'},
  {key: 'World', times: 'any number', holds: 'what is true afterwards: `` route = `mcp` ``, `` ledger lines = `6` ``, `ledger lines unchanged`, `` gateway saw `2` handshakes ``, `old token refused`'},
  {key: 'Read', times: 'any number', holds: 'what to read afterwards'},
] as const satisfies readonly FieldGuide[];

export type ScenarioKey = (typeof scenarioFields)[number]['key'];

export const scenarioKeys: readonly ScenarioKey[] = scenarioFields.map(({key}) => key);
