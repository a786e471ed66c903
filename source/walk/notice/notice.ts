import {useMcp} from '../../environment/toggles.ts';
import {unreachable} from '../../errors.ts';
import {formatElapsed} from '../../time.ts';
import type {Body, JournalEvent} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';

type NoticeEvent = 'opened' | 'frozen' | 'restored' | 'not known' | 'over budget' | 'closed';

/** What is posted, members in this order. Texts are raw; whoever posts them masks them. */
export type Notice = {
  event: NoticeEvent;
  /** Id of the session. */
  session: string;
  /** Id of the runbook. */
  runbook: string;
  environment: string;
  class: Session['class'];
  operator: string;
  incident: string | null;
  /** Time of the journal's line. */
  at: string;
  /** Digest of that line: whoever keeps the notice pins the record up to it. */
  head: string;
  /** All of it in one sentence, for a channel. */
  text: string;
};

/** Steps that are setting the toggle which decides how operators are served, and what it will say. */
export type Switching = ReadonlyMap<string, {value: string; how: string}>;

export type Noticed = {switching: Switching; notice: Notice | undefined};

/**
 * Whether a line is worth a notice. `session` has it folded in; `head` is its digest. `unrecorded`: why it could not be
 * written; then both are as before it.
 */
export function noticeOf(switching: Switching, event: JournalEvent, session: Session, head: string, unrecorded?: string): Noticed {
  const without = {switching, notice: undefined};
  const tell = (kind: NoticeEvent, what: string): Notice => noticeFrom(kind, unrecorded === undefined ? what : `${what}; NOT RECORDED: ${unrecorded}`, {event, session, head});
  switch (event.type) {
    case 'session.opened':
      return {...without, notice: tell('opened', `began ${event.body.runbook.title}`)};
    case 'session.closed':
      return {...without, notice: tell('closed', closedText(event.body, session))};
    case 'budget.exceeded':
      return {...without, notice: tell('over budget', budgetText(event.body))};
    case 'step.started':
      return {...without, switching: begun(switching, event.body)};
    case 'step.finished':
      if (event.body.outcome === 'unknown') return {switching, notice: doubted(switching, event.body.step, tell)};
      return event.body.outcome === 'done' ? switched(switching, event.body.step, '', tell) : without;
    case 'step.settled': {
      const {step, settlement} = event.body;
      if (settlement !== 'done' && settlement !== 'accepted') return without;
      return switched(switching, step, settlement === 'done' ? ', as the operator settled it' : ', accepted in spite of what failed', tell);
    }
    case 'step.skipped':
    case 'step.left':
    case 'incident.named':
    case 'step.looked':
    case 'note.added':
    case 'hint.taken':
    case 'evidence.added':
    case 'approval.given':
    case 'session.paused':
    case 'session.resumed':
    case 'session.handed-over':
    case 'session.recovered':
      return without;
    default:
      return unreachable(event);
  }
}

type Line = {event: JournalEvent; session: Session; head: string};

function noticeFrom(kind: NoticeEvent, what: string, {event: {at, operator}, session, head}: Line): Notice {
  const {opened: {runbook, environment}, incident} = session;
  const where = `${environment.name} (${session.class})${incident === null ? '' : `, incident ${incident}`}`;
  return {
    event: kind,
    session: session.id,
    runbook: runbook.id,
    environment: environment.name,
    class: session.class,
    operator,
    incident,
    at,
    head,
    text: `${operator} ${what}; in ${where}; session ${session.id}, head ${head.slice(0, 8)}`,
  };
}

function begun(switching: Switching, {step, action, otherwise, plan}: Body<'step.started'>): Switching {
  const rest = new Map([...switching].filter(([id]) => id !== step));
  const [name, value] = action?.parameters ?? [];
  if (action?.name !== 'toggle.set' || name !== useMcp || value === undefined) return rest;
  return rest.set(step, {value, how: typeof otherwise === 'string' ? ' by other means' : plan?.by_hand ? ' by hand' : ''});
}

/** The toggle is told once; setting it again begins with an intent again. */
function switched(switching: Switching, step: string, remark: string, tell: (kind: NoticeEvent, what: string) => Notice): Noticed {
  const set = switching.get(step);
  if (!set) return {switching, notice: undefined};
  const restored = set.value === '1';
  const what = `${restored ? 'restored MCP' : 'froze MCP'}${set.how}: ${useMcp}=${set.value}, step ${step}${remark}`;
  return {switching: new Map([...switching].filter(([id]) => id !== step)), notice: tell(restored ? 'restored' : 'frozen', what)};
}

/** It may have acted: whoever reads the channel must not take the last notice for what is so. */
function doubted(switching: Switching, step: string, tell: (kind: NoticeEvent, what: string) => Notice): Notice | undefined {
  const set = switching.get(step);
  return set && tell('not known', `may have ${set.value === '1' ? 'restored' : 'frozen'} MCP${set.how}, and nobody knows: ${useMcp}=${set.value}, step ${step}`);
}

function closedText({verdict, reason, steps: {done}}: Body<'session.closed'>, {opened, steps}: Session): string {
  const ended = `closed ${opened.runbook.title}: ${verdict}, ${done} of ${steps.length} steps done`;
  return reason === null ? ended : `${ended}: ${reason}`;
}

function budgetText({step, milliseconds, budget, choice, note}: Body<'budget.exceeded'>): string {
  const took = `is at step ${step} for ${formatElapsed(milliseconds)} where ${formatElapsed(budget)} are allowed; chosen: ${choice}`;
  return note === null ? took : `${took}: ${note}`;
}
