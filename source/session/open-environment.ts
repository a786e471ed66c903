import type {Clock} from '../clock.ts';
import {StorageError} from '../durable-file.ts';
import type {EnvironmentConfig} from '../environment/config/environment-config.ts';
import {findConfig} from '../environment/config/find-config.ts';
import {configProblemText} from '../environment/config/config-problem.ts';
import type {ConfigFile, ConfigReading} from '../environment/config/read-environments.ts';
import {consoleEnvironment} from '../environment/console.ts';
import type {Environment} from '../environment/environment.ts';
import {verifySafeProcess} from '../environment/verify-safe-process.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {PracticeFaultName} from '../practice/faults.ts';
import type {PracticeWorld} from '../practice/world.ts';
import {nearestWord} from '../nearest-word.ts';
import {notRecorded} from '../journal/not-recorded.ts';

export type TargetOptions = {
  /** `practice`, `console`, or a name of the file. */
  name: string;
  /** Working folder; holds `logs/` unless a root is named. */
  folder: string;
  root?: string | undefined;
  /** As given with `--config`. */
  config?: string | undefined;
  variables: NodeJS.ProcessEnv;
  clock: Clock;
  session?: string | undefined;
  /** Of practice alone, with the age of the drills that its ledger begins with, milliseconds. */
  fault?: PracticeFaultName | undefined;
  ledgerAge?: number | undefined;
  /** True for whoever only looks, outside practice: nothing is written then. */
  reads?: boolean | undefined;
  /** Ends the commands that ask a deployment for its toggles. */
  signal?: AbortSignal | undefined;
};

export type Target = {
  environment: Environment;
  /** Behind the environment `practice`. */
  world?: PracticeWorld;
  /** What could not be read at opening, in one sentence; it is open all the same. */
  problem?: string | undefined;
  close(): Promise<void>;
};

/** The environments that are there without a file (design, section 6). */
export const environmentNames = ['practice', 'console'] as const;

/** Opens an environment by its name; practice starts its gateway. @throws OperatorError */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const file = findConfig(options);
  if (options.name === 'practice') return openPractice(options);
  const {environment, problem} = await (options.name === 'console' ? openConsole(options, file) : openNamed(options, file));
  options.signal?.throwIfAborted();
  verifySafeProcess(environment, options.variables);
  return {environment, problem, close: async () => {}};
}

async function openPractice({folder, root, session, fault, ledgerAge, clock}: TargetOptions): Promise<Target> {
  const {openPracticeWorld} = await import('../practice/world.ts');
  const world = await openPracticeWorld({root: root ?? folder, session, fault, ledgerAge, clock}).catch((error: unknown) => {
    throw error instanceof StorageError ? notRecorded(error, 'practice has no place to write to') : error;
  });
  return {environment: world.environment, world, close: () => world.close()};
}

type Opened = Pick<Target, 'environment' | 'problem'>;

/** Where the file is broken, `console` must open all the same: somebody may be in the middle of a rollback. */
async function openConsole({folder, root, variables, reads}: TargetOptions, file: ConfigFile | undefined): Promise<Opened> {
  const reading = await readConfig(file);
  const named = reading?.ok ? reading.environments : [];
  const problem = reading?.ok === false ? `${file?.shown ?? ''} is left aside, ${countOf(reading)}: see them with mcp-runbook toggles --env NAME` : undefined;
  return {environment: consoleEnvironment({folder, root, variables, named, reads}), problem};
}

async function openNamed(options: TargetOptions, file: ConfigFile | undefined): Promise<Opened> {
  const reading = await readConfig(file);
  if (file && reading?.ok === false) throw invalid(file, reading);
  const named = reading?.ok ? reading.environments : [];
  const config = named.find(({name}) => name === options.name);
  if (!file || !config) throw unknownName(options.name, named);
  const {openConfigured} = await import('../environment/configured.ts');
  return openConfigured({...options, config, named, file}, options.signal ?? new AbortController().signal);
}

/** Undefined where there is no file. Loads what reads it only then. */
export async function readConfig(file: ConfigFile | undefined): Promise<ConfigReading | undefined> {
  if (!file) return undefined;
  const {loadConfig} = await import('../environment/config/load-config.ts');
  return loadConfig(file);
}

function unknownName(name: string, named: readonly EnvironmentConfig[]): OperatorError {
  const names = [...environmentNames, ...named.map(config => config.name)];
  const near = nearestWord(name, names);
  return new OperatorError(`there is no environment ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`, {
    code: 'unknown-environment',
    next: `Choose one of: ${names.join(', ')}.`,
    exit: exitCode.usage,
  });
}

type Broken = Extract<ConfigReading, {ok: false}>;

/** More than fits a screen helps nobody; the rest is told after the first are mended. */
const mostTold = 50;

function invalid({shown}: ConfigFile, {problems}: Broken): OperatorError {
  const lines: string[] = problems.slice(0, mostTold).map(configProblemText);
  if (problems.length > mostTold) lines.push(`and ${problems.length - mostTold} more`);
  return new OperatorError(lines.join('\n'), {
    code: 'config-invalid',
    next: `Correct ${shown}. Until then ${environmentNames.join(' and ')} can be used.`,
    exit: exitCode.usage,
  });
}

function countOf({problems}: Broken): string {
  return problems.length === 1 ? 'one problem' : `${problems.length} problems`;
}
