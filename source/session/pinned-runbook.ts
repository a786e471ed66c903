import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {actionSignatures} from '../actions/registry.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {mostOfOurs, readFile} from '../file-door.ts';
import type {Session} from '../journal/session.ts';
import {parseRunbook} from '../runbook/document.ts';
import {problemText} from '../runbook/problem.ts';
import type {Runbook} from '../runbook/schema.ts';

/** The page as it was when the session began: its text is evidence, named by its digest. @throws OperatorError */
export function pinnedRunbook(folder: string, {opened}: Session): Runbook {
  const {id, sha256} = opened.runbook;
  const path = join(folder, 'evidence', sha256);
  const reading = readFile(path, {most: mostOfOurs, whose: 'mine'});
  if (!reading.ok) throw cannotResume(`the runbook's pinned text ${path} cannot be read: ${reading.reason}`, 'Without it nobody can say which steps this session follows; start a new one.');
  const {bytes} = reading;
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw cannotResume(`${path} is not what its name says: it was changed`, 'Keep it as it is and start a new session.');
  }
  const read = parseRunbook(bytes.toString('utf8'), {file: `${id}.md (pinned)`, actions: actionSignatures});
  if (read.ok) return read.runbook;
  throw cannotResume(read.problems.map(problemText).join('\n'), 'This version reads runbooks differently; resume with the version named in the first line of the journal.');
}

/** Why nobody can go on with a session, or read its steps. */
export function cannotResume(message: string, next: string): OperatorError {
  return new OperatorError(message, {code: 'cannot-resume', next, exit: exitCode.usage});
}
