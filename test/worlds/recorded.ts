import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {SecretMask} from '../../source/secret-mask.ts';
import {exportRecord, type Exported, type NotExported, type RecordOptions} from '../../source/record/export-record.ts';
import type {IncidentRecord} from '../../source/record/facts/incident-record.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {unattended} from '../../source/walk/unattended.ts';
import {walk} from '../../source/walk/walk.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';
import {workplace, type Change} from './workplace.ts';
import {bodies} from './bodies.ts';
import {jsonLine} from '../../source/json.ts';
import {Scribe, sha256, type Members} from './scribe.ts';

export const noSecrets = new SecretMask([]);

export type Walked = {options: RecordOptions; ledger: string; session: HeldSession};

/** A real practice session, walked unattended to its end and closed. */
export async function walkedSession(t: AfterTest, change: Change = {}, said: 'yes' | undefined = 'yes'): Promise<Walked> {
  const folder = change.folder ?? (await temporaryFolder(t));
  const wanted = {runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'mara', mode: 'auto', incident: 'INC-204', ...change} as const;
  const session = await openSession(workplace(folder, change), wanted);
  const {conductor, environment} = session;
  await walk(conductor, {...unattended({confirmed: 'practice'}), ask: async ({kind}) => (kind === 'statement' ? said : 'all is archived'), report: () => {}}, new AbortController().signal);
  await session.close();
  const {ledger} = environment.places;
  return {session, ledger, options: {folder: conductor.folder, id: conductor.session.id, out: join(folder, 'records'), ledger, mask: environment.mask()}};
}

/** A session that the test's own writer wrote; its opening names these steps. */
export function writtenSession(change: Members = {}): Scribe {
  const scribe = new Scribe();
  const page = scribe.keep('# The drill\n');
  return scribe.line('session.opened', {
    ...bodies['session.opened'],
    runbook: {...bodies['session.opened'].runbook, sha256: page.sha256},
    earlier: [],
    ledger: {bytes: 0, sha256: sha256('')},
    ...change,
  });
}

/** Writes the closing line, with its own digest as the last member. */
export function closing(scribe: Scribe, change: Members = {}): Scribe {
  const {ledger: _, ...plain} = bodies['session.closed'];
  const {digest, ...body}: Members = {...plain, ...change};
  const open = jsonLine({...scribe.members(), type: 'session.closed', body: {...body, digest}});
  return scribe.raw(open.replace(`${digest}"}}`, `${sha256(open)}"}}`));
}

export async function exporting(t: AfterTest, scribe: Scribe, change: Partial<RecordOptions> = {}): Promise<RecordOptions> {
  const root = await temporaryFolder(t);
  const folder = scribe.write(join(root, 'logs', 'sessions'));
  return {folder, id: scribe.session, out: join(root, 'records'), ledger: join(root, 'logs', 'ledger.jsonl'), mask: noSecrets, ...change};
}

export async function exported(options: RecordOptions): Promise<Exported & {read: (file: string) => string; record: IncidentRecord}> {
  const result = await exportRecord(options);
  if (!result.ok) throw new Error(`${result.code}: ${result.problem}`);
  const read = (file: string): string => readFileSync(join(result.folder, file), 'utf8');
  return {...result, read, record: JSON.parse(read('record.json')) as IncidentRecord};
}

export async function refused(options: RecordOptions): Promise<NotExported> {
  const result = await exportRecord(options);
  if (result.ok) throw new Error(`exported to ${result.folder}`);
  return result;
}

/** Every file below by its path, as text of single bytes. */
export function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
  return Object.fromEntries(files.map(({parentPath, name}) => join(parentPath, name)).sort().map(path => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]));
}

/** A program of the system, as somebody without our tool would run it. */
export async function byHand(folder: string, command: string, args: readonly string[], input = ''): Promise<{code: number | undefined; out: string}> {
  const {exitCode: code, all} = await execa(command, args, {cwd: folder, reject: false, all: true, input, env: {LC_ALL: 'C'}});
  return {code, out: all ?? ''};
}

/** The lines of the n-th block that is to be copied into a shell, counted from 0. */
export function shellBlock(markdown: string, index: number): string {
  return [...markdown.matchAll(/```sh\n([\s\S]*?)\n```/g)][index]?.[1] ?? '';
}
