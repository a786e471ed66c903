import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {frozen} from '../worlds/frozen.ts';
import {incidentRoot} from '../worlds/incident.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {run} from '../people/program.ts';
import {documentOf} from '../worlds/working-folder.ts';

it('sessions record --incident tells when MCP was off, what is missing, and where the record is', async t => {
  const cwd = await incidentRoot(t);
  const {code, stdout} = await run(t, ['sessions', 'record', '--incident', 'INC-204', '--out', 'out'], {cwd});
  assert.equal(code, 1);
  assert.match(stdout, /^2025-11-20; rehearsal-eu; mara, jonas\. Times are UTC\.\nMCP off: 14:20 to 14:59 at the latest, mara: The gateway refuses handsh\.\.\.\nMCP off: 15:06 to 15:40/);
  assert.match(stdout, /\n3 sessions, \d+ files in \S+\/out\/INC-204\n[^]*unfinished: 20251120T145000Z-mcp-gateway-rollback-0001\n[^]*missing: 20251120T145000Z/);
  assert.ok(existsSync(join(cwd, 'out/INC-204/timeline.html')));
  const other = await run(t, ['sessions', 'record', '--incident', 'INC-1'], {cwd});
  assert.deepEqual([other.code, other.stderr], [2, 'no session here belongs to the incident "INC-1"\nNamed are: INC-204.\n']);
});

it('sessions record of a walk in practice writes below logs/practice, as the screens do, unless --out says where', async t => {
  const walked = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--incident', 'INC-1', '--json']);
  const {cwd} = walked;
  const {session} = documentOf(walked.stdout) as {session: string};
  for (const [words, folder] of [[[session], join('logs/practice/records', session)], [['--incident', 'INC-1'], 'logs/practice/records/INC-1'], [[session, '--out', 'out'], join('out', session)]] as const) {
    const {code, stdout} = await run(t, ['sessions', 'record', ...words, '--json'], {cwd});
    assert.deepEqual([code, (documentOf(stdout) as {folder: string}).folder], [0, join(cwd, folder)]);
  }
  assert.ok(!existsSync(join(cwd, 'records')));
});

it('sessions verify takes no --head that could not have been copied', async t => {
  const cwd = await incidentRoot(t);
  for (const head of ['9df3e26', '', 'intact12', 'a'.repeat(65)]) {
    const {code, stdout, stderr} = await run(t, ['sessions', 'verify', '20251120T142000Z-mcp-gateway-rollback-0001', '--head', head], {cwd});
    assert.deepEqual([code, stdout, stderr], [2, '', `--head ${head}: not 8 to 64 hex digits\nCopy at least the eight digits of the head that the screen and the exit summary showed.\n`]);
  }
});

it('sessions record says that a key may have been remembered, where what is remembered is damaged', async t => {
  const cwd = await incidentRoot(t);
  mkdirSync(join(cwd, 'config/mcp-runbook'), {recursive: true});
  writeFileSync(join(cwd, 'config/mcp-runbook/config.json'), '');
  for (const what of [['--incident', 'INC-204'], ['20251120T145000Z-mcp-gateway-rollback-0001']]) {
    const {stdout} = await run(t, ['sessions', 'record', ...what], {cwd, env: {XDG_CONFIG_HOME: join(cwd, 'config')}});
    assert.match(stdout, /^Not signed with a key that was remembered: your preferences are not known, defaults count: \S+config\.json: it is empty/m);
  }
});

it('sessions record of a closed walk, or of the one that restored what it left off, tells both though nobody named an incident', async t => {
  const cwd = await temporaryFolder(t);
  const froze = '20251120T140000Z-mcp-gateway-rollback-0001';
  const restored = '20251120T150000Z-mcp-gateway-rollback-0002';
  frozen(cwd, {session: froze, incident: null, state: 'closed'});
  frozen(cwd, {session: restored, incident: null, state: 'closed', value: '1', at: '2025-11-20T15:04:00Z', operator: 'jonas', continues: froze});
  frozen(cwd, {session: '20251120T160000Z-mcp-gateway-rollback-0003', incident: null, state: 'closed', value: '1', at: '2025-11-20T16:04:00Z'});
  const folders: unknown[] = [];
  for (const session of [froze, restored]) {
    const {stdout} = await run(t, ['sessions', 'record', session, '--json'], {cwd});
    const {folder, sessions, off} = JSON.parse(stdout) as {folder: string; sessions: Array<{session: string}>; off: string};
    assert.deepEqual(sessions.map(one => one.session), [froze, restored]);
    assert.match(off, /off from 2025-11-20T14:20:00Z \(set by mara, step 1, Set the toggle\) to 2025-11-20T15:04:00Z \(set by jonas, step 1, Set the toggle\)/);
    folders.push(folder);
  }
  assert.deepEqual(folders, [join(cwd, 'records', froze), join(cwd, 'records', froze)]);
  assert.match(readFileSync(join(cwd, 'records', froze, 'timeline.md'), 'utf8'), new RegExp(`^# Incident without a name, begun in ${froze}\n`));
});
