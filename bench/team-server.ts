import {createHash} from 'node:crypto';
import * as fs from 'node:fs';
import pg from 'pg';
import {initSchema} from '../source/team/init-schema.ts';
import {openPostgres} from '../source/team/postgres-store.ts';
import type {TeamStore} from '../source/team/team-store.ts';
import {startPostgres} from '../test/worlds/postgres-server.ts';

/** A server that keeps what it acknowledges, as one that somebody runs: the binaries that npm brought, or `TEST_DATABASE_URL`. */
export type TeamServer = {
  /** A new database, set up; as its owner. */
  database(name: string): Promise<TeamDatabase>;
};

export type TeamDatabase = {
  ask<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Connections of their own. */
  stores(count: number): Promise<TeamStore[]>;
  clients(count: number): Promise<pg.Client[]>;
  /** Milliseconds that the processes of the server have computed so far; NaN where the system does not say it. */
  computed(): Promise<number>;
};

/** `shared_buffers` of a small server; the rest is what PostgreSQL comes with. */
const settings = {max_connections: 260, shared_buffers: '256MB', max_wal_size: '4GB'};

export async function withTeamServer<Result>(work: (server: TeamServer) => Promise<Result>): Promise<Result> {
  const finishers: Array<() => Promise<void> | void> = [];
  try {
    const server = await startPostgres({after: finish => void finishers.unshift(finish)}, settings);
    const ends = (finish: () => Promise<void>): void => void finishers.unshift(finish);
    return await work({database: name => makeDatabase(server, name, ends)});
  } finally {
    for (const finish of finishers) await finish();
  }
}

type Server = Awaited<ReturnType<typeof startPostgres>>;

async function makeDatabase(server: Server, name: string, ends: (finish: () => Promise<void>) => void): Promise<TeamDatabase> {
  const open = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({connectionString: server.url(database)});
    await client.connect();
    ends(() => client.end());
    return client;
  };
  const owner = await open('postgres');
  await owner.query(`create database ${name}`);
  const {username} = new URL(server.url(name));
  const variables = {PGUSER: username, PGPASSWORD: ''};
  await initSchema(server.address(name), variables);
  const own = await open(name);
  const all = <One>(count: number, one: () => Promise<One>): Promise<One[]> => Promise.all(Array.from({length: count}, one));
  return {
    ask: async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => (await own.query<Row>(sql, [...values])).rows,
    clients: count => all(count, () => open(name)),
    computed: async () => {
      const {rows} = await own.query<{pid: number}>('select pid from pg_stat_activity');
      return rows.reduce((sum, {pid}) => sum + computedBy(pid), 0);
    },
    stores: count => all(count, async () => {
      const store = await openPostgres(server.address(name), variables, 'mcp-runbook bench');
      ends(() => store.close());
      return store;
    }),
  };
}

/** User and system time, fields 14 and 15 of proc_pid_stat(5), in hundredths of a second on every Linux. */
function computedBy(pid: number): number {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** One console's journal as it grows: lines of a kilobyte, each with the digest of the one before. */
export class Writer {
  readonly session: string;
  #seq: number;
  #head: string;

  constructor(session: string, seq = 0, head = '0'.repeat(64)) {
    this.session = session;
    this.#seq = seq;
    this.#head = head;
  }

  next(): {seq: number; line: Buffer; sha256: Buffer} {
    const seq = this.#seq;
    const line = Buffer.from(`{"v":1,"session":"${this.session}","seq":${seq},"prev":"${this.#head}","at":"2026-11-29T12:00:00Z","operator":"mara","class":"live","type":"note.added","body":{"text":"${'n'.repeat(700)}"}}`);
    const sha256 = createHash('sha256').update(line).digest();
    this.#seq += 1;
    this.#head = sha256.toString('hex');
    return {seq, line, sha256};
  }
}

/** Of the first start on, so that all are told apart and stand in the order of their numbers. */
export const sessionName = (number: number): string => `20261129T120000Z-mcp-gateway-rollback-${String(number).padStart(8, '0')}`;
