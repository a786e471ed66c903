import {isSea} from 'node:sea';
import {Command, CommanderError} from 'commander';
import {systemClock} from '../clock.ts';
import {displayLines} from '../display.ts';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {verifyCertificatesFile, verifyNode} from '../verify-node.ts';
import {nearestWord} from '../nearest-word.ts';
import {programOf} from '../pasted.ts';
import {reportFailure, Stopped, type Context} from './context.ts';
import {openDoors, type Doors} from './doors.ts';
import {exitCodeLines} from './output/exit-codes.ts';
import {versionText} from './output/version-text.ts';
import type {RecordKeeper} from '../record-keeper.ts';
import {verifyFilledIn, type Workplace} from '../workplace.ts';
import type {CommandRow} from './command-row.ts';
import {commandTable, programOptions} from './table.ts';
import {usage} from './usage.ts';

/** Parses the words, performs the one command they name, answers its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const {doors, settled} = openDoors(words.includes('--json'));
  return settled(await perform(words, doors));
}

async function perform(words: readonly string[], doors: Doors): Promise<number> {
  let exit: number = exitCode.done;
  try {
    verifyNode(process.versions.node);
    verifyCommand(words);
    const program = commandTree(words, doors.outlets, async (row, given, flags) => {
      await doors.wrapLines();
      exit = await row.perform(openContext(doors, flags), given, flags);
    });
    program.action(async (flags: PlaceFlags & {ascii?: boolean}) => {
      verifyPaths(programOptions, flags);
      const context = openContext(doors, flags);
      if (context.interactive) exit = await (await import('./app.ts')).startApp(context, flags);
      else exit = await (await import('./run.ts')).runWithoutScreens(context);
    });
    await program.parseAsync(words, {from: 'user'});
    return exit;
  } catch (error) {
    await doors.wrapLines();
    return failed(error, doors, words.includes('--json'));
  }
}

/** The program's own options that a value follows: that is no name of a command. */
const takesValue: ReadonlySet<string> = new Set(programOptions.flatMap(({flags}) => (flags.includes('<') ? [flags.split(' ', 1)[0] ?? ''] : [])));

/** The program without a command is one too, so commander would take a misspelt name for a surplus word. */
function verifyCommand(words: readonly string[]): void {
  const [first, second] = words.filter((word, index) => !word.startsWith('-') && !takesValue.has(words[index - 1] ?? ''));
  const name = first === 'help' ? second : first;
  const names = [...commandTable.map(row => row.name), 'help'];
  if (name === undefined || names.includes(name)) return;
  const near = nearestWord(name, names);
  throw usage(`there is no command ${name}${near === undefined ? '' : `; did you mean ${near}?`}`, `Choose one of: ${names.join(', ')}.`);
}

type Perform = (row: CommandRow, words: readonly string[], flags: never) => Promise<void>;

function commandTree(words: readonly string[], {stdout, stderr}: Doors['outlets'], perform: Perform): Command {
  const program = new Command('mcp-runbook')
    .description('Walks you through the operator MCP runbook, proves each step and records what was done.')
    .usage('[command] [options]');
  for (const {flags, explains} of programOptions) program.option(flags, explains);
  program
    // Where nobody asks, nobody reads it.
    .version(words.includes('--version') ? versionText() : '', '--version', 'print the version, the commit and what is carried')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: (text, write) => write(displayLines(text).join('\n')),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      // Nothing here has any, so nothing has to be taken away.
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    // The words of a command are in its own help; with them no window has room for what it does.
    .configureHelp({subcommandTerm: command => command.name(), minWidthToWrap: 20})
    .exitOverride()
    .addHelpText('after', exitCodeHelp);
  // Whoever names one first is told of no other.
  const named = commandTable.filter(row => row.name === words[0]);
  for (const row of named.length > 0 ? named : commandTable) {
    const command = program
      .command(row.words === undefined ? row.name : `${row.name} ${row.words}`)
      .summary(row.summary)
      .description(`${row.summary[0]?.toUpperCase()}${row.summary.slice(1)}.`)
      .exitOverride();
    // Of the others only the name is listed.
    if (words.includes(row.name)) describe(command, row, stdout.columns ?? 80);
    command.action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      verifyPaths([...programOptions, ...row.options], {...program.opts(), ...self.opts()});
      await perform(row, self.args, self.opts() as never);
    });
  }
  return program;
}

/** What these options take is a path. */
const takesPath = /--(\S+) <(?:file|folder|key)>/;

/** `--root=~/ops` and `--out '$HOME/x'` reach us as they stand. @throws OperatorError */
function verifyPaths(options: ReadonlyArray<{flags: string}>, given: Readonly<Record<string, unknown>>): void {
  for (const {flags} of options) {
    const name = takesPath.exec(flags)?.[1];
    const path = given[name ?? ''];
    if (typeof path === 'string') verifyFilledIn(`--${name}`, path);
  }
}

function describe(command: Command, row: CommandRow, columns: number): void {
  for (const {flags, explains, fallback} of row.options) command.option(flags, explains, fallback);
  command.addHelpText('before', `${examplesOf(row, columns)}\n`);
}

function examplesOf({examples}: CommandRow, columns: number): string {
  return ['Examples:', ...examples.flatMap(example => continued(`  ${/^[A-Z]/.test(example) ? '' : 'mcp-runbook '}${example}`, columns))].join('\n');
}

/** A command on as many lines as it needs, each ending as a shell wants it: it can be pasted as it stands. */
function continued(line: string, columns: number): string[] {
  const [option, word] = [' --', ' '].map(end => (line.length <= columns ? -1 : line.lastIndexOf(end, columns - 2)));
  const space = option !== undefined && option > indented.length ? option : (word ?? -1);
  return space <= indented.length ? [line] : [`${line.slice(0, space)} \\`, ...continued(`${indented}${line.slice(space + 1)}`, columns)];
}

const indented = '    ';

const exitCodeHelp = `
Without a command: the app; without a terminal: the practice rehearsal, with
nobody there.

Exit codes:
${exitCodeLines(78).map(row => `  ${row}`).join('\n')}
`;

function openContext({hide, ...doors}: Doors, {root, config, runbooks}: PlaceFlags): Context {
  const {env: variables} = process;
  verifyCertificatesFile(variables);
  let answers: boolean | undefined;
  const context: Context = {
    ...doors,
    place: {folder: workingFolder(), root, config, runbooks, variables, program: programOf(variables, isSea() ? process.argv0 : undefined), clock: systemClock, hide, records: {
      look: async session => (await keeper()).look(session),
      write: async session => (await keeper()).write(session),
    }},
    get interactive() {
      return this.answers && variables.TERM !== 'dumb' && !wantsLines.test(variables.INK_SCREEN_READER ?? '');
    },
    // Opening stdin takes a tenth of the start-up; only a command that needs somebody there asks.
    get answers() {
      answers ??= doors.outlets.stdout.isTTY && process.stdin.isTTY === true;
      if (answers) doors.watchTerminal();
      return answers;
    },
  };
  const keeper = async (): Promise<RecordKeeper> => (await import('./record-incident.ts')).recordKeeper(context);
  return context;
}

/** Whoever reads by ear says so by Ink's own variable, which nothing else sets. */
const wantsLines = /^(?:1|true)$/i;

/** Where the program was started; somebody may have deleted it since. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new OperatorError(`the working folder is gone: ${causeOf(error)}`, {code: 'no-working-folder', next: 'Change to a folder that is there, then start again.', exit: exitCode.usage});
  }
}

type PlaceFlags = Pick<Workplace, 'root' | 'config' | 'runbooks'>;

function failed(error: unknown, doors: Doors, json: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has printed help, version or the usage error itself.
    if (error.exitCode === 0) return exitCode.done;
    if (json) doors.printDocument({ok: false, error: {code: 'usage', message: error.message.replace(/^error: /, ''), next: 'See mcp-runbook --help.'}});
    return exitCode.usage;
  }
  if (error instanceof Stopped) {
    // What is lost has been told on the other stream.
    if (error.exit !== exitCode.notRecorded) reportFailure(doors, {code: 'stopped', problem: error.message, next: 'Run it again; what was recorded is safe.'}, json);
    return error.exit;
  }
  if (error instanceof OperatorError) {
    reportFailure(doors, error, json);
    return error.exit;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) doors.printDocument({ok: false, error: {code: 'bug', message: 'mcp-runbook has a bug', next: 'Report what stderr says.'}});
  doors.tell(`This is a bug in mcp-runbook, not something you did. What was recorded is safe.\n${stack}`);
  return exitCode.bug;
}
