import {StorageError, unsynced} from '../durable-file.ts';
import type {EnvironmentConfig} from '../environment/config/environment-config.ts';
import {configRemedy, findConfig, usualName} from '../environment/config/find-config.ts';
import {configProblemText} from '../environment/config/config-problem.ts';
import type {ConfigFile, ConfigReading} from '../environment/config/read-environments.ts';
import {consoleEnvironment} from '../environment/console.ts';
import {overridden, type Wishes} from '../environment/overridden.ts';
import type {Environment} from '../environment/environment.ts';
import {secretsOfVariables} from '../environment/token-mask.ts';
import {verifySafeProcess} from '../environment/verify-safe-process.ts';
import {allInOne, exitCode, OperatorError, type Trouble} from '../errors.ts';
import type {PracticeFaultName} from '../practice/faults.ts';
import type {PracticeWorld} from '../practice/world.ts';
import {pasted} from '../pasted.ts';
import {nearestWord} from '../nearest-word.ts';
import {notRecorded} from '../journal/not-recorded.ts';
import type {Workplace} from '../workplace.ts';

/** Which environment is opened, and how. */
export type WantedTarget = {
  /** `practice`, `console`, or a name of the file. */
  name: string;
  session?: string | undefined;
  /** Of practice alone, with the age of the drills that its ledger begins with, milliseconds. */
  fault?: PracticeFaultName | undefined;
  ledgerAge?: number | undefined;
  /** True for whoever only looks, outside practice: nothing is written then. */
  reads?: boolean | undefined;
  /** Ends the commands that ask a deployment for its toggles. */
  signal?: AbortSignal | undefined;
} & Wishes;

export type Target = {
  environment: Environment;
  /** Behind the environment `practice`. */
  world?: PracticeWorld;
  /** What could not be read at opening; it is open all the same. */
  trouble?: Trouble | undefined;
  close(): Promise<void>;
};

/** The environments that are there without a file (design, section 6). */
const environmentNames = ['practice', 'console'] as const;

/** Opens an environment by its name; practice starts its gateway. @throws OperatorError */
export async function openTarget(place: Workplace, opening: WantedTarget): Promise<Target> {
  const opened = await open(place, opening);
  const target = {...opened, environment: overridden(opened.environment, opening)};
  place.hide?.(() => target.environment.mask());
  return target;
}

async function open(place: Workplace, opening: WantedTarget): Promise<Target> {
  const file = findConfig(place);
  if (opening.name === 'practice') return openPractice(place, opening);
  const {environment, trouble} = await (opening.name === 'console' ? openConsole(place, opening, file) : openNamed(place, opening, file));
  opening.signal?.throwIfAborted();
  verifySafeProcess(environment, place.variables);
  return {environment, trouble: allInOne([trouble, opening.reads ? undefined : unsynced(environment.places.logs, place.calls)]), close: async () => {}};
}

async function openPractice({folder, root, clock, variables}: Workplace, {session, fault, ledgerAge}: WantedTarget): Promise<Target> {
  const {openPracticeWorld} = await import('../practice/world.ts');
  const world = await openPracticeWorld({root: root ?? folder, session, fault, ledgerAge, clock, hidden: secretsOfVariables(variables)}).catch((error: unknown) => {
    throw error instanceof StorageError ? notRecorded(error, 'practice has no place to write to') : error;
  });
  return {environment: world.environment, world, trouble: unsynced(world.environment.places.logs), close: () => world.close()};
}

type Opened = Pick<Target, 'environment' | 'trouble'>;

/** Where the file is broken, `console` must open all the same: somebody may be in the middle of a rollback. */
async function openConsole(place: Workplace, {reads}: WantedTarget, file: ConfigFile | undefined): Promise<Opened> {
  const reading = await readConfig(file);
  const named = reading?.ok ? reading.environments : [];
  const trouble = file && reading?.ok === false ? leftAside(place, file, reading) : undefined;
  return {environment: consoleEnvironment(place, {named, reads}), trouble};
}

function leftAside(place: Workplace, file: ConfigFile, broken: Broken): Trouble {
  if (file.misnamed) return {problem: broken.problems.map(configProblemText).join('\n'), next: `${configRemedy(file)}.`};
  return {problem: `${file.shown} is left aside, ${countOf(broken)}`, next: `See them with: ${pasted(place, 'toggles', '--env', 'NAME')}`};
}

async function openNamed(place: Workplace, {name, reads, signal}: WantedTarget, file: ConfigFile | undefined): Promise<Opened> {
  const reading = await readConfig(file);
  if (file && reading?.ok === false) throw invalid(file, reading);
  const named = reading?.ok ? reading.environments : [];
  const own = named.find(one => one.name === name);
  if (!file || !own) throw unknownName(name, named, file ? '' : `; there is no ${usualName} in ${place.folder}`);
  const {openConfigured} = await import('../environment/configured.ts');
  return openConfigured(place, {own, named, file, sha256: reading?.ok ? reading.sha256 : '', reads}, signal ?? new AbortController().signal);
}

/** Undefined where there is no file. Loads what reads it only then. */
export async function readConfig(file: ConfigFile | undefined): Promise<ConfigReading | undefined> {
  if (!file) return undefined;
  const {loadConfig} = await import('../environment/config/load-config.ts');
  return loadConfig(file);
}

function unknownName(name: string, named: readonly EnvironmentConfig[], where: string): OperatorError {
  const names = [...environmentNames, ...named.map(config => config.name)];
  const near = nearestWord(name, names);
  return new OperatorError(`there is no environment ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}${where}`, {
    code: 'unknown-environment',
    next: `Choose one of: ${names.join(', ')}.`,
    exit: exitCode.usage,
  });
}

type Broken = Extract<ConfigReading, {ok: false}>;

/** More than fits a screen helps nobody; the rest is told after the first are mended. */
const mostTold = 50;

function invalid(file: ConfigFile, {problems}: Broken): OperatorError {
  const lines: string[] = problems.slice(0, mostTold).map(configProblemText);
  if (problems.length > mostTold) lines.push(`and ${problems.length - mostTold} more`);
  return new OperatorError(lines.join('\n'), {
    code: 'config-invalid',
    next: `${configRemedy(file)}. Until then ${environmentNames.join(' and ')} can be used.`,
    exit: exitCode.usage,
  });
}

function countOf({problems}: Broken): string {
  return problems.length === 1 ? 'one problem' : `${problems.length} problems`;
}
