import {useMcp} from '../connector/services.ts';
import type {Body, JournalEvent} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';

/** Who saw it, in which session and step, and when; a step of null is the opening of the session. */
export type Seen = {at: string; session: string; step: string | null; operator: string; incident: string | null};

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
    ...toldIn(events, session.incident),
  };
}

/** When the walk came to the step that is due. */
function arrivedAt(events: readonly JournalEvent[], step: string): string | undefined {
  return events.findLast(({body}) => 'next' in body && body.next === step && 'step' in body && body.step !== step)?.at;
}

type Told = {toggle: ToggleFact[]; route: RouteFact[]; smoke: SmokeFact | undefined};

function toldIn(events: readonly JournalEvent[], incident: string | null): Told {
  const begun = new Map<string, Body<'step.started'>>();
  const told: Told = {toggle: [], route: [], smoke: undefined};
  for (const event of events) {
    const seen = (step: string | null): Seen => ({at: event.at, session: event.session, step, operator: event.operator, incident});
    if (event.type === 'session.opened') {
      const read = event.body.toggles.find(({name}) => name === useMcp);
      if (read) told.toggle.push({seen: seen(null), value: read.found, how: 'read', ...(isShell(read.source) && {weak: true})});
    } else if (event.type === 'step.started') {
      const {step} = event.body;
      begun.set(step, event.body);
      if (valueSetBy(event.body) !== undefined) doubt(told, seen(step), `step ${step} has no outcome`);
    } else if (event.type === 'step.finished') finished(told, event.body, begun.get(event.body.step), seen(event.body.step));
    else if (event.type === 'step.settled') settled(told, event.body, begun.get(event.body.step), seen(event.body.step));
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
  const read = readIn(proofs, told.toggle.some(fact => 'weak' in fact));
  if (value !== undefined) {
    withoutDoubt(told, step);
    if (outcome === 'done') told.toggle.push({seen, value, how: 'set'});
    else if (outcome === 'unknown' || !read) doubt(told, seen, `step ${step} ended ${outcome}${failure ? `: ${failure.message}` : ''}`);
  }
  // A step that set it and read it back has set it, whatever else of it failed.
  if (read && !(value !== undefined && outcome !== 'failed')) told.toggle.push({seen, ...read, ...(value === read.value && {how: 'set' as const})});
  const route = routeIn(proofs, started?.action?.name);
  if (route !== undefined) told.route.push(route === 'unknown' ? {seen, unknown: 'the service did not say'} : {seen, value: route});
  else if (value !== undefined) told.route.push({seen, unknown: `nobody has looked since step ${step} set the toggle`});
  if (started?.action?.name === 'smoke.run') told.smoke = {seen, outcome, receipt};
}

function settled(told: Told, {step, settlement}: Body<'step.settled'>, started: Body<'step.started'> | undefined, seen: Seen): void {
  const value = valueSetBy(started);
  if (value === undefined) return;
  withoutDoubt(told, step);
  if (settlement === 'cannot tell') doubt(told, seen, `nobody can tell what step ${step} has done`);
  else if (settlement !== 'not done') {
    told.toggle.push({seen, value, how: settlement === 'done' ? 'settled' : 'accepted'});
    told.route.push({seen, unknown: `nobody has looked since step ${step} was settled`});
  }
}

type Proofs = Body<'step.finished'>['proofs'];

const wasSeen = ({state}: Proofs[number]): boolean => state === 'holds' || state === 'fails';

/** The toggle as a proof has found it. */
function readIn(proofs: Proofs, weak: boolean): {value: string | null; how: 'read'; weak?: true} | undefined {
  const proof = proofs.findLast(one => wasSeen(one) && /\b(?:deployment|toggle)\.read\b/.test(one.text) && one.text.includes(useMcp));
  return proof && {value: proof.found === 'nothing' ? null : proof.found, how: 'read', ...(weak && {weak: true})};
}

/** The route as a proof has found it, by an action of its own or that of the step. */
function routeIn(proofs: Proofs, action: string | undefined): 'mcp' | 'legacy' | 'unknown' | undefined {
  const routes = ['mcp', 'legacy', 'unknown'] as const;
  const proof = proofs.findLast(one => wasSeen(one) && (action === 'route.probe' || /\broute\.probe\b/.test(one.text)) && routes.some(route => route === one.found));
  return routes.find(route => route === proof?.found);
}
