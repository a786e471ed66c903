import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {printers} from '../../source/commands/context.ts';
import {terminalRows} from '../../source/commands/output/terminal-rows.ts';
import {runByHand} from '../../source/pasted.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {plainPerson} from '../people/plain-person.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const command = 'mcp-runbook resume 20251120T140000Z-x-0001 --root other';

const lines: ReadonlyArray<[what: string, line: string, rows: string[]]> = [
  ['what fits stays as it is', 'head    3f9a12c4', ['head    3f9a12c4']],
  ['a sentence breaks between words', 'while the gateway is down, operators get errors', ['while the gateway is down,', 'operators get errors']],
  ['below its label', 'NOT WELL  rehearsal-eu: MCP is off since noon', ['NOT WELL  rehearsal-eu: MCP is', '          off since noon']],
  ['below its own spaces', '  next: go on with it as soon as it answers', ['  next: go on with it as soon', '  as it answers']],
  ['below the sign of an item', '- the service itself answers legacy', ['- the service itself answers', '  legacy']],
  ['a command is one line, however long', `go on   ${command}`, [`go on   ${command}`]],
  ['a command in a sentence has a row of its own', `Share it with: ${command}. Both are kept.`, ['Share it with:', `${command}.`, 'Both are kept.']],
  ['and so has one of the deployment, of which a part does something else', `next: ${runByHand("kubectl -n prod rollout restart deployment/a 'deployment b'", 'set it back.')}`, ['next: Run it by hand when its', 'trouble is mended:', "kubectl -n prod rollout restart deployment/a 'deployment b'.", 'Or set it back.']],
  ['so does a path', 'kept in logs/sessions/20251120T140000Z-x-0001/journal.jsonl now', ['kept in', 'logs/sessions/20251120T140000Z-x-0001/journal.jsonl', 'now']],
  ['the way by hand is left as it is', "    sed -i 's/^ABZU_USE_MCP=.*/ABZU_USE_MCP=0/' operator.env", ["    sed -i 's/^ABZU_USE_MCP=.*/ABZU_USE_MCP=0/' operator.env"]],
];

describe('what stays on a terminal of 30 columns', () => {
  for (const [what, line, rows] of lines) it(what, () => assert.deepEqual(terminalRows(line, 30), rows));

  it('is one line where there is no terminal', () => assert.deepEqual(lines.map(([, line]) => terminalRows(line, undefined)), lines.map(([, line]) => [line])));

  it('is wrapped on both streams, but for a page', () => {
    const written: string[] = [];
    const paper = {columns: 30, write: (text: string): void => void written.push(text)};
    const {print, printPage, tell} = printers({stdout: paper, stderr: paper}, () => new SecretMask([]), () => terminalRows);
    for (const say of [print, tell, printPage]) say('while the gateway is down, operators get errors\nand more');
    const wrapped = 'while the gateway is down,\noperators get errors\nand more\n';
    assert.deepEqual(written, [wrapped, wrapped, 'while the gateway is down, operators get errors\nand more\n']);
  });
});

describe('plain lines in a window of 60 columns', () => {
  it('break no word, of what is asked neither', async t => {
    const mara = await plainPerson(t, ['run', 'mcp-gateway-rollback', '--env', 'practice', '--plain', '--operator', 'mara'], {cwd: await temporaryFolder(t), size: [60, 40]});
    const page = await mara.answers('q leave: ', 'q');
    const prose = page.split('\n').filter(row => !row.startsWith('    '));
    assert.deepEqual(prose.filter(row => row.length > 60), []);
    assert.match(page, /operators get\nerrors: nothing falls/);
    await mara.sees(/^go on {3}mcp-runbook resume \S+\n {8}or the first row when/m);
  });
});
