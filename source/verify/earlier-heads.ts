import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {quoted, type Findings, type Place} from './findings.ts';
import {isDigest, isObject, type LineMembers} from './line-form.ts';
import {isMissing, linesIn, reasonOf, sha256Of} from './read-file.ts';
import {segmentsAmong} from './segment.ts';

/**
 * A session's first line names earlier sessions of its operator, each by the digest of its newest line
 * then. Lines may have come after it; that line must still be there.
 * @param sessionsFolder holds one folder for each session. `isTaken`: it was begun at another console, where those lie.
 */
export function checkEarlier({body}: LineMembers, {sessionsFolder, isTaken}: {sessionsFolder: string | undefined; isTaken: boolean}, place: Place, findings: Findings): void {
  const {earlier} = body;
  if (!Array.isArray(earlier)) return findings.add('tampered', place, 'The first line does not list earlier sessions.');
  if (sessionsFolder === undefined) {
    if (earlier.length > 0) findings.remark(place, `The ${earlier.length} earlier sessions that the first line names were not looked for.`);
    return;
  }
  for (const reference of earlier) {
    if (!isObject(reference) || !isFolderName(reference.session) || !isDigest(reference.head)) {
      findings.add('tampered', place, 'The first line names an earlier session without name and digest.');
      continue;
    }
    checkOne(join(sessionsFolder, reference.session), {session: reference.session, head: reference.head, isTaken}, place, findings);
  }
}

/** A name with a slash would lead out of the folder. */
function isFolderName(value: unknown): value is string {
  return typeof value === 'string' && !/^\.{0,2}$|[/\\\0]/.test(value);
}

function checkOne(folder: string, {session, head, isTaken}: {session: string; head: string; isTaken: boolean}, place: Place, findings: Findings): void {
  const name = quoted(session);
  try {
    const segments = segmentsAmong(readdirSync(folder));
    if (segments.length === 0) findings.add('gap', place, `The journal of the earlier session ${name} was removed.`);
    else if (!segments.some(segment => hasLine(join(folder, segment.name), head))) {
      findings.add('tampered', place, `The earlier session ${name} no longer has the line that this one names: it was changed, cut or replaced.`);
    }
  } catch (error) {
    if (isMissing(error) && isTaken) findings.remark(place, `The earlier session ${name} is not on this console, which has taken this one over.`);
    else if (isMissing(error)) findings.add('gap', place, `The earlier session ${name} is missing as a whole.`);
    else findings.add('cannot tell', place, `The earlier session ${name} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A last line that lacks nothing but its LF counts: it may have been the newest one. */
function hasLine(path: string, head: string): boolean {
  for (const {bytes} of linesIn(path)) {
    if (sha256Of(bytes) === head) return true;
  }
  return false;
}
