import {isMcpOn} from '../connector/services.ts';
import type {EnvironmentClass} from '../environment/environment.ts';
import type {Trouble} from '../errors.ts';
import type {Holder} from '../journal/lock.ts';
import type {Gap} from '../ledger/gaps.ts';
import type {WindowEnds} from '../ledger/window-end.ts';
import {parseTimestamp} from '../time.ts';
import type {RouteFact, Seen, SmokeFact, ToggleFact, WalkFacts} from './walk-facts.ts';

export type {Seen} from './walk-facts.ts';

/** Why it is not known, in words, and what makes it known. */
export type Unknown = {unknown: string; next: string};

export type Toggle = {
  value: 'on' | 'off';
  /** As it reads; null where it is not set. */
  reads: string | null;
  how: 'set' | 'read' | 'settled' | 'accepted';
  seen: Seen;
  /** Who set it so, where a walk did. */
  since: Seen | undefined;
  /** As one shell goes by it alone. */
  weak?: true;
};

/** `ends`: of its 48 hours, milliseconds since 1970. */
export type Window = {connector: string} & ({ends: number; over: boolean} | Unknown);

export type OpenWalk = Pick<WalkFacts, 'session' | 'runbook' | 'operator' | 'host' | 'incident' | 'step' | 'lastAt' | 'changed' | 'unattended'> & {
  /** Whether a living process has it, and which. */
  held: boolean;
  holder: Holder | undefined;
  /** Another console's, as the team has it. */
  elsewhere?: true | undefined;
};

export type Rehearsed = Pick<WalkFacts, 'session' | 'operator' | 'state' | 'lastAt'>;

/** What is so in one environment, as the record says: each value with who saw it, or why it is not known (design, section 15). */
export type EnvironmentStatus = {
  environment: string;
  class: EnvironmentClass;
  toggle: Toggle | (Unknown & {/** The step that may have changed it. */ seen?: Seen});
  route: {value: 'mcp' | 'legacy'; seen: Seen} | (Unknown & {seen?: Seen});
  windows: readonly Window[];
  gaps: {open: readonly Gap[]} | Unknown;
  walks: readonly OpenWalk[];
  /** What cannot be read and may be of here. */
  hidden: readonly UnreadWalk[];
  smoke: SmokeFact | Unknown;
  rehearsed: Rehearsed | Unknown;
};

export type WalkTold = WalkFacts & {root: string; held: boolean; holder: Holder | undefined; elsewhere?: true};

/**
 * A session, or a folder of them, that cannot be read. `session`: its id, or the path of the folder; `environment`: undefined where not
 * even its first line says; `written`: when it last was, milliseconds since 1970, where that is known.
 */
export type UnreadWalk = Trouble & {root: string; session: string; environment: string | undefined; written: number | undefined};

/** What helps where nobody has looked, or a step has left it open. */
export const lookNow = 'Look now: r on the first screen, or the command status --look.';

/** What helps where the ledger tells of no drill, and of no smoke run. */
export const rehearse = 'A rehearsal tells: the procedure stage-b-rehearsal.';

/** What the ledger and the gap file of one root say. `windows`: ends of the 48 hours by connector. */
export type LedgerTold = {windows: WindowEnds['ends'] | Unknown; gaps: {open: readonly Gap[]} | Unknown};

export type Told = {
  /** Those that are named or were walked in. */
  environments: ReadonlyArray<{name: string; class: EnvironmentClass; root: string}>;
  walks: readonly WalkTold[];
  unread: readonly UnreadWalk[];
  ledgers: ReadonlyMap<string, LedgerTold>;
};

/** Why no 48 hours are counted: nothing was ever drilled. */
export const noLedger = 'there is no ledger';

/** Why no 48 hours are counted of what was drilled, if at all, at times that are still to come. */
export const onlyAhead = 'only lines dated ahead';

/** What helps where no more than the newest lines of a ledger were looked at. */
export const reviewAll = 'Run ledger review, which reads them all.';

/** The runbook whose walks count as rehearsals. */
export const rehearsal = 'stage-b-rehearsal';

/** `now`: milliseconds since 1970. */
export function statusOf({environments, walks, unread, ledgers}: Told, now: number): EnvironmentStatus[] {
  return environments.map(({name, class: where, root}) => {
    const here = walks.filter(walk => walk.environment === name && walk.root === root);
    const hidden = unread.filter(one => one.root === root && (one.environment ?? name) === name);
    const ledger = ledgers.get(root) ?? {windows: {unknown: 'nobody has looked at its ledger', next: lookNow}, gaps: {unknown: 'nobody has looked at its gaps', next: lookNow}};
    const smoke = newest(here.flatMap(walk => walk.smoke ?? []));
    const notRead = hidden[0] && {unknown: hidden[0].problem, next: hidden[0].next};
    return {
      environment: name,
      class: where,
      toggle: toggleOf(here, hidden),
      route: routeOf(here, hidden),
      windows: windowsOf(ledger.windows, now),
      gaps: ledger.gaps,
      walks: here.filter(({state}) => state === 'open').sort(byUrgency).map(openWalk),
      hidden,
      smoke: smoke ?? notRead ?? {unknown: 'none is in the newest walks here', next: rehearse},
      rehearsed: rehearsedIn(here) ?? notRead ?? {unknown: 'none by a person is in the newest walks here', next: rehearse},
    };
  });
}

const timeOf = ({seen}: {seen: Seen}): number => parseTimestamp(seen.at) ?? 0;

function newest<Fact extends {seen: Seen}>(facts: readonly Fact[]): Fact | undefined {
  return inOrder(facts).at(-1);
}

function inOrder<Fact extends {seen: Seen}>(facts: readonly Fact[]): Fact[] {
  return facts.map(fact => ({fact, at: timeOf(fact)})).sort((one, other) => one.at - other.at).map(({fact}) => fact);
}

/** What may have been changed in a session that cannot be read is not known, unless somebody has looked since. */
function coveredBy(hidden: readonly UnreadWalk[], seen: number): {unknown: string; next: string} | undefined {
  const covers = hidden.find(({written}) => written === undefined || written > seen);
  return covers && {unknown: covers.problem, next: covers.next};
}

/** The toggle as the newest fact of these walks has it, with who has set it so. */
export function toggleOf(walks: readonly WalkFacts[], hidden: readonly UnreadWalk[]): EnvironmentStatus['toggle'] {
  const facts = countedIn(walks);
  const last = facts.at(-1);
  const covered = coveredBy(hidden, last ? timeOf(last) : 0);
  if (covered) return {...covered, ...(last && !isOn(last) && {seen: last.seen})};
  if (!last) return {unknown: 'no walk here has read it', next: lookNow};
  if ('unknown' in last) return {unknown: last.unknown, next: lookNow, seen: last.seen};
  const {value, how, seen} = last;
  return {value: isOn(last) ? 'on' : 'off', reads: value, how, seen, since: setBefore(facts, last)?.seen, ...('weak' in last && {weak: true as const})};
}

/** In order of time. What one shell goes by is all there is where nothing was ever set or read elsewhere. */
function countedIn(walks: readonly WalkFacts[]): ToggleFact[] {
  const facts = walks.flatMap(({toggle}) => toggle);
  const strong = facts.filter(fact => !('weak' in fact));
  return inOrder(strong.length > 0 ? strong : facts);
}

/** When these walks last found the toggle other than it is now, milliseconds since 1970; 0 where they never did. Whoever set it did so later. */
export function lastSeenOtherwise(walks: readonly WalkFacts[]): number {
  const facts = countedIn(walks);
  const last = facts.at(-1);
  const other = last && facts.findLast(fact => !('unknown' in fact) && isOn(fact) !== isOn(last));
  return other ? timeOf(other) : 0;
}

function isOn(fact: ToggleFact): boolean {
  return !('unknown' in fact) && isMcpOn(fact.value ?? undefined);
}

/** Who set it to what it reads since, or may have, before anybody found or made it otherwise. */
function setBefore(facts: readonly ToggleFact[], last: ToggleFact): ToggleFact | undefined {
  const other = facts.findLastIndex(fact => !('unknown' in fact) && isOn(fact) !== isOn(last));
  return facts.slice(other + 1).find(fact => 'unknown' in fact || fact.how !== 'read');
}

function routeOf(walks: readonly WalkFacts[], hidden: readonly UnreadWalk[]): EnvironmentStatus['route'] {
  const last: RouteFact | undefined = newest(walks.flatMap(({route}) => route));
  const covered = coveredBy(hidden, last ? timeOf(last) : 0);
  if (covered) return covered;
  if (!last) return {unknown: 'no walk here has asked the service', next: lookNow};
  return 'unknown' in last ? {...last, next: lookNow} : last;
}

function windowsOf(windows: LedgerTold['windows'], now: number): Window[] {
  if ('unknown' in windows) return [{connector: 'all', unknown: String(windows.unknown), next: String(windows.next)}];
  return [...windows].map(([connector, ends]) => {
    if (typeof ends === 'number') return {connector, ends, over: ends < now};
    if (typeof ends === 'object') return {connector, unknown: `none of the newest ${ends.among} lines is a drill of it that counts, and no more were looked at`, next: reviewAll};
    return {connector, unknown: ends === 'ahead' ? onlyAhead : 'no drill of it counts', next: rehearse};
  });
}

/** Who is at it now comes first, then what has changed something, then the newest. */
function byUrgency(one: WalkTold, other: WalkTold): number {
  const rank = ({held, changed}: WalkTold): number => Number(held) * 2 + Number(changed);
  return rank(other) - rank(one) || (one.lastAt < other.lastAt ? 1 : -1);
}

function openWalk({session, runbook, operator, host, incident, step, lastAt, changed, unattended, held, holder, elsewhere}: WalkTold): OpenWalk {
  return {session, runbook, operator, host, incident, step, lastAt, changed, unattended, held, holder, ...(elsewhere && {elsewhere})};
}

function rehearsedIn(walks: readonly WalkFacts[]): Rehearsed | undefined {
  const ended = walks.filter(({runbook, state, unattended, thrownAway}) => runbook.id === rehearsal && state !== 'open' && !unattended && !thrownAway);
  return ended.toSorted((one, other) => (one.lastAt < other.lastAt ? -1 : 1)).map(({session, operator, state, lastAt}) => ({session, operator, state, lastAt})).at(-1);
}

/** Whether nothing is off, over, or hidden where it would be said. What nobody described, such as a route, is no fault. */
export function isWell(status: EnvironmentStatus): boolean {
  return whyNotWell(status).length === 0;
}

/** What is off, over or hidden, a few words each, by the row that says it in full. */
export function whyNotWell({toggle, route, windows, gaps}: EnvironmentStatus): Array<{row: 'MCP' | 'route' | 'back by' | 'gap'; says: string}> {
  const served = 'unknown' in toggle ? 'whether MCP is on is not known' : toggle.value === 'off' ? 'MCP is off' : undefined;
  const late = windows.flatMap(window => ('ends' in window ? (window.over ? [`the 48 hours of ${window.connector} are over`] : []) : [`by when MCP must be back is not known: ${window.connector === 'all' ? '' : `${window.connector}, `}${window.unknown}`]));
  return [
    ...(served === undefined ? [] : [{row: 'MCP' as const, says: served}]),
    ...('value' in route && route.value === 'legacy' ? [{row: 'route' as const, says: 'operators are on the legacy handlers'}] : []),
    ...late.map(says => ({row: 'back by' as const, says})),
    ...('unknown' in gaps ? [{row: 'gap' as const, says: 'which gaps are open is not known'}] : []),
  ];
}
