import type {EnvironmentStatus} from '../../../status/status.ts';
import {clockOf, spanText, walkText} from '../../../status/status-text.ts';
import {formatElapsed, formatTimestamp, parseTimestamp} from '../../../time.ts';
import {foundWords, type LastWalk} from '../../../walk/beside-last.ts';
import {reviewedWindows, windowLines, type Window} from '../ledger-lines.ts';
import {blank, line, segment, wrap, wrapText, type Line} from '../line.ts';
import type {StepRecord} from '../../../journal/session.ts';
import type {Step} from '../../../runbook/schema.ts';
import {shownOutcome, viewedStep} from '../../state/viewed-step.ts';
import type {State, Walk} from '../../state/state.ts';
import type {Style} from '../theme.ts';
import type {View} from '../view.ts';

/** What a wide window shows beside the page of a step: what was seen at other steps of this walk, the last good one, the windows, who else was here. */
export function seenLines({status}: Pick<State, 'status'>, walk: Walk, view: View): Line[] {
  const here = status?.environments.find(({environment}) => environment === walk.pointed.environment);
  const known = [lastLines(walk, view), windowSection(walk, here, status?.at ?? 0, view), othersLines(walk, here, status?.at ?? 0, view)];
  const below = known.filter(section => section.length > 0).flatMap(section => [blank, ...section]);
  const seen = [line('Seen at other steps, newest first', 'strong'), ...stepsLines(walk, view)];
  // The steps are many and the oldest give way; a low window keeps some of them all the same.
  const rows = [...cut(seen, Math.max(Math.floor(view.rows / 2), view.rows - below.length), view), ...below];
  return cut(rows, view.rows, view);
}

function cut(lines: readonly Line[], rows: number, {symbols}: View): Line[] {
  if (lines.length <= rows) return [...lines];
  return [...lines.slice(0, rows - 1), line(`${symbols.more.below} ${lines.length - rows + 1} more, in a taller window`, 'faint')];
}

const endings = {failed: 'bad', unknown: 'warning'} as const satisfies Partial<Record<StepRecord['status'], Style>>;

/** Of each step when it ended and how, where that is not well; below it how long it took and what it found. */
function stepsLines(walk: Walk, {columns}: View): Line[] {
  const {runbook, session, time: {now}, viewing} = walk;
  const ended = session.steps.flatMap(({id, outcome, finishedAt}) => {
    const step = runbook.steps.find(one => one.id === id);
    return step && outcome && finishedAt !== undefined && id !== viewing ? [{step, outcome, at: finishedAt}] : [];
  });
  const before = session.steps.flatMap(({id, outcome, ended: went}) => {
    const step = runbook.steps.find(one => one.id === id);
    return step && !outcome && went && id !== viewing ? [{step, at: went.at}] : [];
  });
  if (ended.length + before.length === 0) return [line('nothing yet', 'faint')];
  const again = before.map(({step, at}) => wrap([segment(`${step.number} ${step.title}, done before`, 'faint')], columns, line(`${clockOf(at, now)}  `, 'faint')));
  const told = ended.toSorted((one, other) => (parseTimestamp(other.at) ?? 0) - (parseTimestamp(one.at) ?? 0) || other.step.number - one.step.number).flatMap(({step, outcome, at}) => {
    const ending = outcome.outcome === 'done' ? [] : [segment(' '), segment(outcome.outcome, endings[outcome.outcome])];
    const came = [formatElapsed(outcome.milliseconds), ...foundWords(step, outcome.proofs)].join('; ');
    return [...wrap([segment(`${step.number} ${step.title}`), ...ending], columns, line(`${clockOf(at, now)}  `, 'faint')), ...wrap([segment(came, 'faint')], columns, line('       '))];
  });
  return [...told, ...again.toReversed().flat()];
}

/** Before the step has a result; from then on its page compares the two. */
function lastLines(walk: Walk, {columns}: View): Line[] {
  const last = walk.earlier?.last;
  const step = viewedStep(walk);
  if (!last?.steps[step.id] || shownOutcome(walk)) return [];
  return [line('The last good run of this step', 'strong'), ...wrap([segment(lastText(step, last))], columns)];
}

function lastText(step: Step, {at, operator, steps}: LastWalk): string {
  const run = steps[step.id];
  return [`${formatElapsed(run?.milliseconds ?? 0)} on ${at.slice(0, 10)} by ${operator}`, ...foundWords(step, run?.proofs ?? [])].join('; ');
}

/** As an earlier step reviewed them, else as they were when the environment was chosen. */
function windowSection({runbook, ran, session, viewing, time: {now}}: Walk, here: EnvironmentStatus | undefined, at: number, view: View): Line[] {
  const step = runbook.steps.findLast(({id, action}) => action?.name === 'ledger.review' && ran[id]?.facts !== undefined);
  // Its own page draws it.
  if (step?.id === viewing) return [];
  const facts = step && ran[step.id]?.facts;
  const windows = facts ? reviewedWindows(facts) : (here?.windows ?? []).map((window): Window => windowOf(window, now));
  const read = (step && session.steps.find(({id}) => id === step.id)?.finishedAt) ?? formatTimestamp(at);
  return windows.length === 0 ? [] : [...wrapText(`Left of 48 h, as read at ${clockOf(read, now)} UTC`, view.columns, 'strong'), ...windowLines(windows, view)];
}

function windowOf(window: EnvironmentStatus['windows'][number], now: number): Window {
  if ('unknown' in window) return {name: window.connector, told: window.unknown, remaining: undefined, style: 'warning'};
  const left = window.ends - now;
  return {name: window.connector, told: left < 0 ? `over ${spanText(left)}` : spanText(left), remaining: left, style: left < 0 ? 'bad' : undefined};
}

function othersLines({session}: Walk, here: EnvironmentStatus | undefined, at: number, {columns}: View): Line[] {
  const others = (here?.walks ?? []).filter(other => other.session !== session.id);
  return others.length === 0 ? [] : [line(`Also here at ${clockOf(formatTimestamp(at), at)} UTC`, 'strong'), ...others.flatMap(other => wrap([segment(walkText(other, at))], columns))];
}
