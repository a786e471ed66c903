import {after} from 'node:test';
import {asOwner, startPostgres, type Postgres} from './postgres-server.ts';
import type {AfterTest} from './temp-folder.ts';

/** What databases of this process begin with. */
export const ownDatabases = `runbook_${process.pid}`;

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
  shared ??= process.env.TEST_DATABASE_URL === undefined ? startPostgres(whole) : Promise.resolve(namedServer(process.env.TEST_DATABASE_URL));
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
