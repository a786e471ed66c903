import type {JsonObject} from '../json.ts';
import type {TeamAsked} from '../team/elsewhere.ts';
import {formatTimestamp} from '../time.ts';
import type {Found} from './found.ts';
import type {EnvironmentStatus, OpenWalk, Seen, Window} from './status.ts';

type Around = {/** Why not all is well, a sentence each. */ why: readonly string[]; /** Milliseconds since 1970. */ at: number; unread: readonly string[]; looked: readonly Found[] | undefined; /** Undefined without one. */ team?: TeamAsked | undefined};

/** What `status --json` prints; `found` stands beside what the record says, and only where somebody looked. */
export function statusDocument(environments: readonly EnvironmentStatus[], {why, at, unread, looked, team}: Around): JsonObject {
  return {
    ok: why.length === 0,
    why: [...why],
    at: formatTimestamp(at),
    environments: environments.map(each => environmentDocument(each, looked?.find(({environment}) => environment === each.environment))),
    unread: [...unread],
    ...(team && {team: {asked: team.state === 'asked', away: typeof team.state === 'string' ? null : team.state.away, asked_at: team.askedAt === undefined ? null : formatTimestamp(team.askedAt), newest: team.newest ?? null}}),
  };
}

function environmentDocument({environment, class: where, toggle, route, windows, gaps, walks, smoke, rehearsed}: EnvironmentStatus, found: Found | undefined): JsonObject {
  return {
    environment,
    class: where,
    toggle: 'unknown' in toggle
      ? {unknown: toggle.unknown, ...(toggle.seen && {seen: seenDocument(toggle.seen)})}
      : {value: toggle.value, reads: toggle.reads, how: toggle.how, seen: seenDocument(toggle.seen), since: toggle.since ? seenDocument(toggle.since) : null},
    route: 'unknown' in route ? {unknown: route.unknown} : {value: route.value, seen: seenDocument(route.seen)},
    windows: windows.map(windowDocument),
    gaps: 'unknown' in gaps ? {unknown: gaps.unknown} : {open: gaps.open.map(({opened: {gap_id, noted_at, session, incident, operator, reason}}) => ({gap_id, noted_at, session, incident, operator, reason}))},
    walks: walks.map(walkDocument),
    smoke: 'unknown' in smoke ? {unknown: smoke.unknown} : {outcome: smoke.outcome, receipt: smoke.receipt, seen: seenDocument(smoke.seen)},
    rehearsed: 'unknown' in rehearsed ? {unknown: rehearsed.unknown} : {session: rehearsed.session, operator: rehearsed.operator, ended: rehearsed.state, at: rehearsed.lastAt},
    ...(found && {found: {at: found.at, toggle: found.toggle, route: found.route}}),
  };
}

function seenDocument({at, session, step, operator, incident}: Seen): JsonObject {
  return {at, session, step, operator, incident};
}

function windowDocument(window: Window): JsonObject {
  return 'unknown' in window ? {connector: window.connector, unknown: window.unknown} : {connector: window.connector, ends: formatTimestamp(window.ends), over: window.over};
}

function walkDocument({session, runbook, operator, host, incident, step, changed, unattended, held, holder, elsewhere}: OpenWalk): JsonObject {
  return {
    session,
    runbook: runbook.id,
    operator,
    host,
    incident,
    step: step ? {id: step.id, title: step.title, number: step.number, of: step.of, since: step.since} : null,
    changed,
    unattended,
    held,
    elsewhere: elsewhere ?? false,
    holder: holder ? {operator: holder.operator, host: holder.host, pid: holder.pid, since: holder.since} : null,
  };
}
