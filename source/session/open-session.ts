import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import type {Clock} from '../clock.ts';
import {StorageError, type FileCalls} from '../durable-file.ts';
import type {Environment} from '../environment/environment.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {sessionFolder} from '../environment/places.ts';
import {toggleRows} from '../environment/toggle-table.ts';
import {newPin, noLedger} from '../ledger/pin.ts';
import {tool} from '../package-folder.ts';
import type {PracticeFaultName} from '../practice/faults.ts';
import type {PracticeWorld} from '../practice/world.ts';
import type {Scenario} from '../runbook/scenario.ts';
import {SecretMask} from '../secret.ts';
import {compactTimestamp} from '../time.ts';
import {Conductor} from '../walk/conductor.ts';
import {faultAtStart} from '../drill/find-drill.ts';
import {drillIn, setOverrides} from '../drill/open-drill.ts';
import {drillPage, keepDrillPage, type DrillPage} from '../drill/pinned-drill.ts';
import {readRoster} from '../drill/roster.ts';
import {openStage} from '../drill/fault-stage.ts';
import {earlierAttempts} from '../drill/standings.ts';
import {earlierSessions} from '../journal/earlier-sessions.ts';
import type {Body} from '../journal/event.ts';
import {keepEvidence} from '../journal/evidence.ts';
import {clip} from '../journal/clip.ts';
import {lockOrTell} from '../journal/lock.ts';
import {createJournal} from '../journal/journal.ts';
import type {SessionLock} from '../journal/lock.ts';
import {notRecorded} from '../journal/not-recorded.ts';
import {evolve} from '../journal/session.ts';
import {openTarget, type Target} from './open-environment.ts';
import {loadWalkable, type Walkable} from '../walk/load-runbook.ts';

export type SessionOptions = {
  runbook: string;
  /** Folder of the runbooks; our own unless named. */
  runbooks?: string | undefined;
  /** The file that names environments, when it is not where it is looked for. */
  config?: string | undefined;
  environment: string;
  operator: string;
  mode: Body<'session.opened'>['mode'];
  incident?: string | undefined;
  folder: string;
  root?: string | undefined;
  variables: NodeJS.ProcessEnv;
  clock: Clock;
  fault?: PracticeFaultName | undefined;
  /** Id of a drill; practice only. */
  drill?: string | undefined;
  /** What the drill was drawn by. */
  seed?: number | undefined;
  calls?: FileCalls;
};

export type OpenSession = {
  conductor: Conductor;
  environment: Environment;
  /** What could not be read at opening, in one sentence. */
  problem?: string | undefined;
  /** Behind the environment `practice`. */
  world?: PracticeWorld | undefined;
  /** The drill that is walked. */
  drill?: Scenario | undefined;
  close(): Promise<void>;
};

/** Opens environment and journal and writes the first line. Nothing of the runbook has run yet. @throws OperatorError */
export async function openSession(options: SessionOptions): Promise<OpenSession> {
  const {clock} = options;
  const loaded = loadWalkable(options.runbook, options.runbooks);
  const id = `${compactTimestamp(clock.now())}-${loaded.id}-${randomBytes(2).toString('hex')}`;
  const drill = options.drill === undefined ? undefined : drillIn(loaded, options);
  const page = drill && drillPage(drill, options.runbooks);
  const target = await openTarget({
    ...options,
    name: options.environment,
    session: id,
    fault: options.fault ?? (drill && faultAtStart(drill)),
    ledgerAge: loaded.runbook.practiceLedger,
  });
  let lock: SessionLock | undefined;
  let opened: Conductor | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([target.close(), opened?.notices.close()]);
    lock?.release();
  };
  try {
    if (drill) await setOverrides(drill, target.environment);
    const conductor = openConductor(id, loaded, target, {...options, scenario: drill, page});
    opened = conductor;
    lock = lockOrTell(conductor.folder, conductor.session.operator, clock.now());
    return {conductor, environment: target.environment, problem: target.problem, world: target.world, drill, close};
  } catch (error) {
    await close();
    throw error instanceof StorageError ? notRecorded(error, 'the journal cannot be written') : error;
  }
}

type Opening = SessionOptions & {scenario?: Scenario | undefined; page?: DrillPage | undefined};

function openConductor(id: string, {runbook, text, sha256}: Walkable, {environment, world}: Target, options: Opening): Conductor {
  const {clock, calls} = options;
  const folder = sessionFolder(environment.places, environment.class, id);
  const operator = clip(environment.mask().text(options.operator), 100);
  const opened = openingBody(environment, {runbook, sha256}, {...options, operator});
  const journal = createJournal(folder, {session: id, class: environment.class}, {clock, mask: () => environment.mask(), ...(calls && {calls})});
  // The page as it was walked: an edit meanwhile, or years of them, must not change what was done. It
  // holds no secret, and unmasked it lies under the digest that the first line names.
  keepEvidence(folder, {name: `${runbook.id}.md`, mediaType: 'text/markdown', text}, new SecretMask([]));
  if (options.page) keepDrillPage(folder, options.page);
  const written = journal.append('session.opened', operator, opened);
  if (!written.ok) throw written.failure;
  const session = evolve(undefined, written.event);
  const conductor = new Conductor({
    session,
    stage: options.scenario && world && openStage(options.scenario, world, session),
    runbook,
    journal,
    folder,
    ports: {environment, documents: environment.documents, clock},
  });
  conductor.notices.observe(written.event, session, conductor.head);
  return conductor;
}

function openingBody(environment: Environment, {runbook, sha256}: Pick<Walkable, 'runbook' | 'sha256'>, options: Opening): Body<'session.opened'> {
  const gateway = environment.gateway();
  const rows = toggleRows(environment.toggles, fingerprintWith(environment.places.fingerprintKey));
  const mask = environment.mask();
  // Masked before it is cut: a cut through a token would leave a piece that no mask knows.
  const fit = (text: string, bytes: number): string => clip(mask.text(text), bytes);
  return {
    runbook: {id: runbook.id, title: clip(runbook.title, 100), version: runbook.version, sha256},
    steps: runbook.steps.map(step => ({id: step.id, title: clip(step.title, 60)})),
    tool: tool(),
    host: clip(hostname(), 100),
    environment: {name: environment.name, gateway: fit(gateway.url, 200), gateway_source: gateway.source.label},
    mode: options.mode,
    incident: options.incident === undefined ? null : fit(options.incident, 100),
    ...(options.scenario && {drill: openingDrill(options.scenario, environment.places.root, options)}),
    toggles: rows
      .filter(({verdict}) => verdict !== 'not set')
      .slice(0, 8)
      .map(({name, found, source}) => ({name, found: found === null ? null : fit(found, 60), source})),
    earlier: earlierSessions(environment.places.root, environment.class, options.operator),
    ledger: newPin(environment.places.ledger) ?? {...noLedger, verdict: 'unreadable' as const},
  };
}

/** What came before is named here, so that a debrief can say what got better whatever becomes of the roster. */
function openingDrill({runbook, id, title}: Scenario, root: string, {operator, page, seed}: Opening): Body<'session.opened'>['drill'] {
  const earlier = earlierAttempts(readRoster(root).results, {operator, runbook, drill: id});
  return {id, title: clip(title, 100), ...(page && {sha256: page.sha256}), ...(seed !== undefined && {seed}), ...(earlier && {earlier})};
}
