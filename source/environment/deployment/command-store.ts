import type {Refused, Trouble} from '../../errors.ts';
import {formatTimestamp} from '../../time.ts';
import {Secret} from '../../secret.ts';
import {passAdvice} from '../command/command-variables.ts';
import {endingText} from '../command/command-ending.ts';
import type {CommandRun} from '../command/run-command.ts';
import {shown} from '../command/command-line.ts';
import {valueFault} from '../config/filled-command.ts';
import {valueObjection} from './dotenv-edit.ts';
import {held, staleness, type Hand, type Store, type StoreLook, type StoreTerms, type StoreValue, type StoreChange} from './toggle-store.ts';

export type CommandStore = Store & {
  /** What the last successful reading printed; nothing before the first. */
  known(name: string): string | undefined;
  /** Why what it printed is no answer. */
  fault(name: string): string | undefined;
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
  let last: {values: Printed; at: number} | undefined;

  const readAll = async (signal: AbortSignal): Promise<{ok: true; values: Printed} | Refused> => {
    const run = await ask(read, signal);
    const {ending, printed} = run;
    if (ending.kind !== 'ended' || ending.exit !== 0) return {ok: false, problem: runProblem(run), next: `Run it by hand and look at what it says. ${passAdvice}`};
    if (printed === undefined) return {ok: false, problem: `${label} printed more than a list of toggles can be`, next: 'Let it print NAME=value lines.'};
    last = {values: valuesIn(printed), at: now()};
    return {ok: true, values: last.values};
  };

  const look = async (name: string, signal: AbortSignal): Promise<StoreLook> => {
    const reading = await readAll(signal);
    if (!reading.ok) return reading;
    const [plain, ...others] = [...new Set(reading.values.get(name)?.map(({value}) => value))];
    if (others.length > 0) return {ok: false, problem: `${label} ${contradiction(name, reading.values) ?? ''}`, next: oneAnswer};
    // Only this value: the rest of what a platform prints changes with every restart.
    return {ok: true, ...held(name, plain), basis: basis(label, name, JSON.stringify(plain ?? null))};
  };

  return {
    label,
    look,
    known: name => last?.values.get(name)?.at(-1)?.value,
    fault: name => {
      const found = last && contradiction(name, last.values);
      return found && `cannot be told: ${label} ${found}`;
    },
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

/** By name, everything that was printed for it, with its line from 1. */
type Printed = ReadonlyMap<string, ReadonlyArray<{value: string; line: number}>>;

/** `NAME=value` lines as they stand: nobody quotes for a program that is not there. Other lines are remarks. */
function valuesIn(printed: string): Printed {
  const lines = printed.split(/\r?\n/).flatMap((text, index) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    return name === undefined || value === undefined ? [] : [{name, value, line: index + 1}];
  });
  return Map.groupBy(lines, ({name}) => name);
}

/** A name with two values: two containers in one listing, or a line of a value that looks like another variable. */
function contradiction(name: string, printed: Printed): string | undefined {
  const found = printed.get(name) ?? [];
  const other = found.find(({value}) => value !== found[0]?.value);
  return other && `prints ${name} twice with different values, in lines ${found[0]?.line} and ${other.line}`;
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
