import assert from 'node:assert/strict';
import {appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, it} from 'node:test';
import {readStatus, type StatusReading} from '../../source/status/read-status.ts';
import {frozen} from '../worlds/frozen.ts';
import {spoiltFiles} from '../worlds/spoilt-files.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const now = Date.parse('2025-11-21T00:00:00Z');
const told = (root: string): StatusReading => readStatus([root], [], now);

type History = {root: string; /** Folder of the open walk. */ open: string; kept: string};

/** Under a root: an open walk that froze its environment, and closed ones of another. */
async function history(t: AfterTest, closed: number = 14): Promise<History> {
  const root = await temporaryFolder(t);
  const open = frozen(root, {session: '20251120T130000Z-mcp-gateway-rollback-0001', at: '2025-11-20T13:00:00Z', environment: 'rehearsal-us'});
  for (let minute = 10; minute < 10 + closed; minute += 1) {
    frozen(root, {session: `20251120T14${minute}00Z-mcp-gateway-rollback-0002`, at: `2025-11-20T14:${minute}:00Z`, value: '1', state: 'closed'});
  }
  return {root, open, kept: join(root, 'logs', 'sessions', '.walks.json')};
}

/** As whoever has kept nothing is told. */
function toldAnew({root, kept}: History): StatusReading {
  rmSync(kept, {recursive: true, force: true});
  return told(root);
}

const inBoth = (kept: string, from: string, to: string): void => writeFileSync(kept, readFileSync(kept, 'utf8').replaceAll(from, to));
const journalOf = ({open}: History): string => join(open, 'journal.jsonl');
const lines = (journal: string): string[] => readFileSync(journal, 'utf8').trimEnd().split('\n');

const changes: ReadonlyArray<[what: string, change: (history: History) => void]> = [
  ['lost its last line', history => truncateSync(journalOf(history), readFileSync(journalOf(history)).lastIndexOf('\n', -2) + 1)],
  ['has a torn line behind its end', history => appendFileSync(journalOf(history), '{"v":1')],
  ['has a strange line behind its end', history => appendFileSync(journalOf(history), '{"v":1}\n')],
  ['was written over in its own length', history => writeFileSync(journalOf(history), readFileSync(journalOf(history), 'utf8').replaceAll('mara', 'jona'))],
  ['was put in the place of another', history => {
    writeFileSync(`${journalOf(history)}.new`, `${lines(journalOf(history)).slice(0, 1).join('\n')}\n`);
    renameSync(`${journalOf(history)}.new`, journalOf(history));
  }],
  ['goes on in a second file', history => writeFileSync(join(history.open, 'journal-2.jsonl'), '{"v":1}\n')],
  ['goes on in what is no file', history => mkdirSync(join(history.open, 'journal-2.jsonl'))],
  ['is a link now', history => {
    renameSync(journalOf(history), join(history.open, 'elsewhere'));
    symlinkSync('elsewhere', journalOf(history));
  }],
  ['has a second name now', history => linkSync(journalOf(history), join(history.open, 'elsewhere'))],
  ['is gone', history => rmSync(journalOf(history))],
  ['went with its folder', ({open}) => rmSync(open, {recursive: true})],
];

describe('what is kept of the walks that were read in full', () => {
  it('says the same as their journals', async t => {
    const there = await history(t);
    const first = told(there.root);
    const text = readFileSync(there.kept, 'utf8');
    assert.deepEqual(told(there.root), first);
    assert.equal(readFileSync(there.kept, 'utf8'), text, 'nothing was learned anew');
    assert.deepEqual(first.environments.map(({walks}) => walks.map(({step, lastAt}) => [step?.title, lastAt])), [[], [['Pause rehearsals', '2025-11-20T13:00:00Z']]].toReversed());
  });

  it('is gone by, and their journals are not read', async t => {
    const there = await history(t);
    told(there.root);
    inBoth(there.kept, 'Pause rehearsals', 'Told by what is kept');
    assert.deepEqual(told(there.root).environments.flatMap(({walks}) => walks.map(({step}) => step?.title)), ['Told by what is kept']);
  });

  it('is not worth a file where there are few', async t => {
    const there = await history(t, 5);
    told(there.root);
    assert.equal(existsSync(there.kept), false);
  });

  it('is of no use to another version of the program', async t => {
    const there = await history(t);
    told(there.root);
    inBoth(there.kept, '"by":"', '"by":"0');
    inBoth(there.kept, 'Pause rehearsals', 'Told by what is kept');
    assert.deepEqual(told(there.root), toldAnew(there));
  });

  for (const [what, change] of changes) {
    it(`does not hide that a journal ${what}`, async t => {
      const there = await history(t);
      told(there.root);
      change(there);
      const after = told(there.root);
      assert.deepEqual(after, toldAnew(there));
    });
  }

  it('says nothing once any byte of it is another, or is missing', async t => {
    const there = await history(t);
    const first = told(there.root);
    const whole = readFileSync(there.kept);
    for (let at = 0; at < whole.length; at += 499) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      for (const bytes of [spoilt, whole.subarray(0, at)]) {
        writeFileSync(there.kept, bytes);
        assert.deepEqual(told(there.root), first, `byte ${at}`);
      }
    }
  });

  for (const [what, spoil] of [
    ['is other JSON', kept => writeFileSync(kept, '[1]\n[1]\n')],
    ['is empty', kept => writeFileSync(kept, '')],
    ...spoiltFiles,
  ] satisfies ReadonlyArray<[string, (kept: string) => void]>) {
    it(`says nothing where it ${what}`, async t => {
      const there = await history(t);
      const first = told(there.root);
      spoil(there.kept);
      assert.deepEqual(told(there.root), first);
    });
  }

  it('changes its form with what walks are told by', async t => {
    const there = await history(t);
    told(there.root);
    const open = basename(there.open);
    const {by, walks} = JSON.parse(readFileSync(there.kept, 'utf8').split('\n')[0] ?? '') as {by: string; walks: Array<[string, string[], object]>};
    const seen = (step: string | null): object => ({at: '2025-11-20T13:00:00Z', session: open, step, ...(step !== null && {named: 'step 1: Set the toggle'}), operator: 'mara', incident: 'INC-204'});
    assert.deepEqual([by.split(' ')[0], walks.find(([session]) => session === open)?.[2]], ['4', {
      session: open,
      environment: 'rehearsal-us',
      class: 'rehearsal',
      runbook: {id: 'mcp-gateway-rollback', title: 'MCP gateway rollback'},
      operator: 'mara',
      host: 'bridge',
      incident: 'INC-204',
      unattended: false,
      openedAt: '2025-11-20T13:00:00Z',
      lastAt: '2025-11-20T13:00:00Z',
      state: 'open',
      changed: true,
      step: {id: 'pause', title: 'Pause rehearsals', number: 2, of: 2, since: '2025-11-20T13:00:00Z'},
      toggle: [{seen: seen(null), value: '1', how: 'read'}, {seen: seen('freeze'), value: '0', how: 'set'}],
      route: [{seen: seen('freeze'), value: 'legacy'}],
    }], 'where walks are told otherwise now, the form has to be another too');
  });
});
