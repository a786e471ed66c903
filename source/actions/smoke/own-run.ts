import {handshakeRecord} from '../../connector/acknowledgement.ts';
import {doctrineText, operatorDoctrine} from '../../connector/doctrine.ts';
import {credentialExpiry, prepareHeartbeat, smokePayload} from '../../connector/heartbeat.ts';
import {rotationEntry} from '../../connector/rotation.ts';
import {targets} from '../../connector/services.ts';
import {smokeDocument} from '../../connector/smoke-document.ts';
import {smokeMetrics, smokeSentence} from '../../connector/smoke-metrics.ts';
import {StorageError} from '../../durable-file.ts';
import type {HandshakeResult} from '../../gateway/exchange-handshake.ts';
import {sendHeartbeat} from '../../gateway/send-heartbeat.ts';
import {runLimit, startDeadline, type Deadline} from '../../gateway/limits.ts';
import {ledgerJson, type JsonObject} from '../../json.ts';
import {appendEntries} from '../../ledger/append.ts';
import {lastEntry} from '../../ledger/last-entry.ts';
import type {Ports, Progress} from '../action.ts';
import {shakeHands, unusable, type Conversation} from '../open-conversation.ts';
import {SmokeArchive} from './smoke-archive.ts';
import {handshakeFailed, heartbeatFailed, notRecorded, openRun, type SmokeFailure} from './smoke-failure.ts';
import type {SmokeOptions, SmokeResult} from './smoke-result.ts';

export type {SmokeOptions, SmokeResult} from './smoke-result.ts';

/**
 * One Stage B smoke run (protocol notes, section 11): toggle, handshake as operator_api, heartbeat,
 * three rotation drills, doctrine. What is not earned is not written: any failure before the ledger
 * leaves no line in it. One clock reading dates the whole run. Where the environment names a command
 * of its own for it, that one runs instead.
 */
export async function* runSmoke(ports: Omit<Ports, 'earlier'>, options: SmokeOptions, signal: AbortSignal): AsyncGenerator<Progress, SmokeResult> {
  if (ports.environment.smoke) {
    // Reads documents of every generation: more code than our own run needs.
    const {runExternalSmoke} = await import('./external-run.ts');
    return yield* runExternalSmoke(ports, ports.environment.smoke, options, signal);
  }
  const opened = openRun(ports);
  if ('failure' in opened) return {kind: 'failed', failure: opened.failure};
  let archive: SmokeArchive;
  try {
    archive = new SmokeArchive(ports.environment.places, opened.startedAt);
  } catch (error) {
    return {kind: 'failed', failure: notRecorded(storageError(error), 'Nothing was sent.')};
  }
  const run = new Run(ports, options, opened, archive);
  try {
    return yield* run.perform(signal);
  } catch (error) {
    return {kind: 'failed', archive, failure: {...notRecorded(storageError(error), run.told), outcome: run.outcome}};
  }
}

class Run {
  readonly #ports: Omit<Ports, 'earlier'>;
  readonly #options: SmokeOptions;
  readonly #opened: Conversation;
  readonly #archive: SmokeArchive;
  readonly #began: number;
  readonly #deadline: Deadline;
  /** What has happened so far, for the sentence of a failure that comes later. */
  told = 'Nothing was sent.';
  /** A run that ends as unknown stays so when its archive fails on top. */
  outcome: SmokeFailure['outcome'] = 'failed';

  constructor(ports: Omit<Ports, 'earlier'>, options: SmokeOptions, opened: Conversation, archive: SmokeArchive) {
    this.#ports = ports;
    this.#options = options;
    this.#opened = opened;
    this.#archive = archive;
    this.#began = ports.clock.monotonic();
    this.#deadline = startDeadline(ports.clock, runLimit, 'the smoke run');
  }

  async *perform(signal: AbortSignal): AsyncGenerator<Progress, SmokeResult> {
    const handshake = yield* this.#handshake(signal);
    if (handshake.kind !== 'accepted') return this.#fail(handshakeFailed(handshake));
    const heartbeat = yield* this.#heartbeat(handshake.session, signal);
    if ('failure' in heartbeat) return this.#fail(heartbeat.failure);
    const entries = yield* this.#ledger(handshake.answer);
    const {documents, environment, clock} = this.#ports;
    const doctrine = operatorDoctrine({
      documents,
      lastEntry: lastEntry(environment.places.ledger, clock.now()),
      variables: environment.toggles.variables,
      answer: handshake.answer,
      now: clock.now(),
    });
    yield {stage: 'doctrine', state: doctrine.ok ? 'ok' : 'failed', text: doctrineText(doctrine)};
    // Of masked parts, as the ledger lines are: what is ours in it stays as automation knows it.
    const parts = environment.mask().value({url: this.#opened.gateway.url, answer: handshake.answer, doctrine, ...heartbeat});
    const document = smokeDocument({...parts, documents, entries});
    this.#archive.close(document, {
      ...this.#end(doctrine.ok ? 0 : 1, '', entries),
      summary: smokeSentence(document),
      metrics: smokeMetrics(document),
    });
    return {kind: 'completed', document, doctrine, entries, archive: this.#archive};
  }

  async *#handshake(signal: AbortSignal): AsyncGenerator<Progress, HandshakeResult> {
    const {connector, gateway: {host}} = this.#opened;
    const result = yield* shakeHands(this.#opened, this.#ports, {stage: 'handshake', text: host}, signal);
    if (result.kind !== 'failed' || !result.nothingSent) this.told = 'The handshake was sent; no ledger line was written.';
    if (result.kind === 'accepted') {
      this.#record(handshakeRecord(connector, result.answer));
      const text = `${String(result.session.id)}  ${result.contexts.join(', ')}`;
      yield {stage: 'handshake', state: 'ok', text, milliseconds: result.milliseconds};
    } else {
      this.#record({level: 'ERROR', event: 'mcp.handshake.failed', stage: 'B', outcome: result.kind, error: result.reason, attempts: result.attempts});
    }
    return result;
  }

  async *#heartbeat(session: JsonObject, signal: AbortSignal): AsyncGenerator<Progress, {heartbeat?: JsonObject} | {failure: SmokeFailure}> {
    const {noHeartbeat} = this.#ports.environment;
    if (noHeartbeat !== undefined) {
      yield {stage: 'heartbeat', state: 'skipped', text: `not sent, as ${noHeartbeat} wants it`};
      return {};
    }
    const {connector, gateway} = this.#opened;
    const now = this.#ports.clock.now();
    const prepared = prepareHeartbeat({payload: smokePayload, session, expiryOverride: credentialExpiry(now), connector, now});
    if (!prepared.ok) return {failure: {outcome: 'failed', ...unusable('invalid-heartbeat', prepared.reason)}};
    yield {stage: 'heartbeat', state: 'running', text: gateway.host};
    const outcome = await sendHeartbeat({gateway, payload: prepared.payload, signal, deadline: this.#deadline});
    if (outcome.kind !== 'not sent') this.told = 'Handshake and heartbeat were sent; no ledger line was written.';
    if (outcome.kind !== 'ok') {
      yield {stage: 'heartbeat', state: 'failed', text: outcome.reason, milliseconds: outcome.milliseconds};
      this.#record({level: 'ERROR', event: 'mcp.heartbeat.failed', stage: 'B', outcome: outcome.kind, error: outcome.reason});
      return {failure: heartbeatFailed(outcome)};
    }
    this.#record({level: 'INFO', event: 'mcp.heartbeat', stage: 'B', status: outcome.status, payload: prepared.payload});
    yield {stage: 'heartbeat', state: 'ok', text: `accepted with status ${outcome.status}`, milliseconds: outcome.milliseconds};
    return {heartbeat: prepared.payload};
  }

  async *#ledger(answer: JsonObject): AsyncGenerator<Progress, JsonObject[]> {
    const {environment, clock} = this.#ports;
    const now = clock.now();
    const {runId, summaryPath} = this.#archive;
    // Masked before the entries are made of it: a token spelled like a word of ours (`operator`) must not
    // get at the names that readers of the ledger look for.
    const masked = environment.mask().value(answer);
    const entries = targets.map(connectorId => rotationEntry({connectorId, answer: masked, now, runId, summaryPath}));
    yield {stage: 'ledger', state: 'running', text: `${entries.length} lines`};
    appendEntries(environment.places.ledger, entries);
    this.told = 'Handshake and heartbeat were sent and the ledger lines are on disk; only the run archive is incomplete.';
    for (const entry of entries) this.#record({level: 'INFO', event: 'rotation.drill', stage: 'B', ...entry});
    yield {stage: 'ledger', state: 'ok', text: `${entries.length} of ${entries.length} lines on disk`};
    return entries;
  }

  #record(telemetry: JsonObject): void {
    const masked = this.#ports.environment.mask().value(telemetry);
    this.#archive.record(this.#ports.clock.now(), masked);
    this.#options.onTelemetry?.(masked);
  }

  #fail(failure: SmokeFailure): SmokeResult {
    this.outcome = failure.outcome;
    const problem = this.#ports.environment.mask().text(failure.problem);
    this.#archive.close(undefined, {...this.#end(failure.exit, problem), metricsError: 'the run failed before there was a receipt'});
    return {kind: 'failed', failure: {...failure, problem}, archive: this.#archive};
  }

  #end(returncode: number, stderr: string, entries: readonly JsonObject[] = []) {
    const {clock} = this.#ports;
    return {command: this.#options.command, returncode, completedAt: clock.now(), milliseconds: clock.monotonic() - this.#began, stderr, lines: entries.map(ledgerJson)};
  }
}

function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  throw error;
}
