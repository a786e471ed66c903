import type {Step} from '../../../runbook/schema.ts';
import {besideLast, type Compared} from '../../../walk/beside-last.ts';
import type {Outcome} from '../../../walk/conductor.ts';
import {changedSteps, changesTitle} from '../changes-page.ts';
import {label, segment, width, wrap, type Line, type Segment} from '../line.ts';
import {shownRan} from '../../state/viewed-step.ts';
import type {Walk} from '../../state/state.ts';
import type {View} from '../view.ts';

/** Rows of a comparison, and of what is no difference among them. */
const [most, mostAlike] = [5, 2];

/** What the step came to, beside the last good walk here; nothing where there is none. */
export function besideLines(walk: Walk, step: Step, outcome: Outcome | undefined, {columns}: View): Line[] {
  const {earlier} = walk;
  if (!earlier || !outcome) return [];
  const {last, unread: [unread]} = earlier;
  if (!last) return unread === undefined ? [] : wrap([segment(`not known: an earlier walk cannot be read: ${unread}`, 'faint')], columns, label('LAST', 'faint'));
  const today = {milliseconds: outcome.milliseconds, proofs: outcome.proofs, facts: shownRan(walk)?.facts};
  const fits = (told: readonly Compared[]): boolean => rowsOf(told, columns).length <= Math.min(most, rowsOf(told.filter(({then}) => then !== undefined), columns).length + mostAlike);
  const compared = besideLast(step, today, last, fits);
  const newer = unread === undefined ? [] : [{text: 'a newer walk cannot be read', isOther: true}];
  return compared.length === 0 ? [] : rowsOf([...compared, ...newer], columns);
}

/** What has no room beside what was said before it has a row of its own. */
function rowsOf(told: readonly Compared[], columns: number): Line[] {
  const rows = told.map(partsOf).reduce<Segment[][]>((before, parts) => {
    const joined = [...(before.at(-1) ?? []), segment('; ', 'faint'), ...parts];
    return before.length > 0 && width(joined) <= columns - margin ? [...before.slice(0, -1), joined] : [...before, parts];
  }, []);
  return rows.flatMap((row, index) => wrap(row, columns, label(index === 0 ? 'COMPARED' : '', 'faint')));
}

const margin = width(label(''));

function partsOf({text, then, isOther}: Compared): Segment[] {
  return [segment(text, isOther ? 'strong' : 'faint'), ...(then === undefined ? [] : [segment(`, last time ${then}`, 'faint')])];
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
