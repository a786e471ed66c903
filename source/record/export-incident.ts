import {hash} from 'node:crypto';
import {dirname, join, resolve} from 'node:path';
import type {ExitCode} from '../errors.ts';
import type {SessionCard} from '../journal/session-list.ts';
import type {RecordPlace} from '../record-keeper.ts';
import type {SecretMask} from '../secret-mask.ts';
import type {TeamWitness} from '../team/compare-record.ts';
import {verificationExit, verifySession} from '../verify/verify-session.ts';
import {manifestName, manifestOf} from './export/manifest.ts';
import {differs, notRecorded, notSigned, secretFound, type NotExported} from './export/not-exported.ts';
import {pathsIn, RecordFolder, recordPlaces} from './export/record-folder.ts';
import {scanFiles} from './export/secret-scan.ts';
import {digestsIn, gatherSession, type SessionFiles} from './export/session-files.ts';
import {signManifest} from './export/sign.ts';
import type {SigningKey} from './export/signing-key.ts';
import {pagesOf, tellFiles} from './export-record.ts';
import {UnreadableSession} from './facts/snapshot.ts';
import {incidentPage} from './incident/incident-page.ts';
import {tellIncident, type IncidentStory} from './incident/incident-story.ts';
import {toldSession, type ToldSession} from './incident/told-session.ts';
import {ledgerOf} from './session-story.ts';
import {worstExit} from './record-of-folder.ts';

export type IncidentOptions = {
  incident: string;
  /** All that belong to it. */
  sessions: ReadonlyArray<Pick<SessionCard, 'id' | 'folder' | 'root'>>;
  /** Where sessions are or may be that cannot be read, a sentence each. */
  unread: readonly string[];
  /** Gets one folder, named by the incident. */
  out: string;
  mask: Pick<SecretMask, 'find'>;
  vouched?: readonly string[] | undefined;
  leftOut?: readonly string[] | undefined;
  signing?: SigningKey | undefined;
  variables?: NodeJS.ProcessEnv | undefined;
  /** What a team's database says of each session. */
  witnesses?: ReadonlyMap<string, TeamWitness> | undefined;
};

export type IncidentExported = {
  ok: true;
  /** Absolute. */
  folder: string;
  already: boolean;
  /** Earlier records of it, which stay, the newest last. */
  older: readonly string[];
  files: string[];
  story: IncidentStory;
  told: readonly ToldSession[];
  exit: ExitCode;
  signed: SigningKey | undefined;
};

/**
 * Writes one record for all sessions of an incident: their own records below `sessions/`, and above them the story that they
 * tell together. The same sessions give the same bytes. Where an older record of the incident lies there, the next one lies
 * beside it, so that nothing is replaced.
 */
export async function exportIncident(options: IncidentOptions): Promise<IncidentExported | NotExported> {
  const {mask, vouched = [], leftOut = [], witnesses} = options;
  const unread = [...options.unread];
  const gathered = options.sessions.flatMap((found): SessionFiles[] => {
    const prefix = `sessions/${found.id}/`;
    try {
      return [gatherSession({...found, ledger: ledgerOf(found), leftOut: leftOut.filter(path => path.startsWith(prefix)).map(path => path.slice(prefix.length)), teamLines: witnesses?.get(found.id)?.lines})];
    } catch (error) {
      if (!(error instanceof UnreadableSession)) throw error;
      unread.push(error.message);
      return [];
    }
  });
  const copies = new Map(gathered.flatMap(files => below(files.id, files.copies)));
  const scanOptions = {mask, known: new Set([...digestsIn(copies), ...[...(witnesses?.values() ?? [])].flatMap(({digests}) => digests)]), vouched: new Set(vouched)};
  const scan = scanFiles(copies, scanOptions);
  if (scan.hits.length > 0) return secretFound(scan.hits);
  const marks = [...new Map(scan.vouched.map(({mark, shape}) => [mark, {shape, mark}])).values()];
  try {
    return await build({...options, unread}, {gathered, copies, marks, scanOptions});
  } catch (error) {
    return notRecorded(error);
  }
}

type Material = {gathered: readonly SessionFiles[]; copies: ReadonlyMap<string, Buffer>; marks: Parameters<typeof tellFiles>[2]; scanOptions: Parameters<typeof scanFiles>[1]};

async function build({incident, unread, out, signing, witnesses, variables = {}}: IncidentOptions, {gathered, copies, marks, scanOptions}: Material): Promise<IncidentExported | NotExported> {
  const name = folderName(incident);
  const made = new RecordFolder(resolve(out), name);
  try {
    made.add(copies);
    const each = gathered.map(files => {
      const place = join(made.path, 'sessions', files.id);
      const alone = verifySession(place, {session: files.id, sessionsFolder: dirname(resolve(files.folder))});
      const verification = witnesses?.get(files.id)?.beside(alone, place) ?? alone;
      const {record, pages} = tellFiles(files, verification, marks);
      return {told: toldSession(record, files.told.lines, files.snapshot, files.ledger.bytes, witnesses?.get(files.id)?.received), pages: below(files.id, pages), manifest: below(files.id, new Map([[manifestName, manifestOf(new Map([...files.copies, ...pages]))]])), exit: verification, ledger: files.ledger.facts};
    });
    const told = each.map(one => one.told).toSorted((one, other) => (beganAt(one) < beganAt(other) ? -1 : 1));
    const story = tellIncident(incident, told, unread);
    const pages = new Map([...each.flatMap(one => one.pages), ...pagesOf(incidentPage(story, told), story)]);
    const {hits} = scanFiles(pages, scanOptions);
    if (hits.length > 0) return secretFound(hits);
    made.add(pages);
    const manifests = new Map(each.flatMap(one => one.manifest));
    made.add(manifests);
    made.add(new Map([[manifestName, manifestOf(new Map([...copies, ...pages, ...manifests]))]]));
    const unsigned = signing && (await signManifest(made.path, signing.path, variables));
    if (signing && unsigned !== undefined) return notSigned(signing, unsigned);
    const placed = made.place();
    if (!placed) return differs(resolve(out, name));
    const {folder, already, older} = placed;
    const exit = worstExit(each.map(({exit: verification, ledger}) => ({verification, ledger})));
    return {ok: true, folder, already, older, files: pathsIn(folder), story, told, exit: unread.length > 0 && exit !== verificationExit.tampered ? verificationExit['cannot tell'] : exit, signed: signing};
  } finally {
    made.drop();
  }
}

const beganAt = ({record}: ToldSession): string => record.opened?.at ?? record.session;

function below(session: string, files: ReadonlyMap<string, Buffer>): Array<[string, Buffer]> {
  return [...files].map(([path, bytes]) => [`sessions/${session}/${path}`, bytes]);
}

/** Where records of an incident, or of a session without one, lie and the next one goes. */
export function recordsOf(out: string, incident: string | null, session: string): RecordPlace {
  return recordPlaces(out, incident === null ? session : folderName(incident));
}

/** Of its name what any file system takes; where that is not all of it, four digits keep two of them apart. */
function folderName(incident: string): string {
  const plain = incident.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 60);
  return plain === incident ? plain : `${plain === '' ? 'incident' : plain}-${hash('sha256', incident, 'hex').slice(0, 4)}`;
}
