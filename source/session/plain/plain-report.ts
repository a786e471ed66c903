import {sourceText} from '../../journal/approval-given.ts';
import type {Progress} from '../../actions/action.ts';
import {whomToCall} from '../../environment/whom-to-call.ts';
import {unreachable, type Trouble} from '../../errors.ts';
import type {Block, Runbook, Step} from '../../runbook/schema.ts';
import {changesText, undoText} from '../../runbook/step-name.ts';
import {formatElapsed, formatSpanOfTime, formatTimestamp} from '../../time.ts';
import type {Outcome, Plan, Report} from '../../walk/conductor.ts';
import {differenceText, notYet} from '../../walk/proof-difference.ts';
import {stateOf, type Waiting} from '../../walk/wait-looks.ts';
import type {Body} from '../../journal/event.ts';
import {nameAmong, notAnswered, staysSo, type PlanItem} from '../../journal/step-record.ts';
import {foundBefore, handedOver, ledBack, wasCutOff} from '../../journal/just-opened.ts';
import type {Session} from '../../journal/session.ts';

/** As the screens say it. */
const unrecordedNext = '  next: Reading goes on; steps that change something are refused. Leave with q; what was saved stays.';

/** What is printed of each report; the same words whether somebody is there or not. `escalate`: whom the environment says to call. */
export function plainReport(print: (text: string) => void, escalate: string = whomToCall({environment: 'this one'})): (report: Report) => void {
  return report => {
    switch (report.kind) {
      case 'progress':
        return plainProgress(report.progress, print);
      case 'waiting':
        return plainWaiting(report.waiting, print);
      case 'acted':
      case 'looked':
        return;
      case 'written':
        return printEvent(report, print, escalate);
      case 'not yet':
        return printTrouble(notYet(report.unmet), print);
      case 'not run':
        return printTrouble(report.trouble, print);
      case 'unrecorded':
        printOutcome(report.outcome, print);
        print(`NOT RECORDED: ${report.failure.message}. This result does not count.\n${unrecordedNext}`);
        return;
      case 'refused':
        print(`REFUSED: ${report.failure.message}. Nothing was changed.\n${unrecordedNext}`);
        return;
      default:
        unreachable(report);
    }
  };
}

function printTrouble({problem, next}: Trouble, print: (text: string) => void): void {
  print(`  not run: ${problem}\n  next: ${next}`);
}

/** What whoever goes on with a session has to know before the first step: the same as the screens show. */
export function plainNews(session: Session): string[] {
  const {alarm} = session.ledger;
  const handed = handedOver(session);
  const led = ledBack(session);
  const back = led ? [`BACK from ${nameAmong(session.steps, led.from)}, at ${led.at}: ${led.says}`] : [];
  const found = session.steps.flatMap(step => {
    if (wasCutOff(step)) return [`${capital(nameAmong(session.steps, step.id))} was begun at ${step.started?.at ?? ''} and cut off: it may have acted, or not`];
    const at = foundBefore(session, step);
    return at === undefined ? [] : [`${capital(nameAmong(session.steps, step.id))} was ${step.status} at ${at}, before the session was left${step.outcome?.failure ? `: ${step.outcome.failure.message}` : ''}`];
  });
  return [...(alarm === undefined ? [] : [`ALARM ${alarm}`]), ...(session.changed ?? []).map(text => `CHANGED ${text}`), ...(handed ? [`HANDED OVER by ${handed.from} to ${handed.to}, at ${handed.at}: ${handed.note}`] : []), ...back, ...found];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Stages that run a command: while they do, each report is a line that it printed. */
const printing: ReadonlySet<string> = new Set(['set', 'apply', 'command']);

/** What a command prints is told as it comes; what else has begun is told when it has ended. */
export function plainProgress({stage, state, text, milliseconds}: Progress, print: (text: string) => void): void {
  if (state === 'running' && printing.has(stage)) print(`  ${stage}: ${text}`);
  if (state !== 'running') print(`  ${state}: ${stage}: ${text}${milliseconds === undefined ? '' : ` (${formatElapsed(milliseconds)})`}`);
}

/** The first look and each that found something else; how it goes on is told once. */
function plainWaiting({looks, next}: Waiting, print: (text: string) => void): void {
  const [before, last] = [looks.at(-2), looks.at(-1)];
  if (!last || (before && stateOf(before.holds, before.found) === stateOf(last.holds, last.found))) return;
  print(`  look ${last.look} at ${formatTimestamp(last.at)}: ${last.found}`);
  if (next !== undefined) print(`  not yet; the next look is at ${formatTimestamp(next)}, then again and again; only what changes is told`);
}

/** One proof and how it stands; `what`: or what must hold before a step. */
export function plainProof({text, state, expected, found, by}: Outcome['proofs'][number], what: 'proof' | 'before' = 'proof'): string {
  const told = {
    holds: '',
    fails: `: ${differenceText({expected, found})}`,
    stated: by ? `: ${found}` : ': stated, not verified',
    'not stated': ': nobody stated it',
    'not looked at': ': there was no result to look into',
  }[state];
  return `  ${what} ${state}: ${text}${told}`;
}

function printEvent({event: {type, body}, session: {steps}}: Extract<Report, {kind: 'written'}>, print: (text: string) => void, escalate: string): void {
  switch (type) {
    case 'step.finished':
      printOutcome(body, print);
      if (body.turn === 'step') print(`  the page leads to ${nameAmong(steps, body.next)}`);
      if (body.turn === 'escalate') print(`  the page says: call ${escalate}`);
      return;
    case 'step.skipped':
      return print(`  skipped: ${body.reason}`);
    case 'step.settled':
      return print(`  settled: ${body.settlement}: ${body.note}`);
    case 'step.left':
      return print(`  ${body.way}: ${leads(body, steps, escalate)}: ${body.reason}`);
    case 'approval.given':
      return print(`  agreed by ${[`${body.approver}, plan ${body.digits}`, sourceText(body.source)].filter(text => text !== '').join(', ')}`);
    case 'note.added':
      return print(`  note ${body.said_by === undefined ? '' : `by ${body.said_by} `}kept: ${body.text}`);
    case 'incident.named':
      return print(body.incident === null ? '  belongs to no incident' : `  belongs to incident ${body.incident}`);
    case 'hint.taken':
      return print(plainHint(body));
    case 'session.paused':
      return print(`Left at ${body.step === null ? 'the end' : nameAmong(steps, body.step)}: ${body.reason}. The session is kept.`);
    case 'session.closed':
      return print(`Session ${body.verdict}${body.reason === null ? '' : `: ${body.reason.replace(/\.$/, '')}`}.`);
    case 'budget.exceeded':
      return print(`  over budget, ${formatElapsed(body.milliseconds)} of ${formatSpanOfTime(body.budget)}: ${body.choice === 'escalate' ? `call ${escalate}` : body.choice}`);
    case 'evidence.added':
    case 'session.handed-over':
    case 'session.opened':
    case 'session.recovered':
    case 'session.resumed':
    case 'step.started':
    case 'step.looked':
      return;
  }
}

function leads({turn, next}: Body<'step.left'>, steps: Session['steps'], escalate: string): string {
  if (turn === 'step' || turn === 'out of order') return `on to ${nameAmong(steps, next)}`;
  return turn === 'escalate' ? `call ${escalate}` : turn;
}

function printOutcome(outcome: Outcome, print: (text: string) => void): void {
  for (const proof of outcome.proofs) print(plainProof(proof));
  if (outcome.failure?.code === notAnswered) return print('  left open: a question is not answered yet; it is asked again with the step');
  if (outcome.failure) print(`  ${outcome.outcome}: ${outcome.failure.message}\n  next: ${outcome.failure.next}`);
  print(`  ${outcome.outcome} in ${formatElapsed(outcome.milliseconds)}`);
}

export function plainHint({number, text}: Pick<Body<'hint.taken'>, 'number' | 'text'>): string {
  return `  hint ${number}: ${text}`;
}

/** Title, prose, and what the step changes: what a screen would show before a key is pressed. */
/** `open`: milliseconds that it has taken before. */
export function plainStep(step: Step, runbook: Runbook, open = 0): string[] {
  const count = runbook.steps.length;
  const effect = [`CHANGES ${changesText(step)}`, ...(step.effect.kind === 'reads' ? [] : [`UNDO ${undoText(step.undo ?? 'no way back is known', runbook)}`])];
  const budget = step.budget === undefined ? [] : [`BUDGET ${formatSpanOfTime(step.budget)}${open > 0 ? `, of which ${formatElapsed(open)} are over` : ''}`];
  return [`Step ${step.number} of ${count}: ${step.title}`, ...step.prose.map(plainBlock), ...effect, ...budget, ...step.proofs.map(proof => `PROOF ${proof.text}`)];
}

/** What exactly would change, and for how long that has been looked at. */
export function plainPlan({items, does, undo, byHand, until, digits}: Plan, runbook: Runbook): string[] {
  return [
    `PLAN ${digits}, good until ${formatTimestamp(until)}`,
    ...items.map(item => `  ${item.what} in ${item.where}: ${fromTo(item)}`),
    ...(byHand ? ['BY HAND: this program cannot do it there; you do it'] : []),
    ...does.map(text => `  ${text}`),
    `UNDO ${undoText(undo, runbook)}`,
  ];
}

function fromTo(item: PlanItem): string {
  const {from, to} = item;
  return staysSo(item) ? `stays ${to}` : `${from === null ? '' : `from ${from} `}to ${to}`;
}

export function plainBlock({kind, spans}: Block): string {
  if (kind === 'code') return spans.map(({text}) => `    ${text}`).join('\n');
  const text = spans.map(span => span.text).join('');
  return kind === 'item' ? `- ${text}` : text;
}
