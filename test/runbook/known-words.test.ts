import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, it} from 'node:test';
import {actionSignatures} from '../../source/actions/registry.ts';
import {parseRunbook} from '../../source/runbook/document.ts';
import {problemText} from '../../source/runbook/problem.ts';

const page = readFileSync(join(resolve(import.meta.dirname, '../fixtures/lint'), 'unknown-fact.md'), 'utf8').replace('connectors.upload', 'connectors.operator_upload');

const told = (text: string): string => {
  const read = parseRunbook(text, {file: 'x.md', actions: actionSignatures});
  return read.ok ? 'in order' : read.problems.map(problemText).join('\n');
};

const proof = (line: string) => (text: string): string => text.replace('`connectors.operator_upload.verdict` = `fresh`', line);

const rows: ReadonlyArray<[slip: string, change: (text: string) => string, says: RegExp]> = [
  ['an action', text => text.replace('packet.write', 'packet.wriet'), /unknown action "packet\.wriet"; expected an action of the registry; did you mean packet\.write\?/],
  ['an action that is like none', text => text.replace('packet.write', 'launch.moon'), /unknown action "launch\.moon"; expected one of .*packet\.write, /],
  ['a toggle whose letters are swapped', proof('`toggle.read` `ABZU_USE_MPC` = `1`'), /unknown toggle "ABZU_USE_MPC".*; did you mean ABZU_USE_MCP\?/],
  ['a toggle that lacks a letter', proof('`deployment.read` `MCP_GATEWAY_UR` = `x`'), /did you mean MCP_GATEWAY_URL\?/],
  ['a toggle of the deployment alone', proof('`toggle.read` `OUR_OWN_SWITCH` = `1`'), /^in order$/],
  ['a connector', proof('`connectors.upload.verdict` = `fresh`'), /ledger\.review tells of no connector "upload"; .*; did you mean operator_upload\?/],
  ['a connector by another action', proof('`doctrine.impact` `connectors.crown.verdict` = `covered`'), /no connector "crown"; .*; did you mean crown_handshake\?|unknown action/],
  ['a path', proof('`toggle.read` `ABZU_USE_MCP` `vlaue` = `1`'), /toggle\.read tells no "vlaue"; .*; did you mean value\?/],
  ['the end of a path', proof('`connectors.operator_api.verdcit` = `fresh`'), /did you mean connectors\.operator_api\.verdict\?/],
  ['a path that is like none', proof('`connectors.operator_api.colour` = `red`'), /ledger\.review tells no "connectors\.operator_api\.colour"; expected one of .*connectors\.operator_api\.window_hours/],
  ['a path by another action', proof('`toggle.read` `ABZU_USE_MCP` `colour` present'), /toggle\.read tells no "colour"; expected one of value, source/],
  ['a path that goes on behind its end', proof('`connectors.operator_api.window_hours.more` = `48`'), /tells no .*; did you mean connectors\.operator_api\.window_hours\?/],
  ['a path to a number', proof('`connectors.operator_api.window_hours` = `48`'), /^in order$/],
  ['a path into what has names of its own', proof('`flags.future` = `0`'), /^in order$/],
  ['a place in a list', proof('`recent.0.connector_id` = `operator_api`'), /^in order$/],
  ['a list behind a path', proof('`connectors` count = 3'), /^in order$/],
  ['a field under another bullet', text => text.replace('- **Undo:**', '  - **Undo:**'), /:\d+ a field that is indented; expected the bullet at the beginning of its line/],
  ['a field behind four blanks', text => text.replace('\n- **Id:** `close`', '\n    - **Id:** `close`'), /:\d+ a field that is indented; /],
];

describe('a slip of the finger in a page', () => {
  it('is none in a page that is in order', () => assert.equal(told(page), 'in order'));
  for (const [slip, change, says] of rows) {
    it(`in ${slip} is told by line, with the word that was meant`, () => assert.match(told(change(page)), says));
  }

  it('does not hide behind a page without end: it is told once, and the rest is not read', () => {
    const endless = `${page}\n${Array.from({length: 20_000}, (_, number) => `## ${number}\n`).join('')}`;
    assert.match(told(endless), /^x\.md:\d+ more than 200 sections; expected several pages[^\n]*$/);
  });
});
