import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {commandTable, programOptions} from '../../source/commands/table.ts';
import {unreachedPages} from '../../tools/docs/links.ts';
import {rooms} from '../../tools/lint/import-rules.ts';
import {readTree} from '../../tools/lint/source-tree.ts';
import {filesIn} from '../worlds/working-folder.ts';
import {codeIn, fenceForm, fencesIn, pageAt, root, tableOf} from './page.ts';

const pages = new Map([...readTree(root).documents].filter(([path]) => /^(?:[A-Z]+\.md|(?:docs|logs|test)\/(?!fixtures\/).*\.md)$/.test(path)));
const {scripts, version} = JSON.parse(pageAt('package.json')) as {scripts: Record<string, string>; version: string};

const flagsOf = (options: ReadonlyArray<{flags: string}>): string[] => options.flatMap(({flags}) => flags.split(', ').map(flag => flag.split(' ')[0] ?? ''));
const commands = new Map(commandTable.map(({name, options}) => [name, flagsOf(options)]));
const everyFlag = new Set([...commands.values(), flagsOf(programOptions), ['--help', '--version']].flat());

/** Ids in pages that are shown whole in the pages about writing them. */
const shown = new Set([...pages.values()].flatMap(page => fencesIn(page, 'markdown')).flatMap(page => [...page.matchAll(/^id: (.*)$/gm)].map(([, id = '']) => id)));

for (const [path, text] of pages) {
  describe(path, () => {
    it('has nothing left to fill in, and lines that fit a window', () => {
      assert.doesNotMatch(text, /@[A-Z]+\d*@/);
      // Many hands add to the changelog, a line each.
      if (path === 'CHANGELOG.md') return;
      assert.deepEqual(text.split('\n').filter(line => line.length > 120 && !line.startsWith('| ')), []);
    });

    it('shows commands and options that exist', () => {
      for (const [, name = '', rest = ''] of text.matchAll(/(?:^|`|\/|=1 )mcp-runbook (?!-)([a-z]+)\b([^`\n#|]*)/gm)) {
        const flags = commands.get(name);
        assert.ok(flags || name === 'help', `mcp-runbook ${name}`);
        for (const [flag] of rest.matchAll(/(?<!\S)--[a-z-]+/g)) assert.ok(flags?.includes(flag), `mcp-runbook ${name} ${flag}`);
      }
    });

    it('says in back-quotes commands and options that exist', () => {
      for (const code of codeIn(text.replaceAll(fenceForm, ''))) {
        const [name = '', ...words] = code.split(/\s+/);
        const flags = commands.get(name);
        for (const word of words) if (flags && /^--[a-z-]+$/.test(word)) assert.ok(flags.includes(word), code);
      }
    });

    it('shows runbooks and drills that exist', () => {
      for (const [, id = '', drill] of text.matchAll(/\brun ([a-z]+(?:-[a-z]+)+)(?:[^`\n]* --drill ([a-z-]+))?/g)) {
        if (shown.has(id)) continue;
        assert.ok(filesIn(join(root, 'runbooks')).includes(`${id}.md`), id);
        if (drill !== undefined && drill !== 'random') assert.ok(pageAt(`runbooks/${id}.scenarios.md`).includes(`**Id:** \`${drill}\``), drill);
      }
    });

    it('shows scripts that exist', () => {
      for (const [, name = ''] of text.matchAll(/npm run ([a-z:]+)/g)) assert.ok(Object.hasOwn(scripts, name), `npm run ${name}`);
    });
  });
}

describe('The pages for people', () => {
  it('options in back-quotes exist', () => {
    for (const path of ['README.md', 'docs/on-call.md', 'docs/operating.md', 'docs/game-days.md', 'docs/auditing.md', 'docs/nightly.md', 'docs/writing-a-runbook.md']) {
      const said = codeIn(pageAt(path)).filter(code => /^--[a-z-]+(?: [A-Z]+)?$/.test(code)).map(code => code.split(' ')[0] ?? '');
      assert.deepEqual(said.filter(flag => !everyFlag.has(flag)), [], path);
    }
  });

  it('all are reached from the README', () => assert.deepEqual(unreachedPages(pages, 'README.md').filter(path => !['CHANGELOG.md', 'test/README.md'].includes(path)), []));

  it('the README is read in one sitting', () => assert.ok(readFileSync(join(root, 'README.md')).length <= 12 * 1024));

  it('the changelog has a section for this version', () => {
    assert.ok(pageAt('CHANGELOG.md').split('\n').some(line => line.split(/[ ,]/).slice(0, 2).join(' ') === `## ${version}`));
  });
});

describe('The pages for developers', () => {
  const developers = ['docs/codebase.md', 'test/README.md', 'CONTRIBUTING.md'];

  for (const path of developers) {
    it(`${path} names files and folders that exist`, () => {
      const base = path === 'test/README.md' ? ['', 'test/'] : [''];
      const named = codeIn(pageAt(path)).filter(code => /^(?:[\w.-]+\/)+(?:[\w.-]+\.(?:tsx?|md))?$/.test(code) && !code.startsWith('logs/'));
      assert.deepEqual(named.filter(name => !base.some(folder => existsSync(join(root, folder, name)))), []);
    });
  }

  it('the rooms are those of the lint, from the top', () => {
    const told = tableOf(pageAt('docs/codebase.md'), 'Room').map(([cell = '']) => cell.replaceAll('`', '').split(', ').sort());
    const ranks = new Map<number, string[]>();
    for (const {name, rank} of rooms.filter(room => room.name !== 'cli')) ranks.set(rank, [...(ranks.get(rank) ?? []), name].sort());
    assert.deepEqual(told, [...ranks].sort(([a], [b]) => b - a).map(([, names]) => names));
  });
});
