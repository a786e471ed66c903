import {resolve} from 'node:path';
import {exitCode, OperatorError} from '../errors.ts';
import {listSessions} from '../journal/session-list.ts';
import {pasted} from '../pasted.ts';
import {openPreferences} from '../preferences.ts';
import {rootsOf} from '../session/roots.ts';
import {reportFailure, type Context} from './context.ts';
import {hideSecretsOf, type SessionsFlags} from './sessions.ts';

/** `mcp-runbook sessions record --incident`: one record for all sessions of an incident, under all roots. */
export async function recordIncident(context: Context, incident: string, flags: SessionsFlags): Promise<number> {
  const {place} = context;
  const {roots, trouble} = await rootsOf(place);
  const {sessions: all, unread} = listSessions(roots);
  const sessions = all.filter(card => card.incident === incident);
  if (sessions.length === 0) throw noSuch(context, incident, [...new Set(all.flatMap(card => card.incident ?? []))]);
  for (const card of new Map(sessions.map(one => [one.environment, one])).values()) await hideSecretsOf(context, card);
  const [{exportIncident}, {offText}, {chooseSigningKey}] = await Promise.all([
    import('../record/export-incident.ts'), import('../record/incident/incident-page.ts'), import('../record/export/signing-key.ts'),
  ]);
  const made = await exportIncident({
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
  if (!made.ok) {
    reportFailure(context, made, flags.json ?? false);
    return made.exit;
  }
  const {story, told, folder, already, files, exit, signed} = made;
  if (flags.json) {
    context.printDocument({ok: exit === exitCode.done, folder, sessions: story.sessions.map(({session, verdict}) => ({session, verdict})), off: offText(story, told), missing: story.missing, signed: signed ? {key: signed.path, by: signed.by} : null, files});
    return exit;
  }
  context.print(`MCP off: ${offText(story, told)}`);
  context.print(`${story.sessions.length} ${story.sessions.length === 1 ? 'session' : 'sessions'}, ${files.length} files in ${folder}${already ? ', as exported before' : ''}`);
  for (const {session, verdict} of story.sessions) context.print(`${verdict}: ${session}`);
  for (const line of story.missing) context.print(`missing: ${line}`);
  if (signed) context.print(`signed with ${signed.path}, ${signed.named}`);
  return exit;
}

function noSuch({place}: Context, incident: string, known: readonly string[]): OperatorError {
  return new OperatorError(`no session here belongs to the incident ${JSON.stringify(incident)}`, {
    code: 'unknown-incident',
    next: known.length === 0 ? `None of them names one. List them with: ${pasted(place, 'sessions', 'list')}` : `Named are: ${known.slice(0, 10).join(', ')}.`,
    exit: exitCode.usage,
  });
}
