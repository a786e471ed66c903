import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import type {ConnectionOptions} from 'node:tls';
import type {ClientConfig} from 'pg';
import {OperatorError, exitCode} from '../errors.ts';
import {readText, statusOf} from '../file-door.ts';
import {isLoopback} from '../loopback.ts';
import {verifyFilledIn} from '../workplace.ts';

/** Milliseconds until a server that does not answer counts as away. */
const patience = {connect: 5000, query: 15_000};

/**
 * How a database is reached: where, as the file says; who, and how they prove it, as libpq has it (libpq, chapters
 * "Environment Variables", "The Password File" and "The Connection Service File"). TLS with a verified certificate,
 * but on loopback. @throws OperatorError for a file that is named and cannot be read
 */
export function connectionTo(database: string, variables: NodeJS.ProcessEnv, application: string): ClientConfig {
  const url = new URL(database);
  const service = serviceOf(variables);
  const password = variables.PGPASSWORD ?? service.password;
  if (password === undefined) verifyPasswordFile(variables);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: variables.PGUSER ?? service.user ?? userName(),
    // Left out, ~/.pgpass is looked into.
    ...(password !== undefined && {password}),
    ssl: isLoopback(database) ? false : certificates(variables),
    application_name: application.slice(0, 63),
    connectionTimeoutMillis: patience.connect,
    query_timeout: patience.query,
    keepAlive: true,
  };
}

/** One that others may read is left aside by the library, which says so over whatever is on the screen. @throws OperatorError */
function verifyPasswordFile({PGPASSFILE: file}: NodeJS.ProcessEnv): void {
  // One that is not there is passed over without a word.
  if (file !== undefined) verifyFilledIn('PGPASSFILE', file);
  const path = file ?? join(homedir(), '.pgpass');
  const found = statusOf(path);
  if (!found || process.platform === 'win32') return;
  const flaw = !found.isFile() ? 'is no regular file' : found.mode % 0o100 === 0 ? undefined : 'can be read by others';
  if (flaw !== undefined) throw new OperatorError(`${path} ${flaw}, so no password is taken from it`, {code: 'team-file', next: `Make it yours alone, with chmod 600, or set PGPASSWORD; what is recorded here is kept and shared later.`, exit: exitCode.usage});
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

type Service = Record<string, string | undefined>;

/** The section that PGSERVICE names. */
function serviceOf({PGSERVICE: name, PGSERVICEFILE: file}: NodeJS.ProcessEnv): Service {
  if (name === undefined) return {};
  const text = named('PGSERVICEFILE', file ?? join(homedir(), '.pg_service.conf'));
  const section = text.split(/^\s*\[/m).find(part => part.startsWith(`${name}]`));
  return Object.fromEntries((section ?? '').split('\n').flatMap(line => {
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value]];
  }));
}

function certificates({PGSSLROOTCERT: ca, PGSSLCERT: cert, PGSSLKEY: key}: NodeJS.ProcessEnv): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    ...(ca !== undefined && {ca: named('PGSSLROOTCERT', ca)}),
    ...(cert !== undefined && {cert: named('PGSSLCERT', cert)}),
    ...(key !== undefined && {key: named('PGSSLKEY', key)}),
  };
}

function named(variable: string, path: string): string {
  const reading = readText(path, {most: 1024 * 1024});
  if (reading.ok) return reading.text;
  throw new OperatorError(`${variable}: ${path} cannot be read: ${reading.reason}`, {code: 'team-file', next: `Correct ${variable}; what is recorded here is kept and shared later.`, exit: exitCode.usage});
}
