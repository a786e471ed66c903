import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {run, type ProgramRun} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {readJournal, theOne} from '../worlds/working-folder.ts';

/** Runs a command where the screens remember this operator. */
async function remembering(t: AfterTest, operator: string, words: readonly string[]): Promise<ProgramRun> {
  const config = join(await temporaryFolder(t), 'config');
  mkdirSync(join(config, 'mcp-runbook'), {recursive: true});
  writeFileSync(join(config, 'mcp-runbook', 'config.json'), JSON.stringify({operator}));
  return run(t, words, {env: {XDG_CONFIG_HOME: config}});
}

const lesson = ['run', 'learn-the-keys', '--auto'];

describe('one person has one name on every way in', () => {
  it('the name that the screens remember is that of an unattended walk, which says that nobody sat there', async t => {
    const {cwd, stdout} = await remembering(t, 'nadia', lesson);
    assert.equal(readJournal(theOne(cwd, 'journal.jsonl')).lines[0]?.operator, 'nadia');
    assert.match(stdout, /started by nadia, nobody at the keyboard/);
  });

  it('a name that is given counts more', async t => {
    const {cwd} = await remembering(t, 'nadia', [...lesson, '--operator', 'mara']);
    assert.equal(readJournal(theOne(cwd, 'journal.jsonl')).lines[0]?.operator, 'mara');
  });

  for (const [what, content] of [['nothing', ''], ['no JSON', '{"operator": "na'], ['a number for the name', '{"operator": 7}']] as const) {
    for (const words of [lesson, ['drills']]) {
      it(`preferences that hold ${what} stop nothing, and are told once: ${words.join(' ')}`, async t => {
        const config = join(await temporaryFolder(t), 'config');
        mkdirSync(join(config, 'mcp-runbook'), {recursive: true});
        writeFileSync(join(config, 'mcp-runbook', 'config.json'), content);
        const {code, stderr} = await run(t, words, {env: {XDG_CONFIG_HOME: config}});
        assert.equal(code, 0, stderr);
        assert.equal(stderr.match(/your preferences are not known, defaults count: \S*config\.json: /g)?.length, 1, stderr);
        assert.equal(readFileSync(join(config, 'mcp-runbook', 'config.json'), 'utf8'), content);
      });
    }
  }

  for (const [words, told] of [[['drills'], 1], [lesson, 1], [[...lesson, '--operator', 'mara'], 0]] as const) {
    it(`preferences that cannot be read are told ${told === 1 ? 'once' : 'to nobody who does not need them'}: ${words.join(' ')}`, async t => {
      const config = join(await temporaryFolder(t), 'config');
      mkdirSync(join(config, 'mcp-runbook', 'config.json'), {recursive: true});
      const {code, stderr} = await run(t, words, {env: {XDG_CONFIG_HOME: config}});
      assert.equal(code, 0);
      assert.equal(stderr.match(/your preferences are not known, defaults count: \S*config\.json: it is a folder/g)?.length ?? 0, told);
    });
  }

  it('a remembered name that cannot be seen is none', async t => {
    const {cwd, code} = await remembering(t, '\u200B', lesson);
    assert.equal(code, 0);
    assert.notEqual(readJournal(theOne(cwd, 'journal.jsonl')).lines[0]?.operator, '\u200B');
  });

  for (const [words, names] of [[lesson, ['', '\u00A0', '\u200B\u3164']], [['run', 'learn-the-keys', '--json'], ['']], [['drills'], ['\u00A0']]] as const) {
    for (const name of names) {
      it(`${words.join(' ')} --operator ${JSON.stringify(name)} is refused before anything is written`, async t => {
        const {code, stderr, cwd} = await run(t, [...words, '--operator', name]);
        assert.equal(code, 2);
        assert.match(stderr, /the record needs a name/);
        assert.ok(!existsSync(join(cwd, 'logs')));
      });
    }
  }
});
