import {exitCode, type Trouble} from '../errors.ts';
import {namedEnvironments} from '../session/named-environments.ts';
import {othersOf} from '../session/team-of.ts';
import {aloneText} from '../team/elsewhere.ts';
import type {Found} from '../status/found.ts';
import {readStatus} from '../status/read-status.ts';
import {whyNotWell, type EnvironmentStatus} from '../status/status.ts';
import {statusDocument} from '../status/status-document.ts';
import {statusRows} from '../status/status-rows.ts';
import {formatTimestamp} from '../time.ts';
import {wrapped} from '../runbook/text-columns.ts';
import {rootOf} from '../workplace.ts';
import type {Context} from './context.ts';
import {usage} from './usage.ts';

export type StatusFlags = {env?: string; json?: boolean; look?: boolean};

/** `mcp-runbook status`: what is so in each environment by the record, and with `--look` as it is found now. @throws OperatorError */
export async function status(context: Context, {env, json = false, look = false}: StatusFlags): Promise<number> {
  const {place} = context;
  const {named, trouble} = await namedEnvironments(place);
  const team = await othersOf(place, patience);
  const {environments, unread, at} = readStatus([rootOf(place)], named, place.clock.now(), team?.elsewhere);
  const chosen = env === undefined ? environments : environments.filter(({environment}) => environment === env);
  if (env !== undefined && chosen.length === 0) {
    const known = environments.map(({environment}) => environment);
    if (trouble) throw usage(`nothing is known of an environment ${JSON.stringify(env)} here: ${trouble.problem}`, trouble.next);
    throw usage(`nothing is known of an environment ${JSON.stringify(env)} here`, known.length === 0 ? 'No environment is named in a file, and no walk outside practice is on record under this root.' : `Known: ${known.join(', ')}.`);
  }
  const looked = look ? await lookAt(context, chosen) : undefined;
  const missing: Trouble[] = [...unread, ...(trouble ? [trouble] : [])];
  const alone = team && aloneText(team.asked);
  const why = [
    ...chosen.flatMap(each => whyNotWell(each).map(({says}) => `${each.environment}: ${says}`)),
    ...(looked ?? []).flatMap(found => whyFoundNotWell(found).map(says => `${found.environment}: ${says}`)),
  ];
  const unseen = missing.map(({problem}) => problem);
  if (json) context.printDocument(statusDocument(chosen, {why: [...why, ...unseen], at, unread: unseen, looked, team: team?.asked}));
  else tell(context, chosen, {at, looked, missing, why});
  if (alone !== undefined) context.tell(alone);
  return why.length + missing.length === 0 ? exitCode.done : exitCode.checkFailed;
}

/** Milliseconds; who asks for it waits for it. */
const patience = 3000;

/** One after the other, so that what they print of themselves stays apart. */
async function lookAt({place, signal}: Context, environments: readonly EnvironmentStatus[]): Promise<Found[]> {
  const {lookNow} = await import('../session/look-now.ts');
  const looked: Found[] = [];
  for (const {environment} of environments) looked.push(await lookNow(place, environment, signal));
  return looked;
}

/** A route that nobody described is no fault. */
function whyFoundNotWell({toggle, route}: Found): string[] {
  const served = 'unknown' in toggle ? ['the toggle could not be read now'] : toggle.reads === '1' ? [] : ['the toggle reads off now'];
  return [...served, ...('value' in route && route.value !== 'mcp' ? [`the route is ${route.value} now`] : [])];
}

const head = (sign: string, name: string): string => `${sign} ${name.padEnd(nameColumns)}`;

/** `rehearsed` and three spaces. */
const nameColumns = 12;

/** What makes the exit code 1 is marked in its row, and said again below. */
function tell({print, tell: warn}: Context, environments: readonly EnvironmentStatus[], {at, looked, missing, why}: {at: number; looked: Found[] | undefined; missing: readonly Trouble[]; why: readonly string[]}): void {
  if (environments.length === 0) print(missing.length === 0 ? 'No environment is named in a file, and no walk outside practice is on record here.' : 'No environment is known here.');
  else print(`As of ${formatTimestamp(at).slice(0, 16).replace('T', ' ')} UTC; all times are UTC.`);
  for (const each of environments) {
    const rows = statusRows(each, at, looked?.find(({environment}) => environment === each.environment));
    const wrong = new Set<string>(whyNotWell(each).map(({row}) => row));
    print('');
    print(`${each.environment} (${each.class})`);
    for (const {name, says, now, next} of rows) {
      for (const line of wrapped(says, head(wrong.has(name) ? '!' : ' ', name))) print(line);
      if (now !== '') for (const line of wrapped(`found now ${now}`, head(' ', ''))) print(line);
      if (next !== undefined) for (const line of wrapped(next, head(' ', 'NEXT'))) print(line);
    }
  }
  for (const line of why) warn(`NOT WELL  ${line}`);
  for (const {problem} of missing) warn(`NOT KNOWN  ${problem}`);
  for (const next of new Set(missing.map(each => each.next))) warn(next);
}
