import assert from 'node:assert/strict';
import {lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, ledgerIn} from '../worlds/working-folder.ts';

const packetName = 'logs/stage_b_rehearsal_packet.json';

/** A ledger line that doctrine accepts. */
const drill = '{"connector_id": "crown_handshake", "rotated_at": "2025-09-25T09:58:33Z", "window_hours": 48, "rotation_window": {"window_id": "w", "started_at": "a", "expires_at": "b", "duration": "PT48H"}}\n';

async function folderWithDrill(t: Parameters<typeof temporaryFolder>[0]): Promise<string> {
  const folder = await temporaryFolder(t);
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/stage_b_rotation_drills.jsonl'), drill);
  return folder;
}

type Packet = {stage: string; context: string; connectors: Record<string, Record<string, unknown>>};

test('the packet needs no gateway, holds the three connectors, and is replaced as a whole', async t => {
  const cwd = await folderWithDrill(t);
  // Port 9 is where nobody listens; a packet that asked would fail.
  const env = {MCP_GATEWAY_URL: 'http://127.0.0.1:9'};
  writeFileSync(join(cwd, packetName), 'old');
  const {code, stdout, stderr} = await run(t, ['packet'], {cwd, env});
  assert.deepEqual([code, stdout, stderr], [0, `Stage B rehearsal packet written to ${packetName}\n`, '']);
  const packet = JSON.parse(readFileSync(join(cwd, packetName), 'utf8')) as Packet;
  assert.deepEqual(Object.keys(packet), ['generated_at', 'stage', 'context', 'connectors']);
  assert.deepEqual(Object.keys(packet.connectors), ['operator_api', 'operator_upload', 'crown_handshake']);
  for (const [id, connector] of Object.entries(packet.connectors)) {
    assert.deepEqual([connector.connector_id, connector.doctrine_ok, connector.doctrine_failures], [id, true, []]);
    assert.deepEqual(connector.heartbeat_request, connector.heartbeat_payload);
  }
  await run(t, ['packet', '--note', ' The index was restored. '], {cwd, env});
  assert.equal((JSON.parse(readFileSync(join(cwd, packetName), 'utf8')) as {note: string}).note, 'The index was restored.');
  assert.equal(ledgerIn(join(cwd, 'logs')).length, 1, 'no drill');
  assert.deepEqual(filesIn(cwd), [packetName, 'logs/stage_b_rotation_drills.jsonl'].sort());
});

test('the packet can be put elsewhere, also from another folder', async t => {
  const cwd = await temporaryFolder(t);
  const elsewhere = join(await temporaryFolder(t), 'deep/down/packet.json');
  const named = await run(t, ['packet', '--out', elsewhere, '--json'], {cwd});
  assert.equal(named.code, 0);
  assert.deepEqual(documentOf(named.stdout), {ok: true, path: elsewhere, doctrine_failures: []});
  assert.ok(readFileSync(elsewhere, 'utf8').includes('stage-b-rehearsal'));
  const near = await run(t, ['packet', '--out', 'here.json'], {cwd});
  assert.equal(near.stdout, 'Stage B rehearsal packet written to here.json\n');
  assert.deepEqual(filesIn(cwd), ['here.json']);
});

test('where the packet cannot be written the old one stays, and the exit code is 5', async t => {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'a-file'), 'kept');
  const {code, stdout, stderr} = await run(t, ['packet', '--out', 'a-file/packet.json'], {cwd});
  assert.deepEqual([code, stdout], [5, '']);
  assert.match(stderr, /^could not create .*a-file: (?:EEXIST|ENOTDIR)\nChoose a folder that can be written; the old packet is untouched\.\n$/);
  assert.equal(readFileSync(join(cwd, 'a-file'), 'utf8'), 'kept');
  const told = await run(t, ['packet', '--json', '--out', 'a-file/packet.json'], {cwd});
  assert.deepEqual([told.code, (documentOf(told.stdout) as {error: {code: string}}).error.code], [5, 'not-recorded']);

  // A folder in the place of the packet cannot be replaced by it.
  mkdirSync(join(cwd, packetName), {recursive: true});
  assert.equal((await run(t, ['packet'], {cwd})).code, 5);
  assert.deepEqual(filesIn(cwd), ['a-file'], 'no temporary file is left');
});

test('a toggle that is explicitly off forbids the packet', async t => {
  const {code, stderr, cwd} = await run(t, ['packet'], {env: {ABZU_USE_MCP: '0'}});
  assert.equal(code, 4);
  assert.match(stderr, /^MCP is not enabled/);
  assert.deepEqual(filesIn(cwd), []);
});

test('doctrine reports without writing: first the missing drill, then nothing', async t => {
  const without = await run(t, ['doctrine', '--json']);
  assert.deepEqual([without.code, documentOf(without.stdout)], [1, {ok: false, failures: ['no credential rotation drills recorded'], findings: []}]);
  assert.deepEqual(filesIn(without.cwd), []);
  const plain = await run(t, ['doctrine'], {cwd: without.cwd});
  assert.deepEqual([plain.code, plain.stdout, plain.stderr], [1, 'no credential rotation drills recorded\n', '']);

  const cwd = await folderWithDrill(t);
  const held = await run(t, ['doctrine', '--json'], {cwd});
  assert.deepEqual([held.code, documentOf(held.stdout)], [0, {ok: true, failures: [], findings: []}]);
  assert.equal((await run(t, ['doctrine'], {cwd})).stdout, 'Doctrine holds: no failures.\n');
});

test('an old rotation that somebody set by hand is a doctrine failure of each connector', async t => {
  const cwd = await folderWithDrill(t);
  const {code, stdout} = await run(t, ['doctrine', '--json'], {cwd, env: {MCP_LAST_ROTATED: '2025-01-01T00:00:00Z'}});
  const {failures} = documentOf(stdout) as {failures: string[]};
  assert.equal(code, 1);
  assert.deepEqual(failures.map(text => text.replace(/\d+ days, [\d:.]+$/, 'DELTA')), [
    'operator_api_stage_b: credential rotation stale by DELTA',
    'operator_upload_stage_b: credential rotation stale by DELTA',
    'crown_handshake_stage_b: credential rotation stale by DELTA',
  ]);
});

type Toggle = {name: string; wanted: string; found: string | null; source: string; verdict: string; reason: string | null};

test('toggles says of each toggle what it should read, what it reads, and who set it', async t => {
  const env = {ABZU_USE_MCP: 'true', MCP_ROTATION_WINDOW: '48 hours', CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN: 'crown-token-31337'};
  const {code, stdout, stderr, cwd} = await run(t, ['toggles', '--json'], {env});
  const document = documentOf(stdout) as {ok: boolean; environment: string; class: string; toggles: Toggle[]};
  const row = (name: string): Toggle | undefined => document.toggles.find(toggle => toggle.name === name);
  assert.deepEqual([code, stderr, document.ok, document.environment, document.class], [1, '', false, 'console', 'rehearsal']);
  assert.deepEqual(row('ABZU_USE_MCP'), {
    name: 'ABZU_USE_MCP',
    wanted: '1',
    found: 'true',
    source: 'this shell',
    verdict: 'wrong',
    reason: 'MCP traffic is on only when this is exactly 1',
  });
  assert.deepEqual([row('MCP_GATEWAY_URL')?.found, row('MCP_GATEWAY_URL')?.source], ['http://localhost:8001', 'default']);
  assert.equal(row('MCP_ROTATION_WINDOW')?.verdict, 'wrong');
  assert.equal(row('MCP_CONNECTOR_TOKEN')?.verdict, 'not set');
  assert.match(row('CROWN_HANDSHAKE_STAGE_B_CONNECTOR_TOKEN')?.found ?? '', /^fingerprint [0-9a-f]{8}$/);

  const good = await run(t, ['toggles'], {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://gw.example:8001'}, cwd});
  assert.equal(good.code, 0);
  assert.match(good.stdout, /^live console\n/);
  assert.match(good.stdout, /^ABZU_USE_MCP +1 +1 +this shell +ok$/m);
  assert.match(good.stdout, /^MCP_GATEWAY_URL +the base URL of the gateway +http:\/\/gw\.example:8001 +this shell +ok$/m);
});

test('a token shows as the same eight digits until it changes', async t => {
  const cwd = await temporaryFolder(t);
  const fingerprint = async (token: string): Promise<string> => {
    const {stdout} = await run(t, ['toggles', '--json'], {cwd, env: {MCP_CONNECTOR_TOKEN: token}});
    return (documentOf(stdout) as {toggles: Toggle[]}).toggles.find(({name}) => name === 'MCP_CONNECTOR_TOKEN')?.found ?? '';
  };
  const [first, again, changed] = [await fingerprint('token-one'), await fingerprint('token-one'), await fingerprint('token-two')];
  assert.match(first, /^fingerprint [0-9a-f]{8}$/);
  assert.equal(again, first);
  assert.notEqual(changed, first);
  // A key that is none, or not of this user, gives none; where no token is set, nobody is told.
  writeFileSync(join(cwd, 'logs', '.fingerprint-key'), 'abcd\n');
  const {code, stdout, stderr} = await run(t, ['toggles'], {cwd, env: {ABZU_USE_MCP: '1', MCP_CONNECTOR_TOKEN: 'token-one'}});
  assert.match(stdout, /^MCP_CONNECTOR_TOKEN .* fingerprint unavailable +this shell +ok$/m);
  assert.match(stderr.replaceAll(/\s+/g, ' '), /logs\/\.fingerprint-key: tokens have no fingerprints: it is no key of 64 hexadecimal digits Move that file away, or have its owner do it: /);
  assert.equal(code, 0);
  assert.equal((await run(t, ['toggles'], {cwd, env: {ABZU_USE_MCP: '1'}})).stderr, '');
});

test('--out replaces a packet, an empty file or nothing', async t => {
  const cwd = await folderWithDrill(t);
  const env = {MCP_GATEWAY_URL: 'http://127.0.0.1:9'};
  const others: ReadonlyArray<[name: string, lay: (path: string) => void]> = [
    ['operator.env', path => writeFileSync(path, 'ABZU_USE_MCP=1\n')],
    ['settings.json', path => writeFileSync(path, '{"stage": "B"}')],
    ['ledger.jsonl', path => writeFileSync(path, drill)],
    ['lists.json', path => writeFileSync(path, '[]')],
    ['folder', path => mkdirSync(path)],
    ['linked.json', path => symlinkSync('first.json', path)],
    ['leads-nowhere.json', path => symlinkSync('gone', path)],
  ];
  const packet = (name: string) => run(t, ['packet', '--out', name], {cwd, env});
  writeFileSync(join(cwd, 'first.json'), '');
  assert.equal((await packet('first.json')).code, 0);
  for (const [name, lay] of others) {
    lay(join(cwd, name));
    const shown = (): unknown[] => [lstatSync(join(cwd, name)).ino, lstatSync(join(cwd, name)).mtimeMs];
    const before = shown();
    const {code, stderr} = await packet(name);
    assert.deepEqual([code, shown()], [2, before], name);
    assert.match(stderr, /is not replaced: it .*\nNothing was written\. Name another place with --out\.\n$/);
  }
  const again = await packet('first.json');
  assert.equal(again.code, 0, again.stderr);
});
