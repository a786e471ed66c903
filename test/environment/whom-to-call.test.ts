import assert from 'node:assert/strict';
import {it} from 'node:test';
import {whomToCall} from '../../source/environment/whom-to-call.ts';

const cases: ReadonlyArray<[what: string, told: Parameters<typeof whomToCall>[0], says: string]> = [
  ['whom the environment names', {escalate: 'Ines Mohr, 555 0117', environment: 'harbour', file: 'mcp-runbook.yaml'}, 'Ines Mohr, 555 0117'],
  ['that nobody is named, and where a name belongs', {environment: 'harbour', file: 'mcp-runbook.yaml'}, 'whoever is on call: nobody is named (escalate: of harbour in mcp-runbook.yaml)'],
  ['that there is no place for a name where no file describes it', {environment: 'console'}, 'whoever is on call: nobody is named (no file describes console)'],
];
for (const [what, told, says] of cases) it(`a page that says to call somebody tells ${what}`, () => assert.equal(whomToCall(told), says));
