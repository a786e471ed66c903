import {exitMeanings, verdictMeanings} from '../../source/commands/output/exit-codes.ts';
import type {CommandRow, Option} from '../../source/commands/command-row.ts';
import {commandTable, programOptions} from '../../source/commands/table.ts';
import {exitCode} from '../../source/errors.ts';
import {verificationExit} from '../../source/verify/verify-session.ts';
import {code, fenced, madePage, table} from './markdown.ts';

const optionTable = (options: readonly Option[]): string =>
  table(['Option', 'Does'], options.map(({flags, explains, fallback}) => [code(flags), fallback === undefined ? explains : `${explains} (default: ${fallback})`]));

function commandSection({name, words, summary, examples, options}: CommandRow): string {
  return [
    `## ${name}`,
    `${code(words === undefined ? name : `${name} ${words}`)}: ${summary}.`,
    fenced('sh', examples.map(example => (/^[A-Z]/.test(example) ? example : `mcp-runbook ${example}`))),
    ...(options.length === 0 ? [] : [optionTable(options)]),
  ].join('\n\n');
}

export function commandsPage(): string {
  return madePage(
    'Commands',
    'the table of commands',
    'Without a command it is the app; without a terminal the practice rehearsal, unattended. `help COMMAND` shows what stands here. What they end with: [exit codes](exit-codes.md).',
    optionTable(programOptions),
    ...commandTable.map(commandSection),
  );
}

export function exitCodesPage(): string {
  const codes = Object.entries(exitMeanings) as Array<[keyof typeof exitCode, (typeof exitMeanings)[keyof typeof exitCode]]>;
  return madePage(
    'Exit codes',
    'the table of exit codes',
    table(['Exit', 'Means', 'Also'], codes.map(([name, {short, long = ''}]) => [String(exitCode[name]), short, long])),
    '`sessions show`, `sessions verify` and `sessions record` end with the verdict on the session, `record` with 5 where it could not be written:',
    table(['Exit', 'Verdict', 'Means'], Object.entries(verificationExit).map(([verdict, exit]) => [String(exit), verdict, verdictMeanings[verdict as keyof typeof verdictMeanings]])),
    'With `--json` a command that could not do its work prints one document, and the message on standard error:',
    fenced('json', ['{"ok": false, "error": {"code": "...", "message": "...", "next": "..."}}']),
  );
}
