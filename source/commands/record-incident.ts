import {join} from 'node:path';
import type {RecordTold} from '../app/state/cards.ts';
import {exitCode, OperatorError, type Trouble} from '../errors.ts';
import {isPractised, type FoundSession} from '../journal/session-folders.ts';
import {findSession, listSessions, sessionsOf, storyAround} from '../journal/session-list.ts';
import {pasted} from '../pasted.ts';
import type {IncidentExported} from '../record/export-incident.ts';
import {notClosed} from '../record/facts/record-gaps.ts';
import type {RecordKeeper} from '../record-keeper.ts';
import type {SigningKey} from '../record/export/signing-key.ts';
import type {NotExported} from '../record/export-record.ts';
import {rootsOf} from '../session/roots.ts';
import {readableRoots} from '../session/team-of.ts';
import {sessionsUnread} from '../session/sessions-unread.ts';
import {verificationExit} from '../verify/verify-session.ts';
import {reportFailure, type Context} from './context.ts';
import {hideSecretsOf, makeSessionRecord, recordsFolder, rememberKey, signingOf, type SessionsFlags} from './sessions.ts';

/** `mcp-runbook sessions record --incident`: one record for all sessions of an incident, or of those around one session, under all roots. */
export async function recordIncident(context: Context, incident: string, flags: SessionsFlags): Promise<number> {
  const made = await makeIncident(context, incident, flags);
  if (!made.ok) {
    reportFailure(context, made, flags.json ?? false);
    return made.exit;
  }
  const [{offText}, {aboutText, offLines}] = await Promise.all([import('../record/incident/off-times.ts'), import('../record/incident/first-lines.ts')]);
  const {story, told, folder, already, files, exit, signed} = made;
  const remarks = [...made.remarks, ...(flags.remember ? [rememberKey(context, flags.sign)] : [])];
  if (flags.json) {
    context.printDocument({ok: exit === exitCode.done, folder, sessions: story.sessions.map(({session, verdict}) => ({session, verdict})), off: offText(story, told), missing: story.missing, signed: signed ? {key: signed.path, by: signed.by} : null, remarks, files});
    return exit;
  }
  context.print(aboutText(story));
  for (const {name, says} of offLines(story, told)) context.print(`${name}: ${says}`);
  context.print(`${story.sessions.length} ${story.sessions.length === 1 ? 'session' : 'sessions'}, ${files.length} files in ${folder}${already ? ', as exported before' : ''}`);
  for (const {session, verdict} of story.sessions) context.print(`${verdict}: ${session}`);
  for (const line of story.missing) context.print(`missing: ${line}`);
  for (const line of [...signedLines(signed), ...remarks]) context.print(line);
  return exit;
}

/** What the record of a session is one with, where another session goes on with it or it goes on with one. */
export async function storyOfLinked({place}: Context, session: string): Promise<string | undefined> {
  const {roots} = await rootsOf(place);
  const around = storyAround(session, listSessions(roots).sessions);
  return around?.linked ? around.name : undefined;
}

/** One record for all sessions that belong to it. @throws OperatorError where none does */
export async function makeIncident(context: Context, incident: string, flags: SessionsFlags): Promise<(IncidentExported & {remarks: string[]}) | NotExported> {
  const {place} = context;
  const {roots, trouble} = await rootsOf(place);
  const others = flags.team ? await (await import('./team/others-of-incident.ts')).othersOfIncident(context, incident, roots) : undefined;
  const {sessions: all, unread: hidden} = listSessions([...roots, ...(others ? [others.root] : [])]);
  const unread: Trouble[] = [...hidden, ...(others?.missing ?? []).map(problem => ({problem, next: 'Look for it at the console where it was walked.'}))];
  const sessions = sessionsOf(incident, all);
  if (sessions.length === 0) throw noSuch(context, incident, [...new Set(all.flatMap(card => card.incident ?? []))], unread);
  for (const card of new Map(sessions.map(one => [one.environment, one])).values()) await hideSecretsOf(context, card);
  const {exportIncident} = await import('../record/export-incident.ts');
  const {signing, unread: remarks} = await signingOf(context, flags);
  const made = await exportIncident({
    incident,
    sessions,
    unread: [...unread.filter(one => !('practised' in one) || sessions.some(isPractised)), ...(trouble ? [trouble] : [])].map(one => ('session' in one && sessions.every(({id}) => id !== one.session) ? `${one.problem}; it may belong to this incident` : one.problem)),
    out: recordsFolder(place, sessions, flags.out),
    mask: context.mask(),
    vouched: flags.vouch ?? [],
    leftOut: flags.leaveOut ?? [],
    variables: place.variables,
    signing,
    ...(others?.away === false && {witnesses: await (await import('./team/ask-witness.ts')).askWitnesses(context, sessions.map(({id}) => id))}),
  });
  return made.ok ? {...made, remarks} : made;
}

function noSuch({place}: Context, incident: string, known: readonly string[], unread: readonly Trouble[]): OperatorError {
  const problem = `no session here belongs to the incident ${JSON.stringify(incident)}`;
  if (unread.length > 0) return sessionsUnread(problem, unread);
  return new OperatorError(problem, {
    code: 'unknown-incident',
    next: known.length === 0 ? `None of them names one. List them with: ${pasted(place, 'sessions', 'list')}` : `Named are: ${known.slice(0, 10).join(', ')}.`,
    exit: exitCode.usage,
  });
}

const endElsewhere = 'The end of this walk is not in it: finish the walk (enter), then r in the summary writes a record with it.';

/** The record of a session, or of the incident that it belongs to, as the screens tell it. */
export async function recordForScreen(context: Context, session: string): Promise<RecordTold> {
  const made = await recordKeeper(context).write(session);
  if (!made.ok) return {trouble: {problem: made.problem, next: made.next}};
  const {folder, page, files, says, missing, unclosed, sentence} = made.record;
  const [first, nothing] = unclosed === 'this walk' ? [[endElsewhere], 'Nothing else is missing.'] : [[], 'Nothing is missing.'];
  const lines = [...first, `${files} files in ${folder}`, `Open ${page} in a browser.`, 'To check the files, run in that folder: sha256sum -c MANIFEST', ...says, ...(missing.length === 0 ? [nothing] : missing.map(text => `missing: ${text}`))];
  return {lines, sentence, soFar: unclosed !== undefined};
}

/** Writes records for the screens and for the step of a page that closes a walk. */
export function recordKeeper(context: Context): RecordKeeper {
  return {
    look: async session => {
      const {incident, found, out} = await wantedBy(context, session);
      return (await import('../record/export-incident.ts')).recordsOf(out, incident, found.id);
    },
    write: async session => {
      try {
        const {incident, found, out} = await wantedBy(context, session);
        const {quiet, told} = withoutLines(context);
        const written = incident === null ? await ofSession(quiet, found, out) : await ofIncident(quiet, incident, found, out);
        return written.ok ? {...written, record: {...written.record, says: [...written.record.says, ...told]}} : written;
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        const {code, message: problem, next, exit} = error;
        return {ok: false, code, problem, next, exit};
      }
    },
  };
}

/** There may be a screen where lines would go: what is told on the way is told with the record. */
function withoutLines(context: Context): {quiet: Context; told: readonly string[]} {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  // Not copied: whether somebody can answer is found out by asking.
  return {quiet: Object.create(context, {tell: {value: tell}}) as Context, told};
}

async function wantedBy({place}: Context, session: string): Promise<{incident: string | null; found: FoundSession; out: string}> {
  const {roots} = await rootsOf(place);
  const found = findSession(roots, session);
  if (!found && findSession(await readableRoots(place, roots), session)) throw new OperatorError(`the session ${session} was written at another console`, {code: 'unknown-session', next: `Its console writes its record, and that of its incident is written with: ${pasted(place, 'sessions', 'record', '--incident', 'INCIDENT', '--team')}`, exit: exitCode.usage});
  if (!found) throw new OperatorError(`the session ${session} is not there any more`, {code: 'unknown-session', next: 'Press escape.', exit: exitCode.usage});
  return {incident: storyAround(found.id, listSessions(roots).sessions)?.name ?? null, found, out: recordsFolder(place, [found])};
}

type Written = Awaited<ReturnType<RecordKeeper['write']>>;

async function ofIncident(context: Context, incident: string, {id}: FoundSession, out: string): Promise<Written> {
  const made = await makeIncident(context, incident, {out});
  if (!made.ok) return made;
  const {countedLines} = await import('../record/incident/first-lines.ts');
  return toMade(id, {...made, missing: made.story.missing, says: [...countedLines(made.story), ...made.remarks]});
}

async function ofSession(context: Context, found: FoundSession, out: string): Promise<Written> {
  const made = await makeSessionRecord(context, found, {out});
  if (!made.ok) return made;
  return toMade(found.id, {...made, says: [`journal: ${made.verification.verdict}`, ...made.remarks]});
}

type Exported = Pick<IncidentExported, 'folder' | 'older' | 'files' | 'told' | 'story' | 'exit' | 'signed'> & {missing: readonly string[]; says: readonly string[]};

const verdicts = Object.keys(verificationExit) as Array<keyof typeof verificationExit>;

/** `session`: asked for the record, and may still be open, which is nothing that its record lacks. */
async function toMade(session: string, {folder, older, files, told, story, exit, signed, ...record}: Exported): Promise<Written> {
  const [{aboutText, offLines}, {channelText, recordText}, {worstExit}] = await Promise.all([import('../record/incident/first-lines.ts'), import('../record/incident/channel-sentence.ts'), import('../record/record-of-folder.ts')]);
  const off = [aboutText(story), ...offLines(story, told).map(({name, says}) => `${name}: ${says}`)];
  const judged = told.map(({record: {session: id, verification, ledger}}) => ({verification: {exit: id === session && verification.exit === verificationExit.unfinished ? verificationExit.intact : verification.exit}, ledger}));
  const worst = exit === verificationExit.unfinished ? worstExit(judged) : exit;
  const missing = record.missing.filter(text => text !== notClosed && text !== `${session}: ${notClosed}`);
  const unclosed = missing.length < record.missing.length ? 'this walk' : missing.some(text => text.endsWith(`: ${notClosed}`)) ? 'another walk' : undefined;
  return {ok: true, record: {
    folder,
    page: join(folder, 'timeline.html'),
    files: files.length,
    verdict: verdicts.find(name => verificationExit[name] === worst) ?? 'cannot tell',
    missing,
    unclosed,
    says: [...off, ...record.says, ...signedLines(signed)],
    sentence: `${channelText(story, told)} ${missingText(missing)}${recordText(folder, {older, soFar: unclosed !== undefined})}`,
  }};
}

/** Whoever reads the channel has to know that the record is not all. */
function missingText(missing: readonly string[]): string {
  return missing.length === 0 ? '' : `Missing in it: ${missing.length}. `;
}

function signedLines(signed: SigningKey | undefined): string[] {
  return signed ? [`signed with ${signed.path}, ${signed.named}`] : [];
}
