import {hash} from 'node:crypto';
import {basename, join, resolve} from 'node:path';
import type {RecordTold} from '../app/state/state.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {mostOfOurs, readFile} from '../file-door.ts';
import {cardOf, findSession, listSessions, sessionsOf, type FoundSession} from '../journal/session-list.ts';
import {pasted} from '../pasted.ts';
import {openPreferences} from '../preferences.ts';
import type {IncidentExported} from '../record/export-incident.ts';
import type {SigningKey} from '../record/export/signing-key.ts';
import type {NotExported} from '../record/export-record.ts';
import {rootsOf} from '../session/roots.ts';
import {unseen} from '../session/unseen-sessions.ts';
import {reportFailure, type Context} from './context.ts';
import {hideSecretsOf, makeSessionRecord, type SessionsFlags} from './sessions.ts';

/** `mcp-runbook sessions record --incident`: one record for all sessions of an incident, under all roots. */
export async function recordIncident(context: Context, incident: string, flags: SessionsFlags): Promise<number> {
  const made = await makeIncident(context, incident, flags);
  if (!made.ok) {
    reportFailure(context, made, flags.json ?? false);
    return made.exit;
  }
  const {offText} = await import('../record/incident/incident-page.ts');
  const {story, told, folder, already, files, exit, signed} = made;
  if (flags.json) {
    context.printDocument({ok: exit === exitCode.done, folder, sessions: story.sessions.map(({session, verdict}) => ({session, verdict})), off: offText(story, told), missing: story.missing, signed: signed ? {key: signed.path, by: signed.by} : null, files});
    return exit;
  }
  context.print(`MCP off: ${offText(story, told)}`);
  context.print(`${story.sessions.length} ${story.sessions.length === 1 ? 'session' : 'sessions'}, ${files.length} files in ${folder}${already ? ', as exported before' : ''}`);
  for (const {session, verdict} of story.sessions) context.print(`${verdict}: ${session}`);
  for (const line of story.missing) context.print(`missing: ${line}`);
  for (const line of signedLines(signed)) context.print(line);
  return exit;
}

/** One record for all sessions that belong to it. @throws OperatorError where none does */
export async function makeIncident(context: Context, incident: string, flags: SessionsFlags): Promise<IncidentExported | NotExported> {
  const {place} = context;
  const {roots, trouble} = await rootsOf(place);
  const {sessions: all, unread} = listSessions(roots);
  const sessions = sessionsOf(incident, all);
  if (sessions.length === 0) throw noSuch(context, incident, [...new Set(all.flatMap(card => card.incident ?? []))], unread);
  for (const card of new Map(sessions.map(one => [one.environment, one])).values()) await hideSecretsOf(context, card);
  const [{exportIncident}, {chooseSigningKey}] = await Promise.all([import('../record/export-incident.ts'), import('../record/export/signing-key.ts')]);
  return exportIncident({
    incident,
    sessions,
    unread: [...unread, ...(trouble ? [trouble.problem] : [])],
    out: resolve(place.folder, flags.out ?? 'records'),
    mask: context.mask(),
    vouched: flags.vouch ?? [],
    leftOut: flags.leaveOut ?? [],
    variables: place.variables,
    signing: chooseSigningKey({flag: flags.sign, variables: place.variables, preferences: openPreferences, folder: place.folder}),
  });
}

function noSuch({place}: Context, incident: string, known: readonly string[], unread: readonly string[]): OperatorError {
  const problem = `no session here belongs to the incident ${JSON.stringify(incident)}`;
  if (unread.length > 0) return unseen(problem, unread);
  return new OperatorError(problem, {
    code: 'unknown-incident',
    next: known.length === 0 ? `None of them names one. List them with: ${pasted(place, 'sessions', 'list')}` : `Named are: ${known.slice(0, 10).join(', ')}.`,
    exit: exitCode.usage,
  });
}

/** The record of a session, or of the incident that it belongs to, as the screens tell it. */
export async function recordForScreen(context: Context, session: string): Promise<RecordTold> {
  try {
    return await made(context, session);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return {trouble: {problem: error.message, next: error.next}};
  }
}

async function made(context: Context, session: string): Promise<RecordTold> {
  const found = findSession((await rootsOf(context.place)).roots, session);
  if (!found) return {trouble: {problem: `the session ${session} is not there any more`, next: 'Press escape.'}};
  const {incident} = cardOf(found);
  return incident === null ? ofSession(context, found) : ofIncident(context, incident);
}

async function ofIncident(context: Context, incident: string): Promise<RecordTold> {
  const {offText} = await import('../record/incident/incident-page.ts');
  const record = await makeIncident(context, incident, {});
  if (!record.ok) return {trouble: record};
  const {folder, files, story, told, signed} = record;
  const off = offText(story, told);
  const said = [`MCP off: ${off}`, ...(['settled', 'stated', 'failed', 'alone'] as const).map(kind => `${kind}: ${story[kind].length === 0 ? 'nothing' : story[kind].length}`)];
  return {
    lines: [`${files.length} files in ${folder}`, `Open ${join(folder, 'timeline.html')} in a browser.`, ...said, ...missingLines(story.missing), ...signedLines(signed)],
    sentence: `${incident}: MCP off: ${off}. Record ${basename(folder)}, manifest ${markOf(folder)}.`,
  };
}

async function ofSession(context: Context, found: FoundSession): Promise<RecordTold> {
  const record = await makeSessionRecord(context, found, {});
  if (!record.ok) return {trouble: record};
  return {
    lines: [`${record.files.length} files in ${record.folder}`, `Open ${join(record.folder, 'timeline.html')} in a browser.`, `journal: ${record.verification.verdict}`, ...missingLines(record.missing), ...signedLines(record.signed), ...record.remarks],
    sentence: `Record of ${found.id}: ${record.verification.verdict}, manifest ${markOf(record.folder)}.`,
  };
}

function missingLines(missing: readonly string[]): string[] {
  return missing.length === 0 ? ['Nothing is missing.'] : missing.map(text => `missing: ${text}`);
}

function signedLines(signed: SigningKey | undefined): string[] {
  return signed ? [`signed with ${signed.path}, ${signed.named}`] : [];
}

/** The first digits of the manifest's digest: whoever keeps them pins the record. */
function markOf(folder: string): string {
  const reading = readFile(join(folder, 'MANIFEST'), {most: mostOfOurs, whose: 'mine'});
  return reading.ok ? hash('sha256', reading.bytes, 'hex').slice(0, 8) : 'not readable';
}
