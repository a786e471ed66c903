import {causeOf, OperatorError} from '../errors.ts';

/** What is to be done meanwhile. */
export const awayNext = 'It is asked again by itself, and nothing here waits for it; the command doctor looks into it.';

/** What codes of the system, of TLS and of PostgreSQL (appendix A) mean to whoever is at the console. */
const meanings: ReadonlyArray<[code: RegExp, words: string]> = [
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'its name is not known here'],
  [/^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'it does not answer'],
  [/^(?:ECONNRESET|EPIPE)$/, 'the connection was cut'],
  [/CERT|SELF_SIGNED|^ERR_TLS|UNABLE_TO/, 'its certificate is not trusted here: PGSSLROOTCERT names the authority'],
  [/^28/, 'it does not take this user or password: PGUSER and PGPASSWORD, or ~/.pgpass'],
  [/^3D000$/, 'it has no such database'],
  [/^(?:3F000|42P01|42883)$/, 'nobody has set it up: the command team init does'],
  [/^42501$/, 'this user may not write there: grant mcp_runbook_writer'],
  [/^(?:57P|53)/, 'the server is stopping, starting or full'],
];

/** Why the team's database could not be asked, in a few words; never what it was asked with. */
export function awayText(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  const code = causeOf(error);
  const words = meanings.find(([form]) => form.test(code))?.[1];
  if (words !== undefined) return `${words} (${code})`;
  return /timeout|terminated/i.test(code) ? 'it does not answer' : code;
}
