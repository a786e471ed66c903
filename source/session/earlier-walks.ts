import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {findAction} from '../actions/registry.ts';
import {mostOfOurs, namesIn, readFile} from '../file-door.ts';
import {readJournal} from '../journal/read-journal.ts';
import type {Body} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';
import {isPractised, sessionFolders} from '../journal/session-folders.ts';
import {eventOf, lastLine} from '../journal/session-list.ts';
import {objectIn, type JsonObject} from '../json.ts';
import {changedLines} from '../runbook/changed-lines.ts';
import type {Runbook} from '../runbook/schema.ts';
import {comparableFacts, type EarlierWalks, type LastStep, type LastWalk} from '../walk/beside-last.ts';

/** So many walks are looked into for each of the two; what is older is no measure of today. */
const lookedAt = 24;

/** The walk that is open: its folder holds the page as it is walked. */
export type ThisWalk = {session: Session; runbook: Runbook; folder: string};

/**
 * What earlier walks of this runbook say beside the open one: the last that was completed in its
 * environment, and the page as its operator walked it last. Of each only the end is read, and in full
 * the two that are looked for. What was walked elsewhere hides none that was completed here. A drill is compared with
 * nothing, and nothing with it: what went wrong there was meant to.
 */
export function earlierWalks(roots: readonly string[], open: ThisWalk): EarlierWalks {
  const {session} = open;
  const found: {last?: LastWalk; page?: {at: string; text: string | undefined}} = {};
  const unread: string[] = [];
  let lookedInto = 0;
  for (const [index, [name, folder]] of newestFirst(roots, open, unread).entries()) {
    const sought = {last: !found.last && !session.opened.drill && lookedInto < lookedAt, page: !found.page && index < lookedAt};
    if (!sought.last && !sought.page) break;
    const here = {...sought, last: sought.last && isPractised({folder}) === (session.class === 'practice')};
    if (!here.last && !here.page) continue;
    const end = lastLine(folder);
    // What a last line that is torn or foreign hides, the journal tells, or why it cannot be read.
    const event = end.ok ? eventOf(end.line) : undefined;
    const wants = event || (end.ok && end.line === undefined) ? wanted(open, event, here) : here;
    if (!wants.last && !wants.page) continue;
    if (wants.last) lookedInto += 1;
    const reading = end.ok ? readJournal(folder) : end;
    if (!reading.ok && !found.last) unread.push(`${name}: ${reading.reason}`);
    if (!reading.ok) continue;
    const {session: walk} = reading;
    if (wants.last && walk.environment.name === session.environment.name && !walk.opened.drill) found.last = lastOf(walk, folder, open.runbook);
    if (wants.page && walk.steps.some(({attempts}) => attempts > 0)) found.page = {at: walk.openedAt, text: pageIn(folder, walk)};
  }
  const now = pageIn(open.folder, session);
  const changes = found.page?.text === undefined || now === undefined ? [] : changedLines(found.page.text, now).filter(({text}) => text.trim() !== '');
  return {last: found.last, unread: session.opened.drill ? [] : unread, page: found.page && changes.length > 0 ? {at: found.page.at, changes} : undefined};
}

type Wants = {last: boolean; page: boolean};

/** What its last line lets hope for, of what is sought. Where it does not name the environment, the journal does. */
function wanted({session}: ThisWalk, event: ReturnType<typeof eventOf>, sought: Wants): Wants {
  const completed = event?.type === 'session.closed' && event.body.verdict === 'completed' && event.class === session.class;
  const isHere = completed && (event.body.environment ?? session.environment.name) === session.environment.name;
  return {last: sought.last && isHere, page: sought.page && event?.operator === session.operator};
}

/** Newest first: a session is named by its time, its runbook and four digits. */
function newestFirst(roots: readonly string[], {session, runbook}: ThisWalk, unread: string[]): Array<[name: string, folder: string]> {
  const found: Array<[string, string]> = [];
  for (const kind of [...new Set(roots)].flatMap(sessionFolders)) {
    const reading = namesIn(kind);
    if (!reading.ok && !reading.missing) unread.push(`${kind}: ${reading.reason}`);
    const names = reading.ok ? reading.names.filter(name => name.slice(16, -5) === `-${runbook.id}` && name < session.id) : [];
    found.push(...names.map((name): [string, string] => [name, join(kind, name)]));
  }
  return found.sort(([one], [other]) => (one < other ? 1 : -1));
}

function lastOf(walk: Session, folder: string, runbook: Runbook): LastWalk {
  const steps: Record<string, LastStep> = {};
  for (const {id, outcome} of walk.steps) {
    if (outcome?.outcome !== 'done') continue;
    const action = runbook.steps.find(step => step.id === id)?.action;
    const facts = factsIn(folder, outcome);
    const paths = action ? Object.keys(findAction(action.name)?.facts ?? {}) : [];
    steps[id] = {milliseconds: outcome.milliseconds, proofs: outcome.proofs, facts: facts ? comparableFacts(facts, paths) : {}};
  }
  return {session: walk.id, operator: walk.operator, at: walk.resumedAt ?? walk.openedAt, steps};
}

function factsIn(folder: string, {evidence}: Body<'step.finished'>): JsonObject | undefined {
  const result = evidence.find(({name}) => name === 'result.json');
  const text = result && kept(folder, result.sha256);
  return text === undefined ? undefined : objectIn(text);
}

function pageIn(folder: string, {opened}: Session): string | undefined {
  return kept(folder, opened.runbook.sha256);
}

/** Evidence that is what its name says; verifying that session tells of any other. */
function kept(folder: string, sha256: string): string | undefined {
  const reading = readFile(join(folder, 'evidence', sha256), {most: mostOfOurs, whose: 'mine'});
  return reading.ok && createHash('sha256').update(reading.bytes).digest('hex') === sha256 ? reading.bytes.toString('utf8') : undefined;
}
