import type {Step} from '../../../runbook/schema.ts';
import {besideLast} from '../../../walk/beside-last.ts';
import type {Outcome} from '../../../walk/conductor.ts';
import {changedSteps, changesTitle} from '../changes-page.ts';
import {label, segment, wrap, type Line, type Segment} from '../line.ts';
import {shownRan} from '../../state/viewed-step.ts';
import type {Walk} from '../../state/state.ts';
import type {View} from '../view.ts';

/** Two rows and what words leave free at the end of them. */
const rows = 2.7;

/** What the step came to, beside the last good walk here; nothing where there is none. */
export function besideLines(walk: Walk, step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  const {earlier} = walk;
  if (!earlier || !outcome) return [];
  const {last, unread: [unread]} = earlier;
  if (!last) return unread === undefined ? [] : wrap([segment(`not known: an earlier walk cannot be read: ${unread}`, 'faint')], columns, label('LAST', 'faint'));
  const today = {milliseconds: outcome.milliseconds, proofs: outcome.proofs, facts: shownRan(walk)?.facts};
  const compared = besideLast(step, today, last, Math.floor((columns - 9) * rows));
  const told = compared.flatMap(({text, then, isOther}, index): Segment[] => [
    ...(index > 0 ? [segment('; ', 'faint')] : []),
    segment(text, isOther ? 'strong' : 'faint'),
    ...(then === undefined ? [] : [segment(`, last time ${then}`, 'faint')]),
  ]);
  const newer = unread === undefined ? [] : [segment('; a newer walk cannot be read', 'warning')];
  return compared.length === 0 ? [] : wrap([...told, ...newer], columns, label('LAST', 'faint'));
}

/** Before a step in whose part of the page something changed runs, and before the first one for all of them. */
export function pageLines({earlier, runbook}: Walk, step: Step, {columns}: View): Line[] {
  const page = earlier?.page;
  if (!page) return [];
  const changed = changedSteps(runbook, page.changes);
  const here = changed.includes(step.number);
  if (!here && step.number !== 1) return [];
  return wrap([segment(changesTitle(page), 'warning'), segment(`${here ? ', this step too' : ''}; c shows what`)], columns, label('PAGE', 'warning'));
}
