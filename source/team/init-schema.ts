import pg from 'pg';
import {carriedNames, carriedText} from '../carried.ts';
import {BugError} from '../errors.ts';
import {connectionTo} from './connection.ts';

/** Numbered from 1; what was applied once is never changed, only followed. */
export type SchemaStep = {number: number; name: string; sql: string};

const schemaFolder = 'source/team/schema';

/** The steps that lead to the schema of this version, in their order. */
export function schemaSteps(): SchemaStep[] {
  const reading = carriedNames(schemaFolder);
  if (!reading.ok) throw new BugError(`${schemaFolder} cannot be read: ${reading.reason}`);
  return reading.names.flatMap(name => {
    const [, number] = /^(\d{4})-.*\.sql$/.exec(name) ?? [];
    return number === undefined ? [] : [{number: Number(number), name, sql: sqlOf(name)}];
  });
}

function sqlOf(name: string): string {
  const reading = carriedText(`${schemaFolder}/${name}`);
  if (!reading.ok) throw new BugError(`${name} cannot be read: ${reading.reason}`);
  return reading.text;
}

const beginning = `create schema if not exists mcp_runbook;
create table if not exists mcp_runbook.step (
  number integer primary key,
  name text not null,
  applied_at timestamptz not null default now(),
  by_user name not null default session_user
);
`;

const applied = ({number, name}: SchemaStep): string => `insert into mcp_runbook.step (number, name) values (${number}, '${name}');\n`;

/** All of it as one transaction for psql, for whoever owns the database and lets no program at it. */
export function schemaText(): string {
  return ['begin;', beginning, ...schemaSteps().map(step => `${step.sql}\n${applied(step)}`), sqlOf('roles.sql'), 'commit;', ''].join('\n');
}

/** Brings a database to this version's schema, in one transaction; the steps that it lacked. @throws what the database says */
export async function initSchema(database: string, variables: NodeJS.ProcessEnv): Promise<SchemaStep[]> {
  const client = new pg.Client(connectionTo(database, variables, 'mcp-runbook init'));
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('mcp_runbook', 0))`);
    await client.query(beginning);
    const {rows} = await client.query<{number: number}>('select number from mcp_runbook.step');
    const due = schemaSteps().filter(({number}) => !rows.some(row => row.number === number));
    for (const step of due) await client.query(`${step.sql}\n${applied(step)}`);
    if (due.length > 0) await client.query(sqlOf('roles.sql'));
    await client.query('commit');
    return due;
  } finally {
    await client.end().catch(() => {});
  }
}
