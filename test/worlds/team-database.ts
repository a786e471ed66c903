import pg from 'pg';
import {initSchema} from '../../source/team/init-schema.ts';
import {openPostgres} from '../../source/team/postgres-store.ts';
import type {TeamStore} from '../../source/team/team-store.ts';
import {ownDatabases, postgres, whole} from './postgres.ts';
import type {AfterTest} from './temp-folder.ts';

export type TeamDatabase = {
  /** As `team.database` names it. */
  address: string;
  /** What a shell of this user has, for this database. */
  variables(user: string): {PGUSER: string; PGPASSWORD: string};
  as(user: string): Promise<TeamStore>;
  /** As its owner, who may do anything. */
  rows(sql: string, values?: readonly unknown[]): Promise<Array<Record<string, unknown>>>;
};

/** Who writes, who only reads, and who has nothing to do with it. */
const users = {mara: 'mcp_runbook_writer', jonas: 'mcp_runbook_writer', ines: 'mcp_runbook_writer', ada: 'mcp_runbook_reader', eve: undefined} as const;

export const databasePassword = 'Tq7-database-canary';

const template = ownDatabases;
let made: Promise<void> | undefined;
let count = 0;

/** A database of the test's own, set up, with users `mara`, `jonas`, `ines` (writers), `ada` (reader) and `eve` (nobody). */
export async function teamDatabase(t: AfterTest): Promise<TeamDatabase> {
  const server = await postgres();
  made ??= makeTemplate();
  await made;
  const name = `${template}_${(count += 1)}`;
  await ask(server.url('postgres'), `create database ${name} template ${template}`);
  const address = server.address(name);
  const variables = (user: string) => ({PGUSER: user, PGPASSWORD: databasePassword});
  t.after(async () => void (await ask(server.url('postgres'), `drop database ${name} with (force)`)));
  return {
    address,
    variables,
    as: async user => {
      const store = await openPostgres(address, variables(user), `mcp-runbook test ${user}`);
      t.after(() => store.close());
      return store;
    },
    rows: (sql, values) => ask(server.url(name), sql, values),
  };
}

async function makeTemplate(): Promise<void> {
  const server = await postgres();
  const {username, password} = new URL(server.url('postgres'));
  await ask(server.url('postgres'), `create database ${template}`);
  // It may be somebody's.
  whole.after(async () => void (await ask(server.url('postgres'), `drop database ${template} with (force)`)));
  await initSchema(server.address(template), {PGUSER: username, PGPASSWORD: password});
  const people = Object.entries(users).map(([user, role]) => `do $$ begin create role ${user} login password '${databasePassword}'; exception when duplicate_object then null; end $$; ${role ? `grant ${role} to ${user};` : ''}`);
  // Other test files make the same ones at the same time.
  await ask(server.url('postgres'), `begin; select pg_advisory_xact_lock(4711); ${people.join(' ')} commit`);
}

async function ask(url: string, sql: string, values: readonly unknown[] = []): Promise<Array<Record<string, unknown>>> {
  const client = new pg.Client({connectionString: url});
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
