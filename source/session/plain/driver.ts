import {BugError} from '../../errors.ts';
import type {Scenario} from '../../runbook/scenario.ts';
import type {Step} from '../../runbook/schema.ts';
import type {Allowance, Conductor, Decision, Question, Settlement} from '../../walk/conductor.ts';
import {mayRetry} from '../../walk/next-step.ts';
import {nextHint} from '../../drill/next-hint.ts';
import {incidentsText, plainSign, type LastIncident} from '../../journal/incidents-text.ts';
import {isUnnamed} from '../../journal/just-opened.ts';
import {budgetsOver, openBefore} from '../../journal/step-clock.ts';
import {asIfThere} from '../../walk/in-practice.ts';
import {leftOpen} from '../../walk/prove.ts';
import type {StepRecord} from '../../journal/step-record.ts';
import type {Driver} from '../../walk/walk.ts';
import {endingsFrom, waysFrom, type Ending, type Way} from '../../walk/ways.ts';
import {allow} from './allow.ts';
import {readWords, type PlainLines} from './terminal-lines.ts';
import {plainReport, plainStep} from './plain-report.ts';
import {formatElapsed, formatSpanOfTime} from '../../time.ts';
import {plainStory} from './plain-drill.ts';

/** `escalate`: whom the environment says to call. `drill`: the one that is walked. */
export type PlainSetting = {escalate?: string | undefined; drill?: Scenario | undefined; /** What was worked on in this environment, the last first. */ incidents?: readonly LastIncident[] | undefined};

/** A person at a line-based terminal: one letter and Enter; an empty line does nothing. */
export function plainDriver(lines: PlainLines, {escalate, drill, incidents = []}: PlainSetting = {}): Driver {
  let shown: string | undefined;
  let late = {began: 0, budgets: 0};
  let pending: string | undefined;
  // That practice has not all of it: once a step is enough.
  let unsaid = false;
  return {
    report: plainReport(lines.print, escalate),
    async decide(conductor) {
      const {session, runbook} = conductor;
      const {step, record} = due(conductor);
      const isUnsettled = record.status === 'unknown';
      unsaid = session.class === 'practice';
      if (shown === undefined && isUnnamed(session)) {
        const named = await readIncident(lines, incidents);
        if (named !== undefined) return {kind: 'name incident', incident: named};
      }
      if (drill && shown === undefined) for (const line of plainStory(drill, session)) lines.print(line);
      const {clock} = conductor.ports;
      if (shown !== step.id) late = {began: clock.monotonic() - openBefore(session, clock.now()), budgets: budgetsOver(session.clock, step.budget ?? Infinity).answered};
      if (shown !== step.id) for (const line of [...plainStep(step, runbook, clock.monotonic() - late.began), ...(isUnsettled ? ['UNKNOWN this step may have happened: r looks, and you say what is so'] : [])]) lines.print(line);
      shown = step.id;
      const hint = nextHint(drill, session);
      for (;;) {
        const isNew = pending === undefined;
        const typed = pending ?? (await lines.read(`r ${isUnsettled ? 'settle what happened' : 'run'}, n note, i incident, ${hint ? 'h hint, ' : ''}s skip, w other ways, q leave: `));
        pending = undefined;
        const spent = clock.monotonic() - late.began;
        const budgets = step.kind === 'wait' ? 0 : Math.floor(spent / (step.budget ?? Infinity));
        if (isNew && typed !== undefined && step.budget !== undefined && budgets > late.budgets) {
          late = {...late, budgets};
          const over = await overBudget(lines, {step: step.id, milliseconds: Math.round(spent), budget: step.budget});
          // What was typed is done once that is recorded.
          if (over) pending = typed;
          if (over) return over;
        }
        if (hint && typed?.trim() === 'h') return {kind: 'hint', step: step.id, ...hint};
        const decision = await toDecision(typed, conductor, lines, incidents);
        if (decision) return decision;
      }
    },
    async ask(question) {
      if (unsaid && question.kind === 'statement') {
        lines.print(`  ${asIfThere}`);
        unsaid = false;
      }
      return askPlainly(lines, question);
    },
  };
}

async function readIncident(lines: PlainLines, incidents: readonly LastIncident[]): Promise<string | undefined> {
  const last = incidents[0]?.incident;
  const known = incidentsText(incidents, index => `${plainSign(index)} `);
  if (known !== undefined) lines.print(known);
  for (;;) {
    const typed = await readWords(lines, last === undefined ? 'Incident? enter for none: ' : `Incident? enter for none, + for ${last}, the last one here: `);
    if (typed === undefined || !/^\+\d*$/.test(typed)) return typed;
    const chosen = incidents.find((_, index) => plainSign(index) === typed);
    if (chosen) return chosen.incident;
    lines.print(`Nothing here is ${typed}.`);
  }
}

async function toDecision(typed: string | undefined, conductor: Conductor, lines: PlainLines, incidents: readonly LastIncident[]): Promise<Decision | undefined> {
  const {step, record} = due(conductor);
  switch (typed?.trim()) {
    case undefined:
      return {kind: 'leave', reason: 'the input ended'};
    case 'q':
      return {kind: 'leave', reason: 'left by the operator'};
    case 'n': {
      const text = await readWords(lines, 'Note: ');
      return text === undefined ? undefined : {kind: 'note', step: step.id, text};
    }
    case 'i':
      return {kind: 'name incident', incident: await readIncident(lines, incidents)};
    case 's': {
      const reason = await readWords(lines, 'Why? Skipping stays visible: ');
      return reason === undefined ? undefined : {kind: 'skip', step: step.id, reason};
    }
    case 'w':
      return chooseWay(conductor, lines);
    case 'r':
      return record.status === 'unknown' ? settle(conductor, lines) : run(conductor, lines, {});
    default:
      lines.print('Type one of the letters, then enter.');
      return undefined;
  }
}

async function run(conductor: Conductor, lines: PlainLines, so: Allowance): Promise<Decision | undefined> {
  const {step, record} = due(conductor);
  let allowance = so;
  if (record.status === 'failed' && !mayRetry(conductor.runbook, record)) {
    const reason = await readWords(lines, 'Why again? What is different now? ');
    if (reason === undefined) return undefined;
    allowance = {...so, reason};
  }
  return step.effect.kind === 'reads' && step.kind !== 'approve' ? {kind: 'run', step: step.id, allowance} : allow(conductor, step, allowance, lines);
}

/** On a page of lines nobody turns to another step first, so it is asked for. */
const elsewhere: Way = {kind: 'out of order', label: 'another step, out of order', asks: 'Why now?'};

async function chooseWay(conductor: Conductor, lines: PlainLines): Promise<Decision | undefined> {
  const {step} = due(conductor);
  const {runbook, session} = conductor;
  const ways = [...waysFrom(runbook, session, step.id), elsewhere, ...endingsFrom(runbook, session)];
  for (const [index, {label}] of ways.entries()) lines.print(`  ${index + 1} ${label}`);
  const way = ways[Number(await readWords(lines, 'Which? ')) - 1];
  const target = way?.kind === 'out of order' ? await chooseStep(conductor, lines) : step;
  const reason = way && target && (await readWords(lines, `${way.asks} `));
  if (!way || !target || reason === undefined) {
    lines.print('Nothing was done.');
    return undefined;
  }
  return byWay(way, reason, target, conductor, lines);
}

async function chooseStep(conductor: Conductor, lines: PlainLines): Promise<Step | undefined> {
  const {steps} = conductor.runbook;
  for (const {number, title} of steps) lines.print(`  ${number} ${title}`);
  const chosen = Number(await readWords(lines, 'Which step? '));
  return steps.find(({number, id}) => number === chosen && id !== conductor.session.current);
}

async function byWay(way: Way | Ending, reason: string, target: Step, conductor: Conductor, lines: PlainLines): Promise<Decision | undefined> {
  const step = target.id;
  switch (way.kind) {
    case 'branch':
      return {kind: 'take way', step, branch: way.branch, reason};
    case 'otherwise':
      return run(conductor, lines, {otherwise: reason});
    case 'accept':
      return {kind: 'settle', step, settlement: 'accepted', note: reason, probe: undefined};
    case 'skip':
      return {kind: 'skip', step, reason};
    case 'out of order':
      return {kind: 'go to', step, reason};
    case 'throw away':
      return {kind: 'end', reason, away: true};
    case 'end':
      return {kind: 'end', reason};
  }
}

const choices: Record<string, 'keep going' | 'escalate'> = {k: 'keep going', e: 'escalate'};

/** Nobody is interrupted on a page of lines: it is asked with the next letter, once for each budget of the step. */
async function overBudget(lines: PlainLines, at: {step: string; milliseconds: number; budget: number}): Promise<Decision | undefined> {
  for (;;) {
    const typed = await readWords(lines, `Over budget: ${formatElapsed(at.milliseconds)} of ${formatSpanOfTime(at.budget)}. k keep going, e call somebody: `);
    if (typed === undefined) return undefined;
    const choice = choices[typed];
    if (choice) return {kind: 'over budget', ...at, choice};
  }
}

const settlements: Record<string, Settlement> = {d: 'done', x: 'not done', c: 'cannot tell'};

/** What may have happened is never run again by itself: somebody says what is so, and how they know. */
async function settle(conductor: Conductor, lines: PlainLines): Promise<Decision | undefined> {
  lines.print('This step may have happened:');
  const step = due(conductor).step.id;
  const probe = await conductor.probe(step);
  for (const line of probe) lines.print(`- ${line}`);
  const settlement = settlements[(await readWords(lines, 'd it was done: next step, x it was not done: this step again, c cannot tell: next step: ')) ?? ''];
  const note = settlement && (await readWords(lines, 'How do you know? '));
  if (settlement && note !== undefined) return {kind: 'settle', step, settlement, note, probe: probe.join(' ')};
  lines.print('Nothing was settled.');
  return undefined;
}

/** A slip in what is typed unseen shows at the second time, a paste that was cut by its length. */
async function readUnseen(lines: PlainLines, text: string): Promise<string | undefined> {
  for (;;) {
    const typed = await lines.read(`${text} (not shown): `, 'unseen');
    if (!typed) return undefined;
    const again = await lines.read(`${typed.length} ${typed.length === 1 ? 'character' : 'characters'}; once more, or enter alone where it was pasted: `, 'unseen');
    if (again === undefined || again === '' || again === typed) return again === undefined ? undefined : typed;
    lines.print('The two are not the same, and nothing was taken.');
  }
}

async function askPlainly(lines: PlainLines, {kind, text, of}: Question): Promise<string | undefined> {
  // It stands on the lines already, to be taken from there.
  if (kind === 'offer') return undefined;
  const addressed = of === undefined ? '' : `${of}: `;
  if (kind === 'secret') return readUnseen(lines, text);
  if (kind === 'text') return readWords(lines, `${addressed}${text} `);
  for (;;) {
    const typed = (await lines.read(`${addressed}Is this so? ${text} (y yes, x no, n not yet): `))?.trim();
    if (typed === undefined) return undefined;
    if (typed === 'y') return 'yes';
    if (typed === 'x') return 'no';
    if (typed === 'n') return leftOpen;
  }
}

function due({session, runbook}: Conductor): {step: Step; record: StepRecord} {
  const step = runbook.steps.find(({id}) => id === session.current);
  const record = session.steps.find(({id}) => id === session.current);
  if (!step || !record) throw new BugError('the walk has no current step');
  return {step, record};
}
