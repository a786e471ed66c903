import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {test} from 'node:test';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {long} from './campaign.ts';

const rounds = long ? 200 : 5;

/** A program that begins a walk wherever it is told to. */
function somebody(t: AfterTest, name: string) {
  const child = spawn(process.execPath, ['--import', resolve(import.meta.dirname, '../../tools/loader.js'), resolve(import.meta.dirname, 'beginning.ts'), name], {stdio: ['pipe', 'pipe', 'inherit']});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  t.after(async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  });
  return {
    tell: (folder: string): void => void child.stdin.write(`${folder}\n`),
    says: async (): Promise<string> => String((await lines.next()).value),
  };
}

test(`of two who begin a walk in one environment at the same moment, one is always asked: ${rounds} times`, async t => {
  const root = await temporaryFolder(t);
  const people = [somebody(t, 'mara'), somebody(t, 'jonas')];
  for (const person of people) person.tell('');
  assert.deepEqual(await Promise.all(people.map(person => person.says())), ['ready', 'ready']);
  for (let round = 0; round < rounds; round += 1) {
    const folder = join(root, String(round));
    mkdirSync(folder);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments:\n  rehearsal-eu: {class: rehearsal, gateway: "http://127.0.0.1:9"}\n');
    for (const person of people) person.tell(folder);
    const said = await Promise.all(people.map(person => person.says()));
    assert.deepEqual(said.toSorted(), ['asked about held', 'opened'], `round ${round}`);
  }
});
