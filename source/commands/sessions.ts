import {join, resolve} from 'node:path';
import {practiceFolder} from '../environment/places.ts';
import {exitCode, inOneText, OperatorError} from '../errors.ts';
import {openPreferences, type PreferenceStore} from '../preferences.ts';
import {sessionEnd} from '../drill/debrief-text.ts';
import {drillsTold, readRoster} from '../drill/roster.ts';
import type {Exported, NotExported} from '../record/export-record.ts';
import type {SigningKey} from '../record/export/signing-key.ts';
import {isPractised, type FoundSession} from '../journal/session-folders.ts';
import {endsOf, findSession, listSessions, unseenSessions, type SessionEnds} from '../journal/session-list.ts';
import {pasted} from '../pasted.ts';
import {namedEnvironments} from '../session/named-environments.ts';
import {sessionsUnread} from '../session/sessions-unread.ts';
import {nextOfAll} from '../journal/unread-session.ts';
import {isHead, verificationExit, verifySession} from '../verify/verify-session.ts';
import {rootOf, type Workplace} from '../workplace.ts';
import {columns} from './output/columns.ts';
import {rootsOf} from '../session/roots.ts';
import {reportFailure, tellTrouble, type Context} from './context.ts';
import {withTargetToRead} from './target.ts';
import {usage} from './usage.ts';

export type SessionsFlags = {json?: boolean; incident?: string; head?: string; team?: boolean; out?: string; sign?: string | false; remember?: boolean; vouch?: string[]; leaveOut?: string[]};

/** `mcp-runbook sessions list`: newest first. */
export async function list(context: Context, flags: SessionsFlags): Promise<number> {
  const {roots, trouble} = await rootsOf(context.place);
  const {sessions: cards, unread} = listSessions(roots);
  const exit = unread.length === 0 && !trouble ? exitCode.done : verificationExit['cannot tell'];
  if (trouble) tellTrouble(context, trouble);
  if (flags.json) {
    context.printDocument({
      ok: exit === exitCode.done,
      sessions: cards.map(({id, runbook, class: where, environment, operator, incident, openedAt, lastAt, state}) => ({
        session: id,
        runbook: runbook.id,
        class: where,
        environment,
        operator,
        incident,
        opened_at: openedAt,
        last_at: lastAt,
        state,
      })),
      unread: [...unread, ...(trouble ? [trouble] : [])].map(({problem}) => problem),
    });
    return exit;
  }
  if (cards.length === 0 && exit === exitCode.done) context.print('No session was recorded here yet.');
  if (cards.length > 0) {
    const toldOf = drillsTold(readRoster(rootOf(context.place)));
    context.printPage(
      columns([
        ['session', 'class', 'operator', 'last line', 'how it ended'],
        ...cards.map(card => [card.id, card.class ?? 'not known', card.operator, card.lastAt, sessionEnd({state: card.state, drill: toldOf(card)})]),
      ]),
    );
  }
  for (const {problem} of unread) context.tell(problem);
  if (unread.length > 0) context.tell(nextOfAll(unread));
  return exit;
}

/** `mcp-runbook sessions verify`: 0 intact and closed, 1 unfinished, 2 gap, 3 tampered, 4 cannot tell. */
export async function verify(context: Context, id: string, flags: SessionsFlags): Promise<number> {
  if (flags.head !== undefined && !isHead(flags.head)) throw usage(`--head ${flags.head}: not 8 to 64 hex digits`, 'Copy at least the eight digits of the head that the screen and the exit summary showed.');
  const found = await named(context, id);
  const {folder, id: session} = found;
  const alone = verifySession(folder, {session, ...(flags.head !== undefined && {head: flags.head}), sessionsFolder: resolve(folder, '..')});
  const result = flags.team ? (await (await import('./team/ask-witness.ts')).askWitness(context, session)).beside(alone, folder) : alone;
  if (flags.json) {
    context.printDocument({ok: result.exit === 0, session, ...result});
    return result.exit;
  }
  context.print(`${result.verdict}: ${result.lines} lines in ${result.segments} ${result.segments === 1 ? 'file' : 'files'}, head ${result.head?.slice(0, 8) ?? 'none'}`);
  for (const {segment, line, what} of [...result.findings, ...result.remarks]) {
    context.print(`${segment === null ? '' : `${segment}${line === null ? '' : `:${line}`}: `}${what}`);
  }
  return result.exit;
}

/** `mcp-runbook sessions show`: the story on one page, as Markdown that reads as it is. */
export async function show(context: Context, id: string, flags: SessionsFlags): Promise<number> {
  const found = await named(context, id);
  const {folder, id: session} = found;
  const {recordExit, tellFolder} = await import('../record/record-of-folder.ts');
  const {ledgerOf} = await import('../record/session-story.ts');
  const {record: story, markdown, verification} = tellFolder(folder, session, ledgerOf(found));
  if (flags.json) context.printDocument(story);
  else {
    if (story.ledger.standing.says !== null) context.print(story.ledger.standing.says);
    context.printPage(markdown);
  }
  return recordExit(verification, story.ledger);
}

/** `mcp-runbook sessions record`: the record in a folder of its own; what one session froze and another restored is one record. */
export async function record(context: Context, id: string, flags: SessionsFlags): Promise<number> {
  if (flags.remember && flags.sign === undefined) {
    throw usage('--remember has nothing to remember', 'Name a key with --sign KEY --remember, or forget the remembered one with --no-sign --remember.');
  }
  const {recordIncident, storyOfLinked} = await import('./record-incident.ts');
  if (flags.incident !== undefined) return recordIncident(context, flags.incident, flags);
  const found = await named(context, id);
  const story = await storyOfLinked(context, found.id);
  if (story !== undefined) return recordIncident(context, story, flags);
  const made = await makeSessionRecord(context, found, flags);
  if (!made.ok) {
    reportFailure(context, made, flags.json ?? false);
    return made.exit;
  }
  const {verification, ledger, missing, signed, files, exit} = made;
  const remarks = [...made.remarks, ...(flags.remember ? [rememberKey(context, flags.sign)] : [])];
  if (flags.json) {
    const key = signed ? {key: signed.path, by: signed.by} : null;
    context.printDocument({ok: exit === 0, folder: made.folder, verdict: verification.verdict, ledger, missing, signed: key, remarks, files});
  } else {
    if (ledger !== null) context.print(ledger);
    context.print(`${verification.verdict}: ${files.length} files in ${made.folder}${made.already ? ', as exported before' : ''}`);
    for (const line of missing) context.print(`missing: ${line}`);
    if (signed) context.print(`signed with ${signed.path}, ${signed.named}`);
    for (const line of remarks) context.print(line);
  }
  return exit;
}

/** Where records are made: those of what was practised stay with practice (design, section 7), unless `out` says where. */
export function recordsFolder(place: Workplace, sessions: ReadonlyArray<Pick<FoundSession, 'folder'>>, out?: string): string {
  if (out !== undefined) return resolve(place.folder, out);
  return sessions.every(isPractised) ? join(rootOf(place), 'logs', practiceFolder, 'records') : resolve(place.folder, 'records');
}

/** The record of one session in a folder of its own, signed where a key is named or remembered. */
export async function makeSessionRecord(context: Context, found: FoundSession, flags: SessionsFlags): Promise<Exported | NotExported> {
  const [{exportRecord}, {ledgerOf}] = await Promise.all([import('../record/export-record.ts'), import('../record/session-story.ts')]);
  const {variables} = context.place;
  await hideSecretsOf(context, endsOf(found));
  const {signing, unread} = await signingOf(context, flags);
  const made = await exportRecord({
    folder: found.folder,
    id: found.id,
    out: recordsFolder(context.place, [found], flags.out),
    ledger: ledgerOf(found),
    mask: context.mask(),
    vouched: flags.vouch ?? [],
    leftOut: flags.leaveOut ?? [],
    variables,
    signing,
    ...(flags.team && {witness: await (await import('./team/ask-witness.ts')).askWitness(context, found.id)}),
  });
  return made.ok ? {...made, remarks: [...made.remarks, ...unread]} : made;
}

/** The key to sign with; `unread`: why one may have been remembered and is not known. @throws OperatorError */
export async function signingOf({place: {folder, variables}}: Context, {sign}: SessionsFlags): Promise<{signing: SigningKey | undefined; unread: string[]}> {
  const {chooseSigningKey} = await import('../record/export/signing-key.ts');
  const unread: string[] = [];
  const preferences = (): PreferenceStore => {
    const store = openPreferences();
    if (store.trouble && store.read().signingKey === undefined) unread.push(`Not signed with a key that was remembered: ${inOneText(store.trouble)}`);
    return store;
  };
  return {signing: chooseSigningKey({flag: sign, variables, preferences, folder}), unread};
}

/** From here on what the session's environment holds is masked, of one that does not tell it what each of them holds; where one cannot be asked, that is said. */
export async function hideSecretsOf(context: Context, {class: where, environment}: SessionEnds): Promise<void> {
  if (where === 'practice') return;
  const {named, trouble} = environment === null ? await namedEnvironments(context.place) : {named: [{name: environment}], trouble: undefined};
  if (trouble) context.tell(`What the environments keep secret is not known here, so it is not looked for: ${trouble.problem}`);
  for (const {name} of named.filter(one => one.name !== 'console')) {
    try {
      await withTargetToRead(context, {env: name}, async () => exitCode.done);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      context.tell(`What the environment ${name} keeps secret is not known here, so it is not looked for: ${error.message}`);
    }
  }
}

/** The key has signed, so it works; what cannot be remembered is said. */
export function rememberKey({place: {folder}}: Context, sign: string | false | undefined): string {
  const preferences = openPreferences();
  if (typeof sign !== 'string') {
    preferences.forget('signingKey');
    return preferences.read().signingKey === undefined ? 'No key is remembered any more.' : 'The remembered key could not be forgotten.';
  }
  const signingKey = resolve(folder, sign);
  preferences.remember({signingKey});
  return preferences.read().signingKey === signingKey ? 'The key is remembered: later records are signed with it.' : 'The key could not be remembered.';
}

/** The session that the words name, by its id or the beginning of it. @throws OperatorError */
async function named({place}: Context, id: string): Promise<FoundSession> {
  const {roots, trouble} = await rootsOf(place);
  const found = id === '' ? undefined : findSession(roots, id);
  if (found) return found;
  const unread = id === '' ? [] : unseenSessions(roots);
  if (unread.length > 0) throw sessionsUnread(`the session ${JSON.stringify(id)} was not found`, unread);
  const looked = `${roots.map(root => `${root}/logs`).join(' or ')}${trouble ? `; ${trouble.problem}` : ''}`;
  throw new OperatorError(id === '' ? 'name a session' : `there is no one session ${JSON.stringify(id)} under ${looked}`, {
    code: 'unknown-session',
    next: trouble?.next ?? `List them with: ${pasted(place, 'sessions', 'list')}`,
    exit: exitCode.usage,
  });
}

const views = {list: (context: Context, _id: string, flags: SessionsFlags) => list(context, flags), show, verify, record} as const;

/** The view by its name. @throws OperatorError for an unknown one */
export function sessions(context: Context, view: string, id: string, flags: SessionsFlags): Promise<number> {
  const perform = Object.hasOwn(views, view) ? views[view as keyof typeof views] : undefined;
  if (perform) return perform(context, id, flags);
  throw usage(`sessions ${view}: no such view`, `Use one of: ${Object.keys(views).map(name => `sessions ${name}`).join(', ')}.`);
}
