import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {commandTable} from '../source/commands/table.ts';
import {commandsIn, pasted, placeFlags, programOf} from '../source/pasted.ts';

const rows: ReadonlyArray<[words: string[], place: Parameters<typeof pasted>[0], shown: string]> = [
  [['resume', 'ID'], {}, 'mcp-runbook resume ID'],
  [['resume', 'ID'], {config: 'ops/eu.yaml', root: 'other', runbooks: 'rb'}, 'mcp-runbook resume ID --config ops/eu.yaml --root other --runbooks rb'],
  [['sessions', 'show', 'ID'], {config: 'eu.yaml', root: 'other', runbooks: 'rb'}, 'mcp-runbook sessions show ID --config eu.yaml --root other'],
  [['drills'], {config: 'eu.yaml', root: 'other', runbooks: 'rb'}, 'mcp-runbook drills --root other --runbooks rb'],
  [['gateway'], {config: 'eu.yaml', root: 'other'}, 'mcp-runbook gateway'],
  [['resume', 'ID'], {root: "it's here"}, String.raw`mcp-runbook resume ID --root 'it'\''s here'`],
  [['resume', 'ID'], {root: '$HOME/a b; c'}, "mcp-runbook resume ID --root '$HOME/a b; c'"],
  [['resume', 'ID'], {program: 'npm start --', config: 'eu.yaml'}, 'npm start -- resume ID --config eu.yaml'],
];

const starts: ReadonlyArray<[what: string, variables: NodeJS.ProcessEnv, program: string]> = [
  ['npm start', {npm_lifecycle_event: 'start', npm_package_name: 'mcp-runbook'}, 'npm start --'],
  ['the launcher in its folder', {MCP_RUNBOOK_STARTED_AS: './mcp-runbook'}, './mcp-runbook'],
  ['the launcher in a folder with a blank', {MCP_RUNBOOK_STARTED_AS: '/opt/my tools/mcp-runbook'}, "'/opt/my tools/mcp-runbook'"],
  ['the launcher by its name', {MCP_RUNBOOK_STARTED_AS: 'mcp-runbook'}, 'mcp-runbook'],
  ['the program itself', {}, 'mcp-runbook'],
  ['a script of another project', {npm_lifecycle_event: 'start', npm_package_name: 'ops'}, 'mcp-runbook'],
];

describe('a command that is printed to be pasted', () => {
  for (const [words, place, shown] of rows) {
    it(shown, () => assert.equal(pasted(place, ...words), shown));
    it(`is found again in a sentence: ${shown}`, () => assert.deepEqual(commandsIn(`Share it with: ${shown}. Where that is no help, or ${shown}, see /srv/mcp-runbook/docs and mcp-runbook.yaml`), [shown, shown]));
  }

  for (const [what, variables, program] of starts) it(`begins as it was started: ${what}`, () => assert.equal(programOf(variables), program));

  it('begins with what was typed for the one file', () => assert.equal(programOf({MCP_RUNBOOK_STARTED_AS: 'other'}, './my tools/mcp-runbook'), "'./my tools/mcp-runbook'"));

  it('names the place by what its command takes, and by all of it', () => {
    const taken = commandTable.map(({name, options}) => [name, ['config', 'root', 'runbooks'].filter(flag => options.some(({flags}) => flags.startsWith(`--${flag} `)))] as const);
    assert.deepEqual(Object.fromEntries(taken.filter(([, flags]) => flags.length > 0)), Object.fromEntries(commandTable.flatMap(({name}) => (placeFlags[name] ? [[name, placeFlags[name]]] : []))));
  });
});
