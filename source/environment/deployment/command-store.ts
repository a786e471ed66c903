import type {Refused, Trouble} from '../../errors.ts';
import {formatTimestamp} from '../../time.ts';
import {Secret} from '../../secret.ts';
import {passAdvice} from '../command/command-variables.ts';
import {endingText} from '../command/command-ending.ts';
import type {CommandRun} from '../command/run-command.ts';
import {shown} from '../command/command-line.ts';
import {valueFault} from '../config/filled-command.ts';
import {valueObjection} from './dotenv-edit.ts';
import {held, isNeeded, staleness, type Hand, type Store, type StoreLook, type StoreTerms, type StoreValue, type StoreChange} from './toggle-store.ts';

export type CommandStore = Store & {
  /** What the last successful reading printed; nothing before the first. */
  known(name: string): string | undefined;
  /** Why what it printed is no answer. */
  fault(name: string): string | undefined;
  /** All of it, whatever it is for. */
  every(): Iterable<readonly [name: string, value: string]>;
  /** Reads again. */
  refresh(signal: AbortSignal): Promise<Trouble | undefined>;
};

export type StoreCommands = {
  /** Prints `NAME=value` lines. */
  read: readonly string[];
  /** With `{name}` and `{value}` inside its arguments. */
  set: readonly string[] | undefined;
};

/** Toggles behind commands that read and set them. */
export function commandStore({read, set}: StoreCommands, {basis, tell, ask, now}: StoreTerms): CommandStore {
  const label = tell(shown(read)) ?? '';
  let last: {printed: Printed; at: number} | undefined;
  let failed: string | undefined;

  const readAll = async (signal: AbortSignal): Promise<{ok: true; printed: Printed} | Refused> => {
    const reading = await askAll(signal);
    if (reading.ok) last = {printed: reading.printed, at: now()};
    failed = reading.ok ? undefined : reading.problem;
    return reading;
  };

  const askAll = async (signal: AbortSignal): Promise<{ok: true; printed: Printed} | Refused> => {
    const run = await ask(read, signal);
    const {ending, printed} = run;
    if (ending.kind !== 'ended' || ending.exit !== 0) return {ok: false, problem: runProblem(run), next: `Run it by hand and look at what it says. ${passAdvice}`};
    if (printed === undefined) return {ok: false, problem: `${label} printed more than a list of toggles can be`, next: 'Let it print NAME=value lines.'};
    const found = printedIn(printed);
    const [strange] = found.values.size === 0 ? found.rest : [];
    if (strange) return {ok: false, problem: `${label} printed no line of the form NAME=value: line ${strange.line} is none`, next: oneAnswer};
    return {ok: true, printed: found};
  };

  const look = async (name: string, signal: AbortSignal): Promise<StoreLook> => {
    const reading = await readAll(signal);
    if (!reading.ok) return reading;
    const doubt = doubtOf(name, reading.printed);
    if (doubt !== undefined) return {ok: false, problem: `${label} ${doubt}`, next: oneAnswer};
    const plain = reading.printed.values.get(name)?.[0]?.value;
    // Only this value: the rest of what a platform prints changes with every restart.
    return {ok: true, ...held(name, plain), basis: basis(label, name, JSON.stringify(plain ?? null))};
  };

  return {
    label,
    look,
    known: name => last?.printed.values.get(name)?.at(-1)?.value,
    fault: name => {
      const doubt = last && doubtOf(name, last.printed);
      if (doubt !== undefined) return `cannot be told: ${label} ${doubt}`;
      // What was never read is not none: nothing weaker may stand in for it.
      return !last && failed !== undefined && isNeeded(name) ? `cannot be told: ${failed}` : undefined;
    },
    every: () => [...(last?.printed.values ?? [])].flatMap(([name, found]) => found.map(({value}) => [name, value] as const)),
    refresh: async signal => {
      const reading = await readAll(signal);
      if (reading.ok) return undefined;
      const known = last ? `its toggles are shown as they were at ${formatTimestamp(last.at)}` : 'its toggles are not known';
      return {problem: `${reading.problem}; ${known}`, next: reading.next};
    },
    plan: async (name, value, signal) => {
      const filled = fill(set, name, value);
      if (!filled.ok) return filled;
      const view = await look(name, signal);
      if (!view.ok) return view;
      const line = tell(shown(filled.command)) ?? '';
      return {ok: true, from: tell(view.value), where: line, does: [line], basis: view.basis};
    },
    write: async (name, value, planned, hand) => {
      const filled = fill(set, name, value);
      if (!filled.ok) return {outcome: 'failed', problem: filled.problem, next: filled.next};
      const view = await look(name, hand.signal);
      if (!view.ok) return {outcome: 'failed', problem: `${view.problem}; nothing was changed`, next: view.next};
      if (view.basis !== planned) return staleness(label);
      const run = await hand.run(filled.command, 'set');
      return judgeSet(run, {name, value, planned, hand, look, tell});
    },
  };
}

type Printed = {
  /** By name, everything that was printed for it, with its line from 1. */
  values: ReadonlyMap<string, ReadonlyArray<{value: string; line: number}>>;
  /** What else was printed, but for blank lines and comments. */
  rest: ReadonlyArray<{text: string; line: number}>;
};

/** `NAME=value` lines as they stand: nobody quotes for a program that is not there. */
function printedIn(printed: string): Printed {
  const lines = printed.split(/\r?\n/).map((text, index) => ({text, line: index + 1})).filter(({text}) => !/^\s*(?:#|$)/.test(text));
  const isValue = ({text}: {text: string}): boolean => assignment.test(text);
  const values = lines.filter(isValue).map(({text, line}) => ({name: text.slice(0, text.indexOf('=')), value: text.slice(text.indexOf('=') + 1), line}));
  return {values: Map.groupBy(values, ({name}) => name), rest: lines.filter(line => !isValue(line))};
}

const assignment = /^[A-Za-z_]\w*=/;

/** Why what was printed does not say what a variable is; to follow the command. */
function doubtOf(name: string, {values, rest}: Printed): string | undefined {
  const found = values.get(name) ?? [];
  const other = found.find(({value}) => value !== found[0]?.value);
  // Two containers in one listing, or a line of a value that looks like another variable.
  if (other) return `prints ${name} twice with different values, in lines ${found[0]?.line} and ${other.line}`;
  // A list, JSON, shell code, or several variables in one line; behind a backslash stands the letter of an escape.
  const named = new RegExp(`(?:^|\\W|\\\\[a-z])${name}(?!\\w)`);
  // A value of another variable may speak of this one.
  const given = new RegExp(`${named.source}["']?\\s*[=:]`);
  const inside = [...values.values()].flat().filter(({value}) => given.test(value));
  const astray = [...inside, ...rest.filter(({text}) => named.test(text))].sort((a, b) => a.line - b.line)[0];
  if (astray) return `names ${name} in line ${astray.line} otherwise than in front of it as ${name}=value`;
  const quoted = found.find(({value}) => /^["']/.test(value));
  return quoted && `prints ${name} in line ${quoted.line} between quotation marks, which the service may have or not`;
}

const oneAnswer = 'Let it print the variables of one container, one line each, such as with `printenv NAME` behind the name.';

type Filled = {ok: true; command: readonly string[]} | Refused;

/** The arguments with name and value in their places; the program itself is never filled in. */
function fill(set: readonly string[] | undefined, name: string, value: StoreValue): Filled {
  if (set === undefined) return {ok: false, problem: 'no command that sets toggles is described for this deployment', next: `Set ${name} by hand.`};
  if (value instanceof Secret) {
    return {
      ok: false,
      problem: `${name} is a token, and in an argument list everybody on the machine could read it`,
      next: 'Describe where the token is kept (`token:` with a file, or a command that takes it on standard input), or set it by hand.',
    };
  }
  const objection = valueObjection(value);
  if (objection !== undefined) return {ok: false, problem: `the value of ${name} ${objection}`, next: 'Give another value.'};
  const fault = valueFault(value);
  if (fault !== undefined) return {ok: false, problem: `the value of ${name} ${fault}`, next: `Give one word, or JSON without blanks; or set ${name} by hand.`};
  if (value.startsWith('-') && set.includes('{value}')) {
    return {ok: false, problem: `the value of ${name} begins with -, which the command would read as an option`, next: 'Give another value, or describe the command with {name}={value}.'};
  }
  const parts: Record<string, string> = {'{name}': name, '{value}': value};
  const [program = '', ...args] = set;
  return {ok: true, command: [program, ...args.map(argument => argument.replaceAll(/\{name\}|\{value\}/g, part => parts[part] ?? part))]};
}

export function runProblem({ending, output}: CommandRun): string {
  const said = output.text.trim().split('\n').at(-1);
  return `${endingText(output.command, ending)}${said ? `: ${said}` : ''}`;
}

export type SetTerms = {name: string; value: StoreValue; planned: string; hand: Hand; look: Store['look']; tell: StoreTerms['tell']};

/** What a set command did: its exit code is believed only when it is 0; else the store is asked. */
export async function judgeSet(run: CommandRun, {name, value, planned, hand, look, tell}: SetTerms): Promise<StoreChange> {
  const {ending} = run;
  if (ending.kind === 'ended' && ending.exit === 0) return {outcome: 'done'};
  const problem = runProblem(run);
  if (ending.kind === 'not started' || (ending.kind === 'cancelled' && !ending.started)) {
    const next = ending.kind === 'not started' ? ending.next : 'Start the step again when you want it.';
    return {outcome: 'failed', problem: `${problem}; nothing was changed`, next};
  }
  const view = hand.signal.aborted ? undefined : await look(name, hand.signal);
  if (ending.kind === 'ended' && view?.ok && view.basis === planned && !view.is(value)) {
    const message = `${problem}; ${name} reads as before, ${tell(view.value) ?? 'not set'}`;
    return {outcome: 'failed', problem: message, next: `Run the command by hand and look at what it says. ${passAdvice}`};
  }
  const seen = view?.ok ? `${name} reads ${tell(view.value) ?? 'not set'} now` : `what ${name} reads now is not known`;
  return {outcome: 'unknown', problem: `${problem}; ${seen}`, next: `Look at ${name} in the deployment before anything else is done.`};
}
