import {actionSignatures} from '../actions/registry.ts';
import {exitCode, type Trouble} from '../errors.ts';
import {listRunbooks} from '../runbook/library.ts';
import type {Scenario} from '../runbook/scenario.ts';
import {ruleText} from '../drill/debrief-text.ts';
import {runbookDrills} from '../drill/find-drill.ts';
import {readRoster, type Roster} from '../drill/roster.ts';
import {scoreRules} from '../drill/score.ts';
import {standingsOf, type DrillStanding} from '../drill/standings.ts';
import {columns} from './output/columns.ts';
import {pasted} from '../pasted.ts';
import {rootOf} from '../workplace.ts';
import {verificationExit} from '../verify/verify-session.ts';
import {tellTrouble, type Context} from './context.ts';
import {csv} from './output/csv.ts';
import {operatorOf} from './operator.ts';
import {usage} from './usage.ts';

export type DrillsFlags = {json?: boolean; csv?: boolean; rules?: boolean; operator?: string};

/** `mcp-runbook drills [report]`: what can be practised, and who has. @throws OperatorError for an unknown view */
export async function drills(context: Context, view: string, flags: DrillsFlags): Promise<number> {
  if (view !== 'list' && view !== 'report') throw usage(`drills ${view}: no such view`, 'Use: drills, drills report, or drills --rules.');
  if (flags.csv && (view === 'list' || flags.json)) throw usage('--csv is a form of the report', 'Use: drills report --csv.');
  if (flags.rules) return rules(context, flags);
  return view === 'report' ? report(context, flags) : list(context, flags);
}

/** How a drill is scored. */
function rules(context: Context, {json}: DrillsFlags): number {
  if (json) context.printDocument({rules: scoreRules});
  else context.printPage(columns([['rule', 'points', 'for'], ...scoreRules.map(rule => [rule.name, ruleText(rule), rule.says])]));
  return exitCode.done;
}

type Row = {drill: Scenario; standing: DrillStanding | undefined};

type Group = {runbook: string; title: string; rows: Row[]; trouble: Trouble | undefined};

/** Each drill with what it teaches, and what this operator has made of it. */
function list(context: Context, flags: DrillsFlags): number {
  const operator = operatorOf(flags.operator, context.tell);
  const roster = readRoster(rootOf(context.place));
  const standings = standingsOf(roster.results, context.place.clock.now()).filter(standing => standing.operator === operator);
  const groups = groupsIn(context.place.runbooks, standings);
  const troubles = groups.flatMap(({trouble}) => trouble ?? []);
  const exit = roster.unread ? verificationExit['cannot tell'] : troubles.length === 0 ? exitCode.done : exitCode.checkFailed;
  if (flags.json) context.printDocument({ok: exit === exitCode.done, operator, drills: groups.flatMap(({rows}) => rows.map(row => rowDocument(row, roster))), problems: troubles.map(({problem}) => problem), ...rosterFacts(roster)});
  else {
    for (const line of groups.flatMap(group => groupLines(group, roster))) context.print(line);
    context.print(`Results of ${operator}. Walk one with: ${pasted(context.place, 'run', 'RUNBOOK', '--drill', 'DRILL')}\nHow they are scored: ${pasted(context.place, 'drills', '--rules')}`);
    for (const trouble of troubles) tellTrouble(context, trouble);
    tellRoster(context, roster);
  }
  return exit;
}

function groupsIn(folder: string | undefined, standings: readonly DrillStanding[]): Group[] {
  return listRunbooks(actionSignatures, folder).map(page => {
    const {drills, ...group} = runbookDrills(page, folder);
    return {...group, rows: drills.map(drill => ({drill, standing: standings.find(one => one.runbook === group.runbook && one.drill === drill.id)}))};
  });
}

function groupLines({runbook, title, rows}: Group, {unread}: Roster): string[] {
  if (rows.length === 0) return [];
  const table = columns([
    ['drill', 'level', 'best', 'last walked'],
    ...rows.map(({drill: {id, level}, standing}) => [id, level, standing ? String(standing.best) : unread ? '?' : '-', standing ? `${dateOf(standing)}${standing.freshness === 'fresh' ? '' : `, ${standing.freshness}`}` : unread ? 'not known' : 'never']),
  ]).split('\n');
  const [head = '', ...lines] = table.map(line => `  ${line}`);
  return [`${title}  (${runbook})`, head, ...lines.flatMap((line, index) => [line, `      ${rows[index]?.drill.teaches ?? ''}`]), ''];
}

function rowDocument({drill: {runbook, id, title, level, teaches}, standing}: Row, {unread}: Roster) {
  const last = standing && {at: standing.last.at, score: standing.last.score, ended: standing.last.ended, expected: standing.last.expected, freshness: standing.freshness};
  return {runbook, drill: id, title, level, teaches, attempts: standing?.attempts ?? (unread ? null : 0), best: standing?.best ?? null, last: last ?? null};
}

const reportHead = ['operator', 'runbook', 'drill', 'attempts', 'best', 'last', 'ended', 'walked', 'days', 'freshness'] as const;

/** Per person and drill, at all consoles of a team: how often, how well, and how long ago. */
async function report(context: Context, flags: DrillsFlags): Promise<number> {
  const roster = readRoster(rootOf(context.place));
  const others = await (await import('./team/others-drills.ts')).othersDrills(context);
  const own = new Set(roster.results.map(({session}) => session));
  const all = standingsOf([...roster.results, ...others.results.filter(({session}) => !own.has(session))], context.place.clock.now());
  const standings = flags.operator === undefined ? all : all.filter(({operator}) => operator === flags.operator);
  const exit = roster.unread ? verificationExit['cannot tell'] : exitCode.done;
  if (flags.json) context.printDocument({ok: exit === exitCode.done, standings: standings.map(standingDocument), ...rosterFacts(roster), ...(others.alone !== undefined && {team_away: others.alone})});
  else if (flags.csv) {
    context.printTable(csv([reportHead, ...standings.map(reportRow)]));
    tellRoster(context, roster);
  } else {
    if (standings.length === 0) context.print(`${roster.unread || roster.unreadable > 0 || others.alone !== undefined ? 'Nobody is known to have a result' : 'Nobody has a result yet'}${flags.operator === undefined ? '' : ` under the name ${flags.operator}`}. Walk a drill with: ${pasted(context.place, 'run', 'RUNBOOK', '--drill', 'DRILL')}`);
    else for (const line of columns([reportHead, ...standings.map(standing => reportRow(standing).map(String))]).split('\n')) context.printPage(line);
    tellRoster(context, roster);
  }
  if (others.alone !== undefined && !flags.json) context.tell(others.alone);
  return exit;
}

function reportRow(standing: DrillStanding): Array<string | number> {
  const {operator, runbook, drill, attempts, best, last, days, freshness} = standing;
  return [operator, runbook, drill, attempts, best, last.score, last.ended, dateOf(standing), days, freshness];
}

function standingDocument({operator, runbook, drill, attempts, best, last, days, freshness}: DrillStanding) {
  const {at, score, ended, expected, milliseconds, session} = last;
  return {operator, runbook, drill, attempts, best, last: {at, score, ended, expected, milliseconds, session}, days, freshness};
}

function rosterFacts({unreadable, trouble}: Roster) {
  return {unreadable_lines: unreadable, roster_problem: trouble?.problem ?? null};
}

function tellRoster(context: Context, {unreadable, trouble}: Roster): void {
  if (trouble) tellTrouble(context, trouble);
  if (unreadable > 0) context.tell(`${unreadable} ${unreadable === 1 ? 'line of the roster is no result and is' : 'lines of the roster are no results and are'} left out.`);
}

function dateOf({last: {at}}: DrillStanding): string {
  return at.slice(0, 10);
}
