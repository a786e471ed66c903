import {exitMeanings} from '../../source/commands/output/exit-codes.ts';
import type {CommandRow, Option} from '../../source/commands/command-row.ts';
import {commandTable, programOptions} from '../../source/commands/table.ts';
import {exitCode} from '../../source/errors.ts';

/** For man(1): one page for the program and one for each command, by their paths from the root of the project. */
export const manualPages: ReadonlyArray<readonly [path: string, make: () => string]> = [
  ['docs/man/mcp-runbook.1', programPage] as const,
  ...commandTable.map(row => [`docs/man/mcp-runbook-${row.name}.1`, () => commandPage(row)] as const),
];

/** roff reads a backslash anywhere and a dot or an apostrophe at the start of a line; a bare hyphen cannot be pasted. */
const roff = (text: string): string => text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll(/^(?=[.'])/gm, '\\&');

const quoted = (text: string): string => `"${roff(text).replaceAll('"', '\\(dq')}"`;

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;

const section = (head: string, ...lines: readonly string[]): string => [`.SH ${head}`, ...lines].join('\n');

const page = (name: string, says: string, ...sections: readonly string[]): string =>
  [`.\\" Made from the table of commands by npm run docs.`, `.TH ${quoted(name.toUpperCase())} 1 "" "mcp\\-runbook"`, section('NAME', `${roff(name)} \\- ${roff(says)}`), ...sections, ''].join('\n');

const term = (head: string, text: string): string => `.TP\n${bold(head)}\n${roff(text)}`;

const optionsSection = (options: readonly Option[]): string =>
  section('OPTIONS', ...[...options, {flags: '-h, --help', explains: 'show the help'}].map(({flags, explains, fallback}: Option) => term(flags, fallback === undefined ? explains : `${explains} (default: ${fallback})`)));

function exitSection(): string {
  const codes = Object.entries(exitMeanings) as Array<[keyof typeof exitCode, (typeof exitMeanings)[keyof typeof exitCode]]>;
  return section('EXIT STATUS', ...codes.map(([name, {short}]) => term(String(exitCode[name]), short)));
}

function programPage(): string {
  return page(
    'mcp-runbook',
    'walk the operator MCP runbook, prove each step and record it',
    section('SYNOPSIS', `${bold('mcp-runbook')} [command] [options]`),
    section('DESCRIPTION', 'Without a command it is the app; without a terminal the practice rehearsal, unattended.'),
    section('COMMANDS', ...commandTable.map(({name, summary}) => term(name, `${summary}; see mcp-runbook-${name}(1)`))),
    optionsSection(programOptions),
    exitSection(),
  );
}

function commandPage({name, words, summary, examples, options}: CommandRow): string {
  const lines = examples.map(example => roff(/^[A-Z]/.test(example) ? example : `mcp-runbook ${example}`));
  return page(
    `mcp-runbook-${name}`,
    summary,
    section('SYNOPSIS', `${bold(`mcp-runbook ${name}`)}${words === undefined ? '' : ` ${roff(words)}`} [options]`),
    section('EXAMPLES', '.nf', ...lines, '.fi'),
    optionsSection(options),
    section('SEE ALSO', `${bold('mcp-runbook')}(1), which has the exit codes`),
  );
}
