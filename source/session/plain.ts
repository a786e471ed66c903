import {BugError, unreachable} from '../errors.ts';
import type {Block, Step} from '../runbook/schema.ts';
import {formatElapsed} from '../time.ts';
import type {Conductor, Outcome, Question, Report, Settlement} from './conductor.ts';
import type {JournalEvent} from './event.ts';
import {retriesAllowed} from './step-order.ts';
import type {Decision, Driver} from './walk.ts';

/** Lines of plain text, for terminals that are no screens and for screen readers. */
export type PlainLines = {
  print(text: string): void;
  /** One typed line; undefined at the end of input. */
  read(prompt: string): Promise<string | undefined>;
};

/** What is printed of each report; the same words whether somebody is there or not. */
export function plainReport(print: (text: string) => void): (report: Report) => void {
  return report => {
    switch (report.kind) {
      case 'progress': {
        const {stage, state, text, milliseconds} = report.progress;
        if (state !== 'running') print(`  ${state}: ${stage}: ${text}${milliseconds === undefined ? '' : ` (${formatElapsed(milliseconds)})`}`);
        return;
      }
      case 'acted':
        return;
      case 'written':
        return printEvent(report.event, print);
      case 'not yet':
        for (const {text, expected, found} of report.unmet) print(`  not run: ${text}: expected ${expected}, found ${found}`);
        return;
      case 'unrecorded':
        printOutcome(report.outcome, print);
        print(`NOT RECORDED: ${report.failure.message}. This result does not count.`);
        return;
      case 'refused':
        print(`REFUSED: ${report.failure.message}. Nothing was run.`);
        return;
      default:
        unreachable(report);
    }
  };
}

function printEvent(event: JournalEvent, print: (text: string) => void): void {
  if (event.type === 'step.finished') return printOutcome(event.body, print);
  if (event.type === 'step.skipped') return print(`  skipped: ${event.body.reason}`);
  if (event.type === 'step.settled') return print(`  settled: ${event.body.settlement}: ${event.body.note}`);
  if (event.type === 'note.added') return print(`  note kept: ${event.body.text}`);
  if (event.type === 'session.paused') return print(`Left at ${event.body.step ?? 'the end'}: ${event.body.reason}. The session is kept.`);
  if (event.type === 'session.closed') return print(`Session ${event.body.verdict}${event.body.reason === null ? '' : `: ${event.body.reason}`}.`);
}

function printOutcome(outcome: Outcome, print: (text: string) => void): void {
  for (const {text, state, expected, found} of outcome.proofs) {
    const told = {holds: '', fails: `: expected ${expected}, found ${found}`, stated: ': stated, not verified', 'not stated': ': nobody was there to state it'}[state];
    print(`  proof ${state}: ${text}${told}`);
  }
  if (outcome.failure) print(`  ${outcome.outcome}: ${outcome.failure.message}\n  next: ${outcome.failure.next}`);
  print(`  ${outcome.outcome} in ${formatElapsed(outcome.milliseconds)}`);
}

/** Title, prose, and what the step changes: what a screen would show before a key is pressed. */
export function plainStep(step: Step, count: number): string[] {
  const effect = step.effect.kind === 'reads' ? ['CHANGES nothing; it only reads'] : [`CHANGES ${step.effect.what}`, `UNDO ${step.undo ?? 'no way back is known'}`];
  return [`Step ${step.number} of ${count}: ${step.title}`, ...step.prose.map(plainBlock), ...effect, ...step.proofs.map(proof => `PROOF ${proof.text}`)];
}

function plainBlock({kind, spans}: Block): string {
  if (kind === 'code') return spans.map(({text}) => `    ${text}`).join('\n');
  const text = spans.map(span => span.text).join('');
  return kind === 'item' ? `- ${text}` : text;
}

const choices = 'r run, n note, s skip, q leave: ';

/** A person at a line-based terminal: one letter and Enter; an empty line does nothing. */
export function plainDriver(lines: PlainLines, confirmation: {what: string; word: string}): Driver {
  let shown: string | undefined;
  return {
    report: plainReport(lines.print),
    async decide(conductor) {
      const step = currentStep(conductor);
      if (shown !== step.id) for (const line of plainStep(step, conductor.runbook.steps.length)) lines.print(line);
      shown = step.id;
      for (;;) {
        const decision = toDecision(await lines.read(choices), conductor, step, lines, confirmation);
        const settled = await decision;
        if (settled) return settled;
      }
    },
    ask: question => askPlainly(lines, question),
  };
}

async function toDecision(typed: string | undefined, conductor: Conductor, step: Step, lines: PlainLines, confirmation: {what: string; word: string}): Promise<Decision | undefined> {
  switch (typed?.trim()) {
    case undefined:
      return {kind: 'leave', reason: 'the input ended'};
    case 'q':
      return {kind: 'leave', reason: 'left by the operator'};
    case 'n':
    case 's': {
      const skips = typed.trim() === 's';
      const text = (await lines.read(skips ? 'Why? Skipping stays visible: ' : 'Note: '))?.trim();
      if (!text) return undefined;
      return skips ? {kind: 'skip', reason: text} : {kind: 'note', text};
    }
    case 'r':
      if (isUnknown(conductor, step)) return settle(conductor, step, lines);
      return confirmRun(conductor, step, lines, confirmation);
    default:
      lines.print('Type one of the letters, then enter.');
      return undefined;
  }
}

const settlements: Record<string, Settlement> = {d: 'done', x: 'not done', c: 'cannot tell'};

/** What may have happened is never run again by itself: somebody says what is so, and how they know. */
async function settle(conductor: Conductor, step: Step, lines: PlainLines): Promise<Decision | undefined> {
  lines.print('This step may have happened:');
  const probe = await conductor.probe(step.id);
  for (const line of probe) lines.print(`- ${line}`);
  const settlement = settlements[(await lines.read('d it was done, x it was not done, c cannot tell: '))?.trim() ?? ''];
  const note = settlement && (await lines.read('How do you know? '))?.trim();
  if (settlement && note) return {kind: 'settle', settlement, note, probe: probe.join(' ')};
  lines.print('Nothing was settled.');
  return undefined;
}

function isUnknown({session}: Conductor, {id}: Step): boolean {
  return session.steps.find(record => record.id === id)?.status === 'unknown';
}

async function confirmRun(conductor: Conductor, step: Step, lines: PlainLines, {what, word}: {what: string; word: string}): Promise<Decision | undefined> {
  const record = conductor.session.steps.find(({id}) => id === step.id);
  if (record?.status === 'failed' && record.attempts > retriesAllowed(conductor.runbook, step.id)) {
    lines.print('Tried often enough: skip it with a reason, or leave.');
    return undefined;
  }
  if (step.effect.kind === 'reads') return {kind: 'run', confirmed: undefined};
  const typed = await lines.read(`This changes something: ${step.effect.what}. Type ${what}, ${word}: `);
  if (typed === word) return {kind: 'run', confirmed: typed};
  lines.print(`That is not ${what}; nothing was run.`);
  return undefined;
}

async function askPlainly(lines: PlainLines, {kind, text}: Question): Promise<string | undefined> {
  if (kind === 'text') return (await lines.read(`${text} `))?.trim() || undefined;
  for (;;) {
    const typed = (await lines.read(`Is this so? ${text} (y yes, x no): `))?.trim();
    if (typed === undefined) return undefined;
    if (typed === 'y') return 'yes';
    if (typed === 'x') return 'no';
  }
}

function currentStep({session, runbook}: Conductor): Step {
  const step = runbook.steps.find(({id}) => id === session.current);
  if (!step) throw new BugError('the walk has no current step');
  return step;
}
