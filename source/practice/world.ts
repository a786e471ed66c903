import {basename, join} from 'node:path';
import type {Clock} from '../clock.ts';
import {shippedDocuments} from '../connector/shipped-documents.ts';
import {makeFolder, writeDurably} from '../durable-file.ts';
import {hasEntry} from '../file-door.ts';
import {openDeployment} from '../environment/deployment/open-deployment.ts';
import type {Environment} from '../environment/environment.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {undescribed} from '../environment/undescribed.ts';
import {practicePlaces, type Places} from '../environment/places.ts';
import {openRouteProbe} from '../environment/ask-route.ts';
import {tokenNames} from '../environment/toggle-table.ts';
import {defaultLayer, gatewayOf, gatewayUrl, openToggles, useMcp, type ToggleLayer} from '../environment/toggles.ts';
import {BugError} from '../errors.ts';
import {type Secret} from '../secret.ts';
import {liveMask} from '../secret-mask.ts';
import {day, minute} from '../time.ts';
import {isFaultName, type FaultName, type PracticeFaultName} from './faults.ts';
import {startOperatorService, type OperatorService, type ServedRoute} from './operator-service.ts';
import {startPracticeGateway, type PracticeGateway} from './practice-gateway.ts';
import {addJobEntry, addServiceEntries, writeHistory} from './practice-ledger.ts';
import {holdingToken, makePracticeToken, withToken, type PracticeToken} from './practice-token.ts';
import {readToggles} from './toggle-file.ts';
import {worldBehaviour} from './world-behaviour.ts';

export type PracticeOptions = {
  /** Folder that holds `logs/`. */
  root: string;
  /** The session whose folder under `logs/practice/` keeps everything; none for a single command. */
  session?: string | undefined;
  fault?: PracticeFaultName | undefined;
  /**
   * How long ago the drills took place that a new session finds in its ledger, milliseconds. Without
   * it there is no ledger, unless the fault is one of the ledger: then it is a day.
   */
  ledgerAge?: number | undefined;
  clock: Clock;
  /** Secrets of this shell: nothing reads them, and whoever types one in practice has it masked all the same. */
  hidden?: readonly Secret[] | undefined;
};

export type PracticeWorld = {
  environment: Environment;
  gateway: PracticeGateway;
  service: OperatorService;
  /** Whether the token that the world opened with still opens the gateway. */
  firstTokenOpens(): boolean;
  /**
   * From here on this goes wrong and nothing else; undefined mends everything. What has been written
   * stays, so a fault that strikes only at the start changes nothing any more. @throws OperatorError
   */
  strike(fault: PracticeFaultName | undefined): Promise<void>;
  close(): Promise<void>;
};

/**
 * A world of its own: a gateway and an operator service on loopback, a deployment that keeps its
 * toggles in a file, a token that lives in memory only. This shell's variables are not read, so that
 * practice can neither be disturbed by them nor reach a real gateway or a real token.
 *
 * A session that is resumed finds toggles and ledger as they were left: a freeze stays a freeze. Its
 * gateway and service are new processes at new addresses, and its token is a new one, since the old
 * one was nowhere but in memory. The gateway knows only that new one, and its source says that it was
 * made anew, because its fingerprint is not the one that the journal told last. Whether a token from
 * before is refused can then no longer be tried.
 * @throws StorageError when its folder cannot be written, OperatorError when there is no free port.
 */
export async function openPracticeWorld(options: PracticeOptions): Promise<PracticeWorld> {
  const {root, session, clock} = options;
  const places = practicePlaces(root, session);
  const file = join(places.logs, 'operator.env');
  // Before anything listens: where this fails, nothing is left behind.
  const isNew = furnish(file, places, options);
  const token = makePracticeToken({anew: !isNew && session !== undefined});
  let fault = options.fault;
  const accepted = (): Secret => (worldBehaviour(fault).accepts === 'the first token only' ? token.first : token.live);
  const serveOperator = (): void => {
    const {writesAhead} = worldBehaviour(fault);
    if (writesAhead !== undefined) addServiceEntries(places.ledger, clock.now() + writesAhead);
  };
  const gateway = await startPracticeGateway({
    clock,
    fault: ofGateway(fault),
    // Operators work on while a run goes on: each request of theirs is a handshake of the service.
    onRequest: ({path}) => path === '/heartbeat' && serveOperator(),
    tokens: {
      get accepted() {
        return [accepted()];
      },
    },
  });
  let served: ServedRoute | undefined;
  const service = await startOperatorService({
    file,
    fault: worldBehaviour(fault).service,
    // It runs as long as the session, so one that is deaf from the start has never left its first route.
    route: 'mcp',
    onHealth: route => {
      const {job} = worldBehaviour(fault);
      if (route === 'mcp' && served !== route) serveOperator();
      served = route;
      if (job && route === 'legacy') addJobEntry(places.ledger, job, clock.now());
    },
  }).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  return {
    environment: practiceEnvironment({file, places, token, gateway, service, clock, hidden: options.hidden ?? []}),
    gateway,
    service,
    firstTokenOpens: () => accepted() === token.first,
    strike: async next => {
      fault = next;
      await Promise.all([gateway.strike(ofGateway(next)), service.strike(worldBehaviour(next).service)]);
    },
    close: async () => {
      await Promise.all([gateway.close(), service.close()]);
    },
  };
}

function ofGateway(fault: PracticeFaultName | undefined): FaultName | undefined {
  return fault !== undefined && isFaultName(fault) ? fault : undefined;
}

/** Puts in place what a new session finds. False where it was there: then all of it is left as it is. */
function furnish(file: string, places: Places, {fault, ledgerAge, clock}: PracticeOptions): boolean {
  if (hasEntry(file)) return false;
  makeFolder(places.logs);
  const flaw = worldBehaviour(fault).ledger;
  const age = ledgerAge ?? (flaw && day);
  if (age !== undefined) writeHistory(places.ledger, {now: clock.now(), age, flaw});
  writeDurably(file, `# Toggles of the practice deployment, read anew at each use.\n${useMcp}=1\n`);
  return true;
}

type Furniture = Pick<PracticeWorld, 'gateway' | 'service'> & {file: string; places: Places; token: PracticeToken; clock: Clock; hidden: readonly Secret[]};

function practiceEnvironment({file, places, token, gateway, service, clock, hidden}: Furniture): Environment {
  const described = undescribed();
  const fingerprint = fingerprintWith(places.fingerprintKey);
  const mask = liveMask(() => [...hidden, token.first, ...toggles.secrets(), ...described.keyring.secrets()]);
  const deployed: ToggleLayer = {kind: 'deployment', label: basename(file), now: () => readToggles(file)};
  const opened = openDeployment({
    toggles: {store: {kind: 'file', file, shown: deployed.label}, apply: undefined, limit: minute},
    token: undefined,
    folder: places.logs,
    variables: {},
    mask,
    fingerprint,
    now: () => clock.now(),
  });
  if (!opened) throw new BugError('the practice deployment has no toggles');
  // The address belongs to this process: another one that practises beside it has its own.
  const own: ToggleLayer = {kind: 'deployment', label: 'practice', now: () => ({read: name => (name === gatewayUrl ? gateway.url : undefined)})};
  const toggles = withToken(openToggles([deployed, own, defaultLayer], tokenNames), token);
  return {
    ...described,
    name: 'practice',
    class: 'practice',
    gateway: () => gatewayOf(toggles, {}),
    proxyTo: () => ({kind: 'direct'}),
    toggles,
    places,
    documents: shippedDocuments,
    mask,
    confirmation: {what: "the environment's name", word: 'practice'},
    refresh: opened.refresh,
    deployment: holdingToken(opened.deployment, token, fingerprint),
    route: openRouteProbe(
      {kind: 'http', url: `${service.url}/health`, looksAt: {kind: 'text'}, mcp: 'route=mcp', legacy: 'route=legacy'},
      {clock, folder: places.logs, variables: {}, mask},
    ),
  };
}
