import {constants} from 'node:os';
import {doctrineText} from '../../connector/doctrine.ts';
import {answerFindings} from '../../connector/our-findings.ts';
import {objectOrEmpty} from '../../connector/plain-values.ts';
import {readReceipt} from '../../connector/receipt.ts';
import {smokeMetrics, smokeSentence} from '../../connector/smoke-metrics.ts';
import {StorageError} from '../../durable-file.ts';
import {endingText, type CommandEnding} from '../../environment/command/command-ending.ts';
import {runCommand, type CommandRun} from '../../environment/command/run-command.ts';
import {shown} from '../../environment/command/command-line.ts';
import {skipFlag, type SmokeCommand} from '../../environment/environment.ts';
import {isJsonObject, objectIn, type JsonObject} from '../../json.ts';
import {growthSince} from '../../ledger/growth.ts';
import {ledgerSize} from '../../ledger/pin.ts';
import type {Ports, Progress} from '../action.ts';
import type {Attachment} from '../../journal/evidence.ts';
import {smokeCommand} from './external-command.ts';
import {documentFailure, endingFailure, exitFailure, skippingFailure, unknownOf} from './external-failure.ts';
import {following} from '../yield-reports.ts';
import {readSmokeDocument} from './external-output.ts';
import {SmokeArchive, type ArchiveEnd} from './smoke-archive.ts';
import {notRecorded, openRun, type SmokeFailure} from './smoke-failure.ts';
import type {SmokeOptions, SmokeResult} from './smoke-result.ts';

type Given = {ports: Omit<Ports, 'earlier'>; smoke: SmokeCommand; options: SmokeOptions; archive: SmokeArchive; ledgerBytes: number};

/**
 * The smoke run by a command of the environment, such as `python -m scripts.stage_b_smoke --json` in
 * a checkout. What it prints is the receipt, of whatever generation; what the ledger gained is
 * counted there. Its handshake and heartbeat are its own affair: stopped in the middle, they are unknown.
 */
export async function* runExternalSmoke(ports: Omit<Ports, 'earlier'>, smoke: SmokeCommand, options: SmokeOptions, signal: AbortSignal): AsyncGenerator<Progress, SmokeResult> {
  const {environment, clock} = ports;
  const opened = openRun(ports);
  if ('failure' in opened) return {kind: 'failed', failure: opened.failure};
  if (environment.noHeartbeat !== undefined && !smoke.command.includes(skipFlag)) return {kind: 'failed', failure: skippingFailure(shown(smoke.command))};
  let archive: SmokeArchive | undefined;
  let told = 'Nothing was sent.';
  let outcome: SmokeFailure['outcome'] = 'failed';
  try {
    archive = new SmokeArchive(environment.places, opened.startedAt);
    const given: Given = {ports, smoke, options, archive, ledgerBytes: ledgerSize(environment.places.ledger)};
    record(given, {level: 'INFO', event: 'smoke.command.started', stage: 'B', command: smokeCommand(environment, smoke)});
    const began = clock.monotonic();
    told = 'The command has run; look at the gateway and at the ledger before it runs again.';
    const run = yield* runIt(given, signal);
    // A run that ends as unknown stays so when its archive fails on top.
    if (run.ending.kind !== 'ended') ({outcome} = endingFailure(run.ending, ''));
    return yield* conclude(given, run, clock.monotonic() - began);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return {kind: 'failed', failure: {...notRecorded(error, told), outcome}, ...(archive && {archive})};
  }
}

async function* runIt({ports: {environment}, smoke}: Given, signal: AbortSignal): AsyncGenerator<Progress, CommandRun> {
  const mask = (text: string): string => environment.mask().text(text);
  yield {stage: 'command', state: 'running', text: shown(smoke.command)};
  return yield* following<Progress, CommandRun>(report =>
    runCommand({
      command: smokeCommand(environment, smoke),
      folder: smoke.folder,
      variables: process.env,
      pass: smoke.pass,
      limit: smoke.limit,
      // Its document may hold a token that a gateway echoed: only what stands on standard error is shown as it comes.
      values: true,
      mask,
      report: text => report({stage: 'command', state: 'running', text}),
      signal,
    }),
  );
}

async function* conclude(given: Given, {ending, output, printed}: CommandRun, milliseconds: number): AsyncGenerator<Progress, SmokeResult> {
  const {ports: {environment, clock}, smoke, archive} = given;
  const command = shown(smoke.command);
  for (const line of telemetryIn(output.text)) record(given, line);
  record(given, {level: 'INFO', event: 'smoke.command.ended', stage: 'B', ending: ending.kind, exit: output.exit ?? null});
  const growth = growthOf(given);
  const known = {command: smokeCommand(environment, smoke), ...returned(ending), stderr: output.text};
  const stdout = environment.mask().document(printed ?? '');
  const end: ArchiveEnd = {...environment.mask().value(known), stdout: printed === undefined ? tooMuch : stdout, completedAt: clock.now(), milliseconds, lines: growth.lines};
  const attachments = attachmentsOf(stdout, output.text);
  const fail = (failure: SmokeFailure, document?: JsonObject): SmokeResult => {
    archive.close(document, {...end, ...(document ? {metrics: smokeMetrics(document)} : {metricsError: 'the run failed before there was a receipt'})});
    const sure = growth.grown && failure.outcome === 'failed' ? unknownOf(failure) : failure;
    const masked = environment.mask().value({...sure, next: `${sure.next} ${growth.told}`});
    return {kind: 'failed', archive, attachments, failure: masked};
  };

  yield {stage: 'ledger', state: growth.entries.length > 0 ? 'ok' : 'failed', text: growth.told};
  if (ending.kind !== 'ended') {
    const text = endingText(command, ending);
    yield {stage: 'command', state: 'failed', text};
    return fail(endingFailure(ending, text));
  }
  const read = readSmokeDocument(printed);
  const receipt = read.ok ? readReceipt(read.value) : undefined;
  if (!read.ok || !receipt?.ok || !isJsonObject(read.value)) {
    const reason = !read.ok ? read.reason : receipt && !receipt.ok ? receipt.problems.join('; ') : 'it is no object';
    const failure = documentFailure({command, exit: ending.exit, reason, said: output.text, value: read.ok ? read.value : undefined});
    yield {stage: 'command', state: 'failed', text: failure.problem};
    return fail(failure);
  }
  const document = environment.mask().value(read.value);
  const {session, doctrineOk: said, doctrineFailures: failures} = receipt.receipt;
  // The original looks for none of ours (decisions: "findings of ours").
  const findings = document.findings === undefined ? answerFindings(objectOrEmpty(document.handshake), environment.toggles.variables, clock.now()) : receipt.receipt.findings;
  const doctrine = {ok: said && findings.length === 0, failures, findings};
  // Our own smoke command ends with 1 when doctrine failed, and prints the document all the same.
  if (ending.exit !== 0 && said) {
    const failure = exitFailure(command, ending.exit, output.text, {sent: true});
    yield {stage: 'command', state: 'failed', text: failure.problem};
    return fail(failure, document);
  }
  yield {stage: 'command', state: 'ok', text: `${command} ended with exit code ${ending.exit}`, milliseconds: Math.round(milliseconds)};
  yield {stage: 'handshake', state: session ? 'ok' : 'failed', text: session ? String(session.id) : 'the receipt has no session'};
  yield {stage: 'doctrine', state: doctrine.ok ? 'ok' : 'failed', text: doctrineText(doctrine)};
  archive.close(document, {...end, summary: smokeSentence(document), metrics: smokeMetrics(document)});
  return {kind: 'completed', document, doctrine, entries: growth.entries, archive};
}

function record({ports: {environment, clock}, options, archive}: Given, telemetry: JsonObject): void {
  const masked = environment.mask().value(telemetry);
  archive.record(clock.now(), masked);
  options.onTelemetry?.(masked);
}

/** A program that logs its handshake as one JSON line on standard error is heard (protocol notes, section 6). */
function telemetryIn(text: string): JsonObject[] {
  const lines = text.split('\n').filter(line => line.startsWith('{')).map(objectIn);
  return lines.filter(line => line !== undefined).filter(({event}) => typeof event === 'string');
}

type Gained = {
  /** The run's own, masked. What the live service writes meanwhile lies ahead of now. */
  entries: JsonObject[];
  lines: string[];
  /** Somebody appended a line that is not the live service's: nobody can say that the run did nothing. */
  grown: boolean;
  told: string;
};

function growthOf({ports: {environment, clock}, ledgerBytes}: Given): Gained {
  const growth = growthSince(environment.places.ledger, ledgerBytes, clock.now());
  const none = {entries: [], lines: [], grown: true};
  if (growth.kind === 'unreadable') return {...none, told: `The ledger cannot be read: ${growth.reason}.`};
  if (growth.kind === 'shorter') return {...none, told: `The ledger has ${growth.size} bytes and had ${ledgerBytes} before: somebody cut it.`};
  const {malformed, ahead} = growth;
  const entries = growth.entries.map(({raw}) => environment.mask().value(raw));
  const names = growth.entries.map(({connectorId}) => connectorId);
  const told = [
    names.length === 0 ? 'The ledger gained no entry.' : `The ledger gained ${names.length} ${names.length === 1 ? 'entry' : 'entries'}: ${names.join(', ')}.`,
    ...(malformed > 0 ? [`Lines of it that cannot be read are new: ${malformed}.`] : []),
    ...(ahead.length > 0 ? [`Lines ahead of now, as the live service writes them: ${ahead.length}.`] : []),
  ];
  return {entries, lines: growth.entries.map(({text}) => environment.mask().document(text)), grown: entries.length + malformed > 0, told: told.join(' ')};
}

/** What `summary.json` says of the end; one that was stopped has the negative number of a signal, as its other writers count. */
function returned(ending: CommandEnding): Pick<ArchiveEnd, 'returncode' | 'spawnError'> {
  switch (ending.kind) {
    case 'ended':
      return {returncode: ending.exit};
    case 'not started':
      return {returncode: null, spawnError: ending.problem};
    case 'ended by signal':
      return {returncode: -((constants.signals as Readonly<Record<string, number>>)[ending.signal] ?? constants.signals.SIGTERM)};
    case 'stopped by limit':
      return {returncode: -constants.signals.SIGTERM};
    case 'cancelled':
      return ending.started ? {returncode: -constants.signals.SIGTERM} : {returncode: null, spawnError: 'cancelled before it started'};
  }
}

/** Stands for what is more than is read. */
const tooMuch = 'more than 1 MiB was printed; it is not kept\n';

/** Characters of what was printed that the record keeps beside a failure. */
const longestKept = 64 * 1024;

function attachmentsOf(stdout: string, stderr: string): Attachment[] {
  return [['smoke-stdout.txt', stdout] as const, ['smoke-stderr.txt', stderr] as const]
    .filter(([, text]) => text !== '')
    .map(([name, text]) => ({name, mediaType: 'text/plain', text: text.slice(0, longestKept)}));
}
