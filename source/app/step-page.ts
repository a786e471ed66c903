import type {Step, Turn} from '../runbook/schema.ts';
import type {Outcome} from '../session/conductor.ts';
import {listNotes} from '../session/session.ts';
import {formatElapsed, formatSpan} from '../time.ts';
import {fieldLine} from './field-line.ts';
import {ledgerLines} from './ledger-lines.ts';
import {blank, line, segment, width, wrap, type Line} from './line.ts';
import {isCurrent, stepRecord, viewedStep} from './mode.ts';
import {proseLines} from './prose.ts';
import type {Ran, Walk} from './state.ts';
import type {Style} from './theme.ts';
import type {Page, View} from './view.ts';

/** One step: what it is, what it changes and how to undo it, what happened, what was proved. */
export function stepPage(walk: Walk, view: View): Page {
  const step = viewedStep(walk);
  const record = stepRecord(walk, step.id);
  const ran = walk.ran[step.id];
  const outcome = ran?.unrecorded ?? record.outcome;
  const title = [line(`${step.number}  ${step.title}`, 'strong')];
  const prose = proseLines(step.prose, view);
  const results = [
    ran ? actionLines(walk, step, ran, view) : [],
    resultLines(walk, outcome, record.skipped, view),
    proofLines(step, outcome, view),
    branchLines(step, outcome, view),
    doneLines(walk, outcome, view),
    noteLines(walk, step, view),
  ];
  const sections = orderOf(walk, ran !== undefined || record.status !== 'waiting', {title, prose, results, effect: consequences(step, view)});
  const lines = sections.filter(section => section.length > 0).flatMap((section, index) => (index > 0 ? [blank, ...section] : section));
  const prompt = promptLines(walk, view);
  return prompt ? {lines, prompt} : {lines};
}

type Parts = {title: Line[]; prose: Line[]; effect: Line[]; results: Line[][]};

/** What must be read now comes first: the effect before confirming, the results once there are some. */
function orderOf({phase}: Walk, begun: boolean, {title, prose, effect, results}: Parts): Line[][] {
  if (phase.name === 'confirming') return [effect, title, prose];
  return begun ? [title, ...results, effect, prose] : [title, effect, prose, ...results];
}

const label = (name: string, style?: Style): Line => [segment(name.padEnd(9), style ?? 'strong')];

function consequences(step: Step, {columns}: View): Line[] {
  if (step.effect.kind === 'reads') return wrap([segment('nothing; it only reads')], columns, label('CHANGES', 'faint'));
  return [
    ...wrap([segment(step.effect.what)], columns, label('CHANGES', 'warning')),
    ...wrap([segment(step.undo ?? 'no way back is known')], columns, label('UNDO')),
  ];
}

/** What the action does while it runs; of the ledger, the drawing once it was read. */
function actionLines(walk: Walk, step: Step, ran: Ran, view: View): Line[] {
  return step.action?.name === 'ledger.review' && ran.facts ? ledgerLines(ran.facts, view) : progressLines(walk, ran, view);
}

const progressStyles: Partial<Record<Ran['progress'][number]['state'], Style>> = {ok: 'good', failed: 'bad', running: 'strong', skipped: 'faint'};

function progressLines(walk: Walk, ran: Ran, {columns, symbols}: View): Line[] {
  const names = Math.min(20, Math.max(0, ...ran.progress.map(({stage}) => stage.length)));
  const rows = ran.progress.flatMap(({stage, state, text, milliseconds}) => {
    const first = [segment(`${symbols.progress[state]} `, progressStyles[state]), segment(`${stage.padEnd(names)}  `)];
    const time = milliseconds === undefined ? [] : [segment(`  ${formatElapsed(milliseconds)}`, 'faint')];
    return wrap([segment(text), ...time], columns, first);
  });
  const {phase} = walk;
  if (phase.name !== 'running' || phase.step !== walk.viewing) return rows;
  const stopping = {no: '', 'after this step': ', stopping after this step', now: ', stopping now'}[phase.stopping];
  return [...rows, line(`${symbols.progress.running} ${formatSpan(phase.elapsed)} so far${stopping}`, 'faint')];
}

const proofStyles: Partial<Record<Outcome['proofs'][number]['state'], Style>> = {holds: 'good', fails: 'bad', stated: 'strong', 'not stated': 'faint'};

function proofLines(step: Step, outcome: Outcome | undefined, {columns, symbols}: View): Line[] {
  return step.proofs.flatMap((proof, index) => {
    const shown = outcome?.proofs[index];
    const state = shown?.state ?? 'waiting';
    const sign = segment(`${symbols.proof[state]} `, shown && proofStyles[shown.state]);
    const first = [segment('PROOF ', 'faint'), sign];
    const head = wrap([segment(proof.text)], columns, first);
    if (!shown || shown.state === 'holds') return head;
    const told = shown.state === 'fails' ? `expected ${shown.expected}, found ${shown.found}` : statement(shown.state);
    return [...head, ...wrap([segment(told, proofStyles[shown.state])], columns, line(' '.repeat(width(first))))];
  });
}

function statement(state: 'stated' | 'not stated'): string {
  return state === 'stated' ? 'stated, not verified' : 'not stated by anyone';
}

function resultLines(walk: Walk, outcome: Outcome | undefined, skipped: string | undefined, {columns}: View): Line[] {
  const lines: Line[] = [];
  if (skipped !== undefined) lines.push(...wrap([segment(skipped)], columns, label('SKIPPED', 'warning')));
  if (outcome?.failure) {
    const name = outcome.outcome === 'unknown' ? 'UNKNOWN' : 'FAILED';
    lines.push(...wrap([segment(outcome.failure.message)], columns, label(name, 'bad')));
    lines.push(...wrap([segment(outcome.failure.next)], columns, label('NEXT')));
  }
  if (walk.session.ledger.alarm !== undefined) lines.push(...wrap([segment(walk.session.ledger.alarm)], columns, label('ALARM', 'bad')));
  if (walk.unrecorded !== undefined) {
    lines.push(...wrap([segment(walk.unrecorded)], columns, label('RECORD', 'bad')));
    lines.push(...wrap([segment('Reading goes on; steps that change something are refused. Leave with q; what was saved stays.')], columns, label('NEXT')));
  }
  return lines;
}

/** Where the runbook says to go when it went wrong. */
function branchLines(step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  if (outcome === undefined || outcome.outcome === 'done') return [];
  return step.branches
    .filter(({when}) => when !== 'done')
    .flatMap(({when, then}) => wrap([segment(`${when}: ${then.map(turnText).join(', then ')}`)], columns, label('IF')));
}

function turnText(turn: Turn): string {
  switch (turn.kind) {
    case 'step':
      return `go to step ${turn.id}`;
    case 'retry':
      return `try again, ${turn.times} ${turn.times === 1 ? 'time' : 'times'} at most`;
    case 'stop':
      return 'stop here';
    case 'escalate':
      return 'call somebody';
  }
}

function doneLines(walk: Walk, outcome: Outcome | undefined, {columns}: View): Line[] {
  if (outcome?.outcome !== 'done' || isCurrent(walk) || walk.unrecorded !== undefined) return [];
  return wrap([segment(`in ${formatElapsed(outcome.milliseconds)}; the result is in the journal`)], columns, label('DONE', 'good'));
}

function noteLines(walk: Walk, step: Step, {columns}: View): Line[] {
  return listNotes(walk.session.notes)
    .filter(note => note.step === step.id)
    .flatMap(({text, operator}) => wrap([segment(`${text}  `), segment(operator, 'faint')], columns, label('NOTE')));
}

function probeLines(probe: readonly string[] | undefined, {columns, symbols}: View): Line[] {
  return (probe ?? ['looking']).flatMap(text => wrap([segment(text)], columns, line(` ${symbols.bullet} `)));
}

function promptLines(walk: Walk, view: View): Line[] | undefined {
  const {phase} = walk;
  const asks = (question: string, style?: Style): Line[] => wrap([segment(question, style ?? 'strong')], view.columns);
  switch (phase.name) {
    case 'confirming': {
      const {what, word} = walk.pointed.confirmation;
      return [
        ...wrap([segment(`Type ${what}, `), segment(word, 'code'), segment(', then enter. Escape goes back.')], view.columns),
        fieldLine(phase.field, view),
      ];
    }
    case 'asking':
      return phase.question.kind === 'statement'
        ? asks(`Is this so? ${phase.question.text}`)
        : [...asks(phase.question.text), fieldLine(phase.field, view)];
    case 'noting':
      return [...asks('A note for the record:'), fieldLine(phase.field, view)];
    case 'skipping':
      return [...asks('Skipping is a deviation and stays visible. Why?', 'warning'), fieldLine(phase.field, view)];
    case 'attaching':
      return [...asks('A text file to keep as evidence (path, from the working folder):'), fieldLine(phase.field, view)];
    case 'handing over':
      return [
        ...asks(phase.note === undefined ? `What must the next operator know? ${walk.session.operator} writes:` : 'Who takes over?'),
        fieldLine(phase.field, view),
      ];
    case 'settling':
      return [...asks('This step may have happened. What is so?', 'warning'), ...probeLines(phase.probe, view)];
    case 'explaining':
      return [...asks(`You say: ${phase.settlement}. How do you know?`), fieldLine(phase.field, view)];
    case 'reading':
    case 'running':
      return undefined;
  }
}
