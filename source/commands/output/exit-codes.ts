import {exitCode} from '../../errors.ts';
import type {Verdict} from '../../verify/verify-session.ts';

/** One row of help and pages. */
export type ExitMeaning = {
  /** As the help has it. */
  short: string;
  /** What else it stands for. */
  long?: string;
};

/** What the program says by ending; help and pages are made of this. */
export const exitMeanings: Readonly<Record<keyof typeof exitCode, ExitMeaning>> = {
  done: {short: 'done', long: 'also a drill that ended as its page says, whatever its score, and a session that was left with `q` and goes on later'},
  checkFailed: {short: 'a check failed', long: 'doctrine, proofs, the age of the ledger; `status` where something is not well or cannot be read; a walk that was stopped; a drill that ended otherwise than its page says'},
  usage: {short: 'usage or invalid input', long: 'also an environment that was not opened'},
  gateway: {short: 'gateway', long: 'not reached, refused, a bad answer, or sent and not answered'},
  togglesForbid: {short: 'toggles forbid it', long: 'nothing was sent'},
  notRecorded: {short: 'could not record'},
  unknown: {short: 'interrupted with a step unknown'},
  bug: {short: 'our bug', long: 'or not built yet, as the message says'},
  interrupted: {short: 'interrupted', long: 'by Ctrl-C; likewise 129 for a hangup and 143 for a termination'},
};

/** With what `sessions show`, `verify` and `record` end, by the verdict on the session. */
export const verdictMeanings: Readonly<Record<Verdict, string>> = {
  intact: 'intact and closed',
  unfinished: 'intact, but unfinished; also a record that was not written because it holds what looks like a secret',
  gap: 'a file of the record, or an earlier session that it names, is missing; also a session, key or option that cannot be used, as the message says',
  tampered: 'something was changed, left out, added or moved',
  'cannot tell': 'something cannot be read, also where sessions are listed, looked for, watched or shared, and the results of drills, or is of a format that this program does not know',
};

/** `3 gateway`, several in a row of the help. */
export function exitCodeLines(columns: number): string[] {
  const rows: string[] = [];
  for (const [name, {short}] of Object.entries(exitMeanings)) {
    const part = `${exitCode[name as keyof typeof exitCode]} ${short}`;
    const row = rows.at(-1);
    if (row === undefined || row.length + 3 + part.length > columns) rows.push(part);
    else rows[rows.length - 1] = `${row}   ${part}`;
  }
  return rows;
}
