import {useMcp} from '../../environment/toggles.ts';
import {unreachable} from '../../errors.ts';
import {formatElapsed} from '../../time.ts';
import type {Body, JournalEvent} from '../../journal/event.ts';
import {nameAmong} from '../../journal/step-record.ts';
import type {Session} from '../../journal/session.ts';

type NoticeEvent = 'opened' | 'frozen' | 'restored' | 'not known' | 'gap noted' | 'failed' | 'unknown' | 'break glass' | 'waiting' | 'over budget' | 'closed';

/** What others have to know before any line tells it: a step takes too long, or waits for a second person. Milliseconds. */
export type Occasion = {kind: 'over budget'; step: string; milliseconds: number; budget: number} | {kind: 'waiting'; step: string; digits: string; people: readonly string[]};

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
  /** When MCP has to be back, while it is off: the end of the first connector's 48 hours; else null. */
  deadline: string | null;
  /** Of the journal's line, or of the moment where no line tells it. */
  at: string;
  /** Digest of the newest line: whoever keeps the notice pins the record up to it. */
  head: string;
  /** All of it in one sentence, as chat webhooks take it. */
  text: string;
};

/** Steps that are setting the toggle which decides how operators are served, and what it will say; or that note a gap. */
export type Switching = ReadonlyMap<string, {value: string; how: string} | 'gap'>;

export type Noticed = {switching: Switching; notice: Notice | undefined};

/**
 * Whether a line is worth a notice. `session` has it folded in; `head` is its digest. `unrecorded`: why it could not be
 * written; then both are as before it.
 */
export function noticeOf(switching: Switching, event: JournalEvent, session: Session, head: string, {unrecorded, standing = nothingOff}: Circumstances = {}): Noticed {
  const without = {switching, notice: undefined};
  const tell = (kind: NoticeEvent, what: string): Notice => noticeFrom(kind, unrecorded === undefined ? what : `${what}; NOT RECORDED: ${unrecorded}`, {...event, session, head, ...standing()});
  switch (event.type) {
    case 'session.opened':
      return {...without, notice: tell('opened', `began ${event.body.runbook.title}`)};
    case 'session.closed':
      return {...without, notice: tell('closed', closedText(event.body, session))};
    case 'step.started': {
      const {step, break_glass: alone} = event.body;
      const notice = typeof alone === 'string' ? tell('break glass', `begins ${nameAmong(session.steps, step)} alone, without the second person that it needs: ${alone}`) : undefined;
      return {switching: begun(switching, event.body), notice};
    }
    case 'step.finished':
      return ended(switching, event.body, session, tell);
    case 'step.settled': {
      const {step, settlement} = event.body;
      if (settlement !== 'done' && settlement !== 'accepted') return without;
      return switched(switching, step, settlement === 'done' ? ', as the operator settled it' : ', accepted in spite of what failed', session, tell);
    }
    // Told when it happened.
    case 'budget.exceeded':
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

/** `off`: the sentence of the status where MCP is not on in the environment; `deadline`: as a notice has it. */
export type McpStanding = {off: string | undefined; deadline: string | null};

export const nothingOff = (): McpStanding => ({off: undefined, deadline: null});

/** `unrecorded`: why the line could not be written. `standing`: asked only where a notice is due. */
export type Circumstances = {unrecorded?: string | undefined; standing?: () => McpStanding};

type Line = McpStanding & {at: string; operator: string; session: Session; head: string};

/** The notice of something that no line tells yet; `at`: now. */
export function noticeAt(occasion: Occasion, line: Omit<Line, 'operator'>): Notice {
  const {operator} = line.session;
  if (occasion.kind === 'over budget') return noticeFrom('over budget', budgetText(occasion, line.session), {...line, operator});
  const {step, digits, people} = occasion;
  return noticeFrom('waiting', `waits for a second person to agree to the plan ${digits} of ${nameAmong(line.session.steps, step)}${people.length === 0 ? '' : `: ${people.join(' or ')}`}`, {...line, operator});
}

function noticeFrom(kind: NoticeEvent, what: string, {at, operator, session, head, off, deadline}: Line): Notice {
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
    deadline,
    at,
    head,
    text: [`${operator} ${what}`, `in ${where}`, off, deadline === null ? undefined : `MCP has to be back by ${deadline}`, `session ${session.id}, head ${head.slice(0, 8)}`].filter(part => part !== undefined).join('; '),
  };
}

type Tell = (kind: NoticeEvent, what: string) => Notice;

function begun(switching: Switching, {step, action, otherwise, plan}: Body<'step.started'>): Switching {
  const rest = new Map([...switching].filter(([id]) => id !== step));
  if (action?.name === 'gap.note' && typeof otherwise !== 'string') return rest.set(step, 'gap');
  const [name, value] = action?.parameters ?? [];
  if (action?.name !== 'toggle.set' || name !== useMcp || value === undefined) return rest;
  return rest.set(step, {value, how: typeof otherwise === 'string' ? ' by other means' : plan?.by_hand ? ' by hand' : ''});
}

function ended(switching: Switching, {step, outcome, failure, proofs}: Body<'step.finished'>, session: Session, tell: Tell): Noticed {
  const named = nameAmong(session.steps, step);
  const why = failure?.message ?? proofs.find(({state}) => state === 'fails')?.text ?? 'it did not end well';
  // Left open by whoever was asked: that is no failure.
  if (outcome === 'failed') return {switching, notice: failure?.code === 'not-stated' ? undefined : tell('failed', `has a failure at ${named}: ${why}`)};
  if (outcome === 'unknown') return {switching, notice: doubted(switching, step, session, tell) ?? tell('unknown', `does not know whether ${named} happened: ${why}`)};
  return switched(switching, step, '', session, tell);
}

/** The toggle is told once; setting it again begins with an intent again. */
function switched(switching: Switching, step: string, remark: string, {steps}: Session, tell: Tell): Noticed {
  const set = switching.get(step);
  if (!set) return {switching, notice: undefined};
  const rest = new Map([...switching].filter(([id]) => id !== step));
  if (set === 'gap') return {switching: rest, notice: tell('gap noted', `noted that no rotation drills are recorded from here on, ${nameAmong(steps, step)}`)};
  const restored = set.value === '1';
  const what = `${restored ? 'restored MCP' : 'froze MCP'}${set.how}: ${useMcp}=${set.value}, ${nameAmong(steps, step)}${remark}`;
  return {switching: rest, notice: tell(restored ? 'restored' : 'frozen', what)};
}

/** It may have acted: whoever reads the channel must not take the last notice for what is so. */
function doubted(switching: Switching, step: string, {steps}: Session, tell: Tell): Notice | undefined {
  const set = switching.get(step);
  return set && set !== 'gap' ? tell('not known', `may have ${set.value === '1' ? 'restored' : 'frozen'} MCP${set.how}, and nobody knows: ${useMcp}=${set.value}, ${nameAmong(steps, step)}`) : undefined;
}

function closedText({verdict, reason, steps: {done}}: Body<'session.closed'>, {opened, steps}: Session): string {
  const ended = `closed ${opened.runbook.title}: ${verdict}, ${done} of ${steps.length} steps done`;
  return reason === null ? ended : `${ended}: ${reason}`;
}

function budgetText({step, milliseconds, budget}: Extract<Occasion, {kind: 'over budget'}>, {steps}: Session): string {
  return `is at ${nameAmong(steps, step)} for ${formatElapsed(milliseconds)} where ${formatElapsed(budget)} are allowed`;
}
