import type {EnvironmentStatus, Unknown} from './status.ts';
import {backBy, clockOf, offText, seenText, spanSince, walkText} from './status-text.ts';
import type {Found} from './found.ts';

/** One row of what is so: its name, what the record says, and what was found now, where somebody looked. */
export type StatusRow = {name: string; says: string; now: string; /** What to do where that is not known. */ next?: string};

/** What is so in one environment, a row each; `now`: milliseconds since 1970. */
export function statusRows(status: EnvironmentStatus, now: number, found?: Found): StatusRow[] {
  const {toggle, route, windows, gaps, smoke, rehearsed} = status;
  return saidOnce([
    {name: 'MCP', says: toggleText(status, now), now: found ? foundToggle(found) : '', ...nextOf(found?.toggle ?? toggle)},
    {name: 'route', says: routeText(status, now), now: found ? foundRoute(found) : '', ...nextOf(found?.route ?? route)},
    {name: 'back by', says: backBy(status, now).text, now: '', ...windows.map(nextOf).find(({next}) => next !== undefined)},
    ...rowsOf('gap', gapTexts(status, now), 'none is open').map(row => ({...row, ...nextOf(gaps)})),
    ...rowsOf('at it', status.walks.map(walk => walkText(walk, now)), 'nobody'),
    {name: 'smoke', says: smokeText(status, now), now: '', ...nextOf(smoke)},
    {name: 'rehearsed', says: rehearsedText(status, now), now: '', ...nextOf(rehearsed)},
  ]);
}

const nextOf = (known: Unknown | object): Pick<StatusRow, 'next'> => ('unknown' in known ? {next: known.next} : {});

/** What helps with rows that stand together is said below the last of them. */
function saidOnce(rows: readonly StatusRow[]): StatusRow[] {
  return rows.map(({next, ...row}, index) => (next === undefined || next === rows[index + 1]?.next ? row : {...row, next}));
}

function rowsOf(name: string, texts: readonly string[], none: string): StatusRow[] {
  return texts.length === 0 ? [{name, says: none, now: ''}] : texts.map((says, index) => ({name: index === 0 ? name : '', says, now: ''}));
}

function toggleText(status: EnvironmentStatus, now: number): string {
  const {toggle} = status;
  const off = offText(status, now);
  if ('unknown' in toggle) return off ?? `not known: ${toggle.unknown}`;
  const seen = `ABZU_USE_MCP ${toggle.reads === null ? 'not set' : `= ${toggle.reads}`}, ${seenText(toggle.seen, toggle.how, now)}`;
  return off === undefined ? `${toggle.value}: ${seen}` : `${off}; ${seen}`;
}

function routeText({route}: EnvironmentStatus, now: number): string {
  return 'unknown' in route ? `not known: ${route.unknown}` : `${route.value}: ${seenText(route.seen, 'seen', now)}`;
}

function gapTexts({gaps}: EnvironmentStatus, now: number): string[] {
  if ('unknown' in gaps) return [`not known: ${gaps.unknown}`];
  return gaps.open.map(({opened: {gap_id, noted_at, operator, incident, reason}}) => `${gap_id} open since ${clockOf(noted_at, now)} (${[spanSince(noted_at, now), operator, incident].filter(part => part !== null).join(', ')}): ${reason}`);
}

function smokeText({smoke}: EnvironmentStatus, now: number): string {
  return 'unknown' in smoke ? `not known: ${smoke.unknown}` : `${smoke.outcome}: ${spanSince(smoke.seen.at, now)} ago, ${smoke.seen.operator}`;
}

function rehearsedText({rehearsed}: EnvironmentStatus, now: number): string {
  return 'unknown' in rehearsed ? `not known: ${rehearsed.unknown}` : `${rehearsed.state}: ${spanSince(rehearsed.lastAt, now)} ago, ${rehearsed.operator}`;
}

function foundToggle({toggle}: Found): string {
  return 'unknown' in toggle ? `not known: ${toggle.unknown}` : `${toggle.reads === '1' ? 'on' : 'off'}: ABZU_USE_MCP ${toggle.reads === null ? 'not set' : `= ${toggle.reads}`} (${toggle.source})`;
}

function foundRoute({route}: Found): string {
  return 'unknown' in route ? `not known: ${route.unknown}` : `${route.value}: ${route.detail}`;
}
