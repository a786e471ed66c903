import {display} from '../../../display.ts';
import type {Step} from '../../../runbook/schema.ts';
import type {Outcome} from '../../../walk/conductor.ts';
import {otherAgreement} from '../../../walk/approval.ts';
import {brokenText, differenceText} from '../../../walk/proof-difference.ts';
import type {Looked} from '../../../walk/prove.ts';
import {changesText, stepName, undoText} from '../../../runbook/step-name.ts';
import {foundBefore, handedOver, ledBack, wasCutOff} from '../../../journal/just-opened.ts';
import {listNotes} from '../../../journal/notes.ts';
import type {StepRecord} from '../../../journal/session.ts';
import {columnsOf, padTo} from '../../../runbook/text-columns.ts';
import {formatElapsed, formatSpan} from '../../../time.ts';
import {branchLines, courseLines} from './course-lines.ts';
import {hintLines} from './hint-lines.ts';
import {troubleLines} from '../trouble-lines.ts';
import {ledgerLines} from '../ledger-lines.ts';
import {besideLines, pageLines} from './beside-lines.ts';
import {blank, label, line, segment, width, wrap, type Line} from '../line.ts';
import {operatorsNow, type OperatorsNow} from '../../state/operators-now.ts';
import {remedies, shownProse} from '../../state/shown-prose.ts';
import {hasExpired, isCurrent, shownOutcome, shownRan, stepRecord, viewedStep} from '../../state/viewed-step.ts';
import {waitLines} from './wait-lines.ts';
import {planLines, planningLines} from './plan-lines.ts';
import {promptLines} from './prompt-lines.ts';
import {proseLines} from '../prose.ts';
import {clockOf} from '../../../status/status-text.ts';
import type {Ran, Walk} from '../../state/state.ts';
import type {Style} from '../theme.ts';
import type {Page, View} from '../view.ts';

/** One step, always in this order: what is so, what enter does and changes, proofs, the text, what is for reference. */
export function stepPage(walk: Walk, view: View, whole = false): Page {
  const {phase} = walk;
  const step = viewedStep(walk);
  const record = stepRecord(walk, step.id);
  const ran = shownRan(walk);
  const outcome = shownOutcome(walk);
  const begun = ran !== undefined || record.status !== 'waiting' || walk.notRun?.step === step.id || walk.called.includes(step.id);
  const effect = consequences(walk, step, view);
  const so = [...takenLines(walk, view), ...handedLines(walk, view), ...operatorLines(walk, view, wasCutOff(record) ? undefined : 'urgent'), ...refusalLines(walk, view), ...resultLines(walk, outcome, view), ...doneLines(walk, outcome, view), ...(wasCutOff(record) || (view.rows < roomy && (outcome?.outcome === 'done' || phase.name === 'asking')) ? [] : operatorLines(walk, view, 'lasting')), ...courseLines(walk, step, outcome, view), ...alarmLines(walk, view)];
  const proofs = proofLines(step, outcome?.proofs ?? ran?.looked ?? seenBefore(record), view, {byHand: record.settled !== undefined && record.status === 'done' && !outcome, said: ran?.said ?? []});
  const did = ran ? actionLines(walk, step, ran, view) : [];
  const prose = proseLines(shownProse(walk, whole), view);
  const hints = hintLines(walk, view);
  // Whoever has paid for one looks for it where the page begins.
  const paid = phase.name === 'reading' ? hints.newest : [];
  const notes = [...hints.earlier, ...(paid.length > 0 ? [] : hints.newest), ...noteLines(walk, step, view)];
  const prompt = promptLines(walk, view);
  if ('plan' in phase || phase.name === 'planning') return {lines: parted([effect, ...(view.rows < roomy ? [] : [notes])]), ...(prompt && {prompt}), ...('plan' in phase && !phase.toItsEnd && !hasExpired(walk) && {late: true as const})};
  const now = [...ledBackLines(walk, view), ...operatorLines(walk, view)];
  if (!begun) return {lines: parted([paid, takenLines(walk, view), handedLines(walk, view), openLines(record, walk.time.now, view), ...(view.rows < tall ? [[...now, ...effect]] : [now, effect]), [...pageLines(walk, step, view), ...notes], proofs, prose]), ...(prompt && {prompt})};
  const remedy = proseLines(remedies(walk), view);
  const results = phase.name === 'running' && phase.step === step.id ? [did, so, proofs] : [so, remedy, proofs, did];
  const reference = [branchLines(walk, step, outcome, view), besideLines(walk, step, outcome, view)];
  if (phase.name === 'asking') return {lines: parted([so, proofs]), ...(prompt && {prompt}), below: parted([view.rows < roomy ? operatorLines(walk, view, 'lasting') : [], notes, did, prose, effect])};
  return {lines: parted([paid, ...results, notes, ...reference, effect, prose]), ...(prompt && {prompt})};
}

/** Below so many rows a plan has none to spare, nor has the result of a step that went well, or a question; from so many on a blank one parts what is so from what enter does. */
const roomy = 12;
const tall = 20;

/** What is not there takes no row; a blank one parts the others. */
function parted(sections: readonly Line[][]): Line[] {
  return sections.filter(section => section.length > 0).flatMap((section, index) => (index > 0 ? [blank, ...section] : section));
}

const served: Record<OperatorsNow['are'], [word: string, style: Style]> = {
  'getting errors': ['OPERATORS GET ERRORS NOW', 'bad'],
  'still on mcp': ['OPERATORS ARE STILL ON MCP', 'bad'],
  'not known': ['NOT KNOWN', 'warning'],
  'on legacy': ['OPERATORS ARE ON THE LEGACY HANDLERS', 'warning'],
  'on mcp': ['OPERATORS ARE ON MCP', 'strong'],
};

/** What stands beside the result of a step: before it what cannot wait, after it what stays so until a later step. */
const besideResult: Record<'urgent' | 'lasting', ReadonlyArray<OperatorsNow['are']>> = {urgent: ['getting errors', 'still on mcp'], lasting: ['on legacy']};

/** Before all others, where a step has no result. */
function operatorLines(walk: Walk, {columns}: View, which?: keyof typeof besideResult): Line[] {
  const now = operatorsNow(walk);
  if (!now || (which && !besideResult[which].includes(now.are))) return [];
  const [word, style] = served[now.are];
  return wrap([segment(word, style), segment(now.are === 'not known' ? ` ${now.says}` : `: ${now.says}`)], columns);
}

function consequences({phase, runbook, session}: Walk, step: Step, view: View): Line[] {
  if (phase.name === 'planning') return planningLines(view);
  const {columns} = view;
  if ('plan' in phase) {
    const other = runbook.steps.find(({id}) => id === phase.plan.step && id !== step.id);
    const plan = {...phase.plan, undo: undoText(phase.plan.undo, runbook)};
    const agreed = phase.name === 'confirming' ? otherAgreement(plan, session) : undefined;
    return [
      ...planLines({of: other && stepName(runbook, other.id), effect: (other ?? step).effect, plan, allowance: phase.allowance}, view),
      ...(agreed !== undefined ? wrap([segment(agreed)], columns, label('AGREED', 'warning')) : []),
    ];
  }
  if (step.effect.kind === 'reads') return wrap([segment(changesText(step))], columns, label('CHANGES', 'faint'));
  return [
    ...wrap([segment(changesText(step))], columns, label('CHANGES', 'warning')),
    ...wrap([segment(undoText(step.undo ?? 'no way back is known', runbook))], columns, label('UNDO')),
  ];
}

/** What the action does while it runs; of the ledger, the drawing once it was read. */
function actionLines(walk: Walk, step: Step, ran: Ran, view: View): Line[] {
  if (step.kind === 'wait' && ran.waiting) return waitLines(walk, ran.waiting, view);
  return step.action?.name === 'ledger.review' && ran.facts ? ledgerLines(ran.facts, view) : progressLines(walk, ran, view);
}

const progressStyles: Partial<Record<Ran['progress'][number]['state'], Style>> = {ok: 'good', failed: 'bad', running: 'strong', skipped: 'faint'};

function progressLines(walk: Walk, ran: Ran, {columns, symbols}: View): Line[] {
  const names = Math.min(20, Math.max(0, ...ran.progress.map(({stage}) => columnsOf(display(stage)))));
  const rows = ran.progress.flatMap(({stage, state, text, milliseconds}) => {
    const first = [segment(`${symbols.progress[state]} `, progressStyles[state]), segment(`${padTo(display(stage), names)}  `)];
    const time = milliseconds === undefined ? [] : [segment(`  ${formatElapsed(milliseconds)}`, 'faint')];
    return wrap([segment(text), ...time], columns, first);
  });
  const {phase} = walk;
  if (phase.name !== 'running' || phase.step !== walk.viewing) return rows;
  const stopping = {no: '', 'after this step': ', stopping after this step', now: ', stopping now'}[phase.stopping];
  return [...rows, line(`${symbols.progress.running} ${formatSpan(phase.elapsed)} so far${stopping}`, 'faint')];
}

const proofStyles: Partial<Record<Outcome['proofs'][number]['state'], Style>> = {holds: 'good', fails: 'bad', stated: 'strong', 'not stated': 'faint', 'not looked at': 'faint'};

/** `byHand`: somebody has said how it ended; `said`: the statements that were said to be so while others are asked for. */
function proofLines(step: Step, proofs: Looked | undefined, {columns, symbols}: View, {byHand, said}: {byHand: boolean; said: readonly string[]}): Line[] {
  return step.proofs.flatMap((proof, index) => {
    const shown = proofs?.[index];
    const state = shown?.state ?? (said.includes(proof.text) ? 'stated' : 'waiting');
    const sign = segment(`${symbols.proof[state]} `, state === 'waiting' ? undefined : proofStyles[state]);
    const first = [segment('PROOF ', 'faint'), sign];
    const head = wrap([segment(proof.text)], columns, first);
    if (!shown && byHand) return [...head, ...wrap([segment('not proved: settled by hand', 'faint')], columns, line(' '.repeat(width(first))))];
    if (!shown || shown.state === 'holds') return head;
    const told = shown.state === 'fails' ? differenceText(shown) : statements[shown.state];
    return [...head, ...wrap([segment(told, proofStyles[shown.state])], columns, line(' '.repeat(width(first))))];
  });
}

const statements = {stated: 'stated, not verified', 'not stated': 'not stated by anyone', 'not looked at': 'not looked at: there is no result'} as const;

/** Whoever goes on has not seen what went wrong elsewhere and led here. */
function ledBackLines(walk: Walk, {columns}: View): Line[] {
  const led = walk.viewing === walk.session.current ? ledBack(walk.session) : undefined;
  if (!led) return [];
  return wrap([segment(`from ${stepName(walk.runbook, led.from)}, at ${clockOf(led.at, walk.time.now)}: ${led.says}`)], columns, label('BACK', 'warning'));
}

/** What whoever goes on has to know, in the words of whoever had the walk before. */
function handedLines({session, viewing, time: {now}}: Walk, {columns}: View): Line[] {
  const handed = viewing === session.current ? handedOver(session) : undefined;
  return handed ? wrap([segment(`over by ${handed.from} to ${handed.to}, at ${clockOf(handed.at, now)}: ${handed.note}`)], columns, label('HANDED', 'warning')) : [];
}

/** Why it did not run when it was last asked for, and what to do about it. */
function refusalLines({notRun, viewing}: Walk, {columns}: View): Line[] {
  if (notRun?.step !== viewing) return [];
  return troubleLines(notRun.trouble, columns, label('NOT RUN', 'bad'));
}

/** What stood when a question was left open, but for what nobody has said. */
function seenBefore({unanswered}: StepRecord): Looked | undefined {
  return unanswered?.proofs.map(proof => (proof.state === 'not stated' || proof.state === 'not looked at' ? undefined : proof));
}

/** What a person has still to say. */
function openLines({unanswered}: StepRecord, now: number, {columns}: View): Line[] {
  return unanswered ? wrap([segment(`a question is not answered yet; enter goes through the step again. The rest was seen at ${clockOf(unanswered.at, now)}.`)], columns, label('OPEN', 'warning')) : [];
}

function resultLines(walk: Walk, outcome: Outcome | undefined, {columns}: View): Line[] {
  const record = stepRecord(walk, walk.viewing);
  const {skipped, settled, started} = record;
  const lines: Line[] = walk.session.approvals
    .filter(({step}) => step === walk.viewing)
    .flatMap(({approver, digits}) => wrap([segment(`${approver}, to the plan ${digits}`)], columns, label('AGREED')));
  if (settled) lines.push(...wrap([segment(`${settled.settlement}: ${settled.note}`)], columns, label('SETTLED', 'warning')));
  if (settled?.probe) lines.push(...wrap([segment(settled.probe)], columns, label('SEEN')));
  if (skipped !== undefined) lines.push(...wrap([segment(skipped)], columns, label('SKIPPED', 'warning')));
  if (wasCutOff(record)) lines.push(...wrap([segment(`begun at ${clockOf(started?.at ?? '', walk.time.now)} and cut off: it may have acted, or not. Enter looks, then you say what is so.`)], columns, label('UNKNOWN', 'bad')));
  const wrong = outcome && wentWrong(outcome);
  const before = foundBefore(walk.session, record);
  if (outcome && before !== undefined) lines.push(...wrap([segment(`at ${before}, before the session was left; enter looks again`, 'warning')], columns, label('FOUND', 'warning')));
  if (outcome && wrong !== undefined) lines.push(...wrap([segment(wrong)], columns, label(outcome.outcome === 'unknown' ? 'UNKNOWN' : 'FAILED', 'bad')));
  return lines;
}

/** Why a step did not end well: what its action says, or the first proof that does not hold. */
function wentWrong({failure, proofs}: Outcome): string | undefined {
  if (failure) return failure.message;
  const broken = proofs.find(({state}) => state === 'fails');
  return broken && brokenText(broken);
}

/** Before all else: somebody else does what this page says. */
function takenLines({shared}: Walk, {columns}: View): Line[] {
  if (shared?.taken === undefined) return [];
  const next = 'Steps that change something are refused here; what is written here since is kept beside the record. Leave with q.';
  return troubleLines({problem: shared.taken, next}, columns, label('TAKEN', 'bad'));
}

/** What is wrong beside the step. */
function alarmLines(walk: Walk, {columns}: View): Line[] {
  const lines: Line[] = [];
  if (walk.session.ledger.alarm !== undefined) lines.push(...wrap([segment(walk.session.ledger.alarm)], columns, label('ALARM', 'bad')));
  if (walk.unrecorded !== undefined) {
    const next = 'Reading goes on; steps that change something are refused. Leave with q; what was saved stays.';
    lines.push(...troubleLines({problem: walk.unrecorded, next}, columns, label('RECORD', 'bad')));
  }
  return lines;
}

function doneLines(walk: Walk, outcome: Outcome | undefined, {columns}: View): Line[] {
  if (outcome?.outcome !== 'done' || isCurrent(walk) || walk.unrecorded !== undefined) return [];
  return wrap([segment(`in ${formatElapsed(outcome.milliseconds)}; the result is in the journal`)], columns, label('DONE', 'good'));
}

function noteLines(walk: Walk, step: Step, {columns}: View): Line[] {
  const handed = handedOver(walk.session);
  return listNotes(walk.session.notes)
    .filter(({step: at, text, by}) => at === step.id && !(handed && text === handed.note && by === handed.from))
    .flatMap(({text, by}) => wrap([segment(`${by}: `, 'faint'), segment(text)], columns, label('NOTE')));
}
