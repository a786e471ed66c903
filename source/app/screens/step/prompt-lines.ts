import {incidentsText} from '../../../journal/incidents-text.ts';
import type {Question} from '../../../walk/conductor.ts';
import {turnAfterFailure} from '../../../walk/next-step.ts';
import {asIfThere, bothYourself} from '../../../walk/in-practice.ts';
import {turnText} from '../../../walk/ways.ts';
import {formatSpan} from '../../../time.ts';
import {fieldLine} from '../field-line.ts';
import {line, segment, width, wrap, type Line, type Segment} from '../line.ts';
import {columnsOf} from '../../../runbook/text-columns.ts';
import {fieldText} from '../../state/text-field.ts';
import {calledFrom, hasExpired, stepRecord, viewedStep} from '../../state/viewed-step.ts';
import {budgetText} from './step-title.ts';
import type {Phase, Walk} from '../../state/state.ts';
import type {Style} from '../theme.ts';
import type {View} from '../view.ts';

/** What is asked of the person now; undefined while nothing is. */
export function promptLines(walk: Walk, view: View): Line[] | undefined {
  const {phase} = walk;
  const asks = (question: string, style?: Style): Line[] => wrap([segment(question, style ?? 'strong')], view.columns);
  if (hasExpired(walk)) return asks('This plan has expired, and nothing was run. Enter reads it again, as it is then.', 'warning');
  switch (phase.name) {
    case 'naming':
      return [...asks(`Another person${walk.pointed.people.approvers ? `, ${walk.pointed.people.approvers.join(' or ')},` : ''} reads this plan and types a name:`), ...deskLines(walk, view), ...aloneLines(walk, view), fieldLine(phase.field, view)];
    case 'approving':
      return [...asks(`${phase.approver}, if the plan is right, type its digits, ${phase.plan.digits}, then enter.`), ...deskLines(walk, view), fieldLine(phase.field, view)];
    case 'confirming':
      return [...confirmationLines(walk, phase, view), fieldLine(phase.field, view)];
    case 'asking':
      if (phase.question.kind === 'offer') return [...asks('For the incident channel, so far; y copies it:'), ...wrap([segment(phase.question.text, 'code')], view.columns)];
      return phase.question.kind === 'statement'
        ? [...wrap([segment(addressed(phase.question, `Is this so? ${phase.question.text}`), 'strong'), ...heardOf(phase)], view.columns), ...deniedLines(walk, view)]
        : [...asks(`${addressed(phase.question, phase.question.text)}${phase.question.kind === 'secret' ? concealedText(phase) : ''}`), fieldLine(phase.field, view)];
    case 'retrying':
      return [...asks('Why again? What is different now?'), fieldLine(phase.field, view)];
    case 'departing':
      return [...asks(phase.way.label), ...asks(phase.way.asks, 'warning'), fieldLine(phase.field, view)];
    case 'over budget':
      return overBudgetLines(walk, phase, view);
    case 'noting':
      return [...asks('A note for the record:'), fieldLine(phase.field, view)];
    case 'naming incident':
      return [...[incidentsText(phase.known) ?? []].flat().flatMap(text => wrap([segment(text, 'faint')], view.columns)), ...asks(`Incident? enter for ${fieldText(phase.field) || 'none'}`), fieldLine(phase.field, view)];
    case 'skipping':
      return [...asks('Skipping is a deviation and stays visible. Why?', 'warning'), fieldLine(phase.field, view)];
    case 'attaching':
      return [...asks('A text file to keep as evidence (path, from the working folder):'), fieldLine(phase.field, view)];
    case 'handing over':
      return [
        ...asks(phase.note === undefined ? `What must the next operator know? ${walk.session.operator} writes:` : `Who takes over${walk.shared ? '? Enter alone: whoever takes it elsewhere' : '?'}`),
        fieldLine(phase.field, view),
      ];
    case 'settling':
      return [...asks('This step may have happened. What is so?', 'warning'), ...probeLines(phase.probe, view)];
    case 'explaining':
      return [...(phase.probe ? probeLines(phase.probe, view) : []), ...asks(`You say: ${phase.settlement}. How do you know?`), fieldLine(phase.field, view)];
    case 'reading':
    case 'planning':
    case 'running':
      return undefined;
  }
}

/** What a no would lead to, before it is said: a step that fails may lead far back. Its number is enough where the title would take a second row. */
function deniedLines(walk: Walk, {columns}: View): Line[] {
  const {runbook} = walk;
  const step = viewedStep(walk);
  const record = stepRecord(walk, step.id);
  const turn = turnAfterFailure(step, record, record.tries);
  const title = turn?.kind === 'step' ? runbook.steps.find(({id}) => id === turn.id)?.title : undefined;
  const told = `no: the step fails${turn ? `; then ${turnText(turn, runbook)}` : ''}`;
  const denied = wrap([segment(columnsOf(told) > columns ? told.replace(`: ${title}`, '') : told, 'faint')], columns);
  return walk.pointed.class === 'practice' ? [...wrap([segment(asIfThere, 'faint')], columns), ...denied] : denied;
}

/** Whoever is alone reads here by which way it goes on. */
function aloneLines({pointed}: Walk, {columns}: View): Line[] {
  const text = pointed.class === 'practice' ? `${bothYourself}; alone: escape, then w` : 'nobody to be found: escape, then w, without a second person';
  return wrap([segment(text, 'faint')], columns);
}

/** So many characters tell a paste that was cut. */
function concealedText({by, field: {characters: {length}}}: Extract<Phase, {name: 'asking'}>): string {
  const count = length === 0 ? '' : `, ${length} ${length === 1 ? 'character' : 'characters'}`;
  return `${by === 'hand, once more' ? ', once more, since it was typed by hand' : ''} (not shown${count})`;
}

/** What is stated as soon as nothing follows it. */
function heardOf({heard}: Extract<Phase, {name: 'asking'}>): Segment[] {
  return heard === undefined || heard === 'other' ? [] : [segment(` ${heard}`)];
}

/** Who agrees need not be here, where a team has a database; nothing waits for it. */
function deskLines({shared, desks}: Walk, {columns}: View): Line[] {
  if (!shared) return [];
  if (desks?.state === 'away') return wrap([segment(`only at this keyboard: the team's database cannot be asked, ${desks.why}`, 'warning')], columns);
  if (desks?.state === 'late') return wrap([segment('the plan has run out: escape, then read it again', 'warning')], columns);
  return wrap([segment(desks ? 'or, at another desk: mcp-runbook approve' : 'asking at other desks too', 'faint')], columns);
}

function confirmationLines(walk: Walk, {plan}: Extract<Phase, {name: 'confirming'}>, {columns}: View): Line[] {
  const {what, word} = walk.pointed.confirmation;
  const asks = [segment(`Type ${what}, a space and the digits, `)];
  const typed = [segment(`${word} ${plan.digits}`, 'code'), segment(', then enter.')];
  // What has to be typed stands on one row.
  return width([...asks, ...typed]) > columns ? [...wrap(asks, columns), ...wrap(typed, columns)] : wrap([...asks, ...typed], columns);
}

/** Where a second person agrees to a plan, the question is theirs. */
const addressed = ({of}: Question, text: string): string => (of === undefined ? text : `${of}: ${text}`);

function overBudgetLines(walk: Walk, {step, milliseconds, budget}: Extract<Phase, {name: 'over budget'}>, {columns}: View): Line[] {
  const {title} = stepRecord(walk, step);
  return [
    ...wrap([segment(`${title} has taken ${formatSpan(Math.max(milliseconds, walk.time.open))} of ${budgetText(budget)}.`, 'warning'), segment(' How does it go on?', 'strong')], columns),
    ...wrap([segment(`e calls ${calledFrom(walk)}`, 'faint')], columns),
  ];
}

function probeLines(probe: readonly string[] | undefined, {columns, symbols}: View): Line[] {
  return (probe ?? ['looking']).flatMap(text => wrap([segment(text)], columns, line(` ${symbols.bullet} `)));
}
