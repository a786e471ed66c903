import {useMcp} from '../connector/services.ts';
import type {Body, JournalEvent} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';
import {nameAmong} from '../journal/step-record.ts';
import {routeIn, seenAtSettling, toggleIn, type Route} from './readings.ts';

/** Who saw it, in which session and step, and when; a step of null is the opening of the session, or its going on. */
export type Seen = {at: string; session: string; step: string | null; /** The step, for a person. */ named?: string; operator: string; incident: string | null};

/** What one line of a journal says of the toggle of MCP. */
export type ToggleFact = {seen: Seen} & (
  /** `weak`: as one shell goes by it, which says nothing of a deployment. Null: it is not set. */
  | {value: string | null; how: 'set' | 'read' | 'settled' | 'accepted'; weak?: true}
  | {unknown: string; /** The step that may have set it. */ doubt: string}
);

export type RouteFact = {seen: Seen} & ({value: 'mcp' | 'legacy'} | {unknown: string});

export type SmokeFact = {seen: Seen; outcome: Body<'step.finished'>['outcome']; receipt: string | null};

/** One walk as its journal tells it, as far as it says something of its environment. */
export type WalkFacts = {
  session: string;
  environment: string;
  class: Session['class'];
  runbook: {id: string; title: string};
  operator: string;
  host: string;
  incident: string | null;
  /** Nobody was at the keyboard. */
  unattended: boolean;
  /** Opened by mistake. */
  thrownAway?: true;
  openedAt: string;
  lastAt: string;
  state: 'open' | 'completed' | 'stopped';
  /** It was left, and nobody has gone on with it. */
  paused?: true;
  /** A step that changes something was begun. */
  changed: boolean;
  /** The step that is due, and since when; undefined after the last one. */
  step: {id: string; title: string; number: number; of: number; since: string} | undefined;
  toggle: readonly ToggleFact[];
  route: readonly RouteFact[];
  smoke: SmokeFact | undefined;
};

/** `session`: what the events come to, replayed. */
export function walkFacts(session: Session, events: readonly JournalEvent[]): WalkFacts {
  const {opened, steps, current} = session;
  const position = steps.findIndex(({id}) => id === current);
  const due = steps[position];
  return {
    session: session.id,
    environment: session.environment.name,
    class: session.class,
    runbook: {id: opened.runbook.id, title: opened.runbook.title},
    operator: session.operator,
    host: events.reduce((host, event) => (event.type === 'session.resumed' ? event.body.host : host), opened.host),
    incident: session.incident,
    unattended: opened.mode === 'auto',
    ...(session.closed?.thrown_away && {thrownAway: true as const}),
    openedAt: session.openedAt,
    lastAt: events.at(-1)?.at ?? session.openedAt,
    state: session.closed?.verdict ?? 'open',
    ...(session.state === 'paused' && {paused: true as const}),
    changed: events.some(event => event.type === 'step.started' && event.body.effect === 'changes'),
    step: due && {id: due.id, title: due.title, number: position + 1, of: steps.length, since: arrivedAt(events, due.id) ?? session.openedAt},
    ...toldIn(events, session),
  };
}

/** When the walk came to the step that is due. */
function arrivedAt(events: readonly JournalEvent[], step: string): string | undefined {
  return events.findLast(({body}) => 'next' in body && body.next === step && 'step' in body && body.step !== step)?.at;
}

type Told = {toggle: ToggleFact[]; route: RouteFact[]; smoke: SmokeFact | undefined};

function toldIn(events: readonly JournalEvent[], {incident, steps}: Pick<Session, 'incident' | 'steps'>): Told {
  const begun = new Map<string, Body<'step.started'>>();
  const told: Told = {toggle: [], route: [], smoke: undefined};
  // A toggle that reads one thing says nothing of a change that is half done, until somebody settles it.
  const unsettled = new Set<string>();
  for (const event of events) {
    const seen = (step: string | null): Seen => ({at: event.at, session: event.session, step, ...(step !== null && {named: nameAmong(steps, step)}), operator: event.operator, incident});
    if (event.type === 'session.opened' || event.type === 'session.resumed') {
      const read = event.body.toggles?.find(({name}) => name === useMcp);
      if (read && unsettled.size === 0) told.toggle.push({seen: seen(null), value: read.found, how: 'read', ...(isShell(read.source) && {weak: true})});
    } else if (event.type === 'step.started') {
      const {step} = event.body;
      begun.set(step, event.body);
      if (valueSetBy(event.body) === undefined) continue;
      unsettled.add(step);
      doubt(told, seen(step), `${nameAmong(steps, step)} has no outcome`);
    } else if (event.type === 'step.finished' || event.type === 'step.settled') {
      const {step} = event.body;
      if (event.type === 'step.settled' || event.body.outcome !== 'unknown') unsettled.delete(step);
      if (event.type === 'step.finished') finished(told, event.body, begun.get(step), seen(step));
      else settled(told, event.body, begun.get(step), seen(step));
    }
  }
  return told;
}

/** Only a shell says so: the deployment may have it otherwise. */
const isShell = (source: string): boolean => source === 'this shell' || source === 'not set' || source === 'default';

function valueSetBy(started: Body<'step.started'> | undefined): string | undefined {
  const [name, value] = started?.action?.parameters ?? [];
  return started?.action?.name === 'toggle.set' && name === useMcp ? value : undefined;
}

/** From here on neither toggle nor route are what they were. */
function doubt(told: Told, seen: Seen, why: string): void {
  told.toggle.push({seen, unknown: why, doubt: seen.step ?? ''});
  told.route.push({seen, unknown: why});
}

function withoutDoubt(told: Told, step: string): void {
  told.toggle = told.toggle.filter(fact => !('doubt' in fact && fact.doubt === step));
  told.route = told.route.filter(fact => !('unknown' in fact && fact.seen.step === step));
}

function finished(told: Told, {step, outcome, proofs, failure, receipt}: Body<'step.finished'>, started: Body<'step.started'> | undefined, seen: Seen): void {
  const value = valueSetBy(started);
  const read = toggleIn(proofs, started?.action, told.toggle.some(fact => 'weak' in fact));
  if (value !== undefined) {
    withoutDoubt(told, step);
    if (outcome === 'done') told.toggle.push({seen, value, how: 'set'});
    else if (outcome === 'unknown' || !read) doubt(told, seen, `${seen.named} ended ${outcome}${failure ? `: ${failure.message}` : ''}`);
  }
  // A step that set it and read it back has set it, whatever else of it failed.
  if (read && !(value !== undefined && outcome !== 'failed')) told.toggle.push({seen, ...read, ...(value === read.value && {how: 'set' as const})});
  const route = routeIn(proofs, started?.action);
  if (route !== undefined) told.route.push(routeFact(route, seen));
  else if (value !== undefined) told.route.push({seen, unknown: `nobody has looked since ${seen.named} set the toggle`});
  if (started?.action?.name === 'smoke.run') told.smoke = {seen, outcome, receipt};
}

const routeFact = (route: Route, seen: Seen): RouteFact => (route === 'unknown' ? {seen, unknown: 'the service did not say'} : {seen, value: route});

/** Whoever says that it was not done says nothing of how it is: what the program saw then does, or what was seen before. */
function settled(told: Told, {step, settlement, probe, probed_at: probedAt}: Body<'step.settled'>, started: Body<'step.started'> | undefined, seen: Seen): void {
  const value = valueSetBy(started);
  if (value === undefined) return;
  withoutDoubt(told, step);
  if (settlement === 'cannot tell') return doubt(told, seen, `nobody can tell what ${seen.named} has done`);
  const {toggle, route} = seenAtSettling(probe);
  // Somebody else may have set it while this one wrote down what was seen.
  const looked = {...seen, at: probedAt ?? seen.at};
  if (settlement !== 'not done') told.toggle.push({seen, value, how: settlement === 'done' ? 'settled' : 'accepted'});
  else if (toggle) told.toggle.push({seen: looked, ...toggle});
  if (route !== undefined) told.route.push(routeFact(route, looked));
  else if (settlement !== 'not done') told.route.push({seen, unknown: `nobody has looked since ${seen.named} was settled`});
}
