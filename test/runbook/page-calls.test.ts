import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {actionSignatures} from '../../source/actions/registry.ts';
import {listRunbooks, loadRunbook} from '../../source/runbook/library.ts';
import type {Branch} from '../../source/runbook/schema.ts';

const calls = /\b(?:calls? (?:for|who)|whom to call)/;

/** Whoever calls may do so at once by a way, or after the last try, or where the step has come by so often. */
const escalatesAtOnce = ({when, then: [first]}: Branch): boolean => when !== 'failed' && first?.kind === 'escalate';
const escalatesInTheEnd = ({then}: Branch): boolean => then.at(-1)?.kind === 'escalate';

const asked: string[] = [];
for (const {id} of listRunbooks(actionSignatures)) {
  const loaded = loadRunbook(id, actionSignatures);
  assert.ok(loaded.ok);
  const text = readFileSync(`runbooks/${id}.md`, 'utf8').split(/^## /m).slice(1);
  for (const {number, title, branches} of loaded.runbook.steps) {
    const said = (text[number - 1] ?? '').split('\n- **Id:**')[0]?.replaceAll('\n', ' ') ?? '';
    if (!calls.test(said)) continue;
    asked.push(title);
    test(`where ${id} has somebody called at "${title}", the step leads there, and not before its tries are used up`, () => {
      assert.ok(branches.some(escalatesInTheEnd), 'nothing leads to a call');
      assert.ok(branches.some(escalatesAtOnce) || said.includes('at the last try'), 'the page has somebody called who is to try again');
    });
  }
}

test('pages that have somebody called are found by their words', () => assert.ok(asked.includes('Freeze MCP traffic'), asked.join(', ')));
