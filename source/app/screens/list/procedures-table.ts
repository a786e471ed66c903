import type {Readiness} from '../../../journal/readiness.ts';
import {agoText} from '../../../time.ts';
import type {RunbookCard, UnfinishedCard} from '../../state/cards.ts';
import type {Pick} from '../../state/picker-rows.ts';
import type {Cell, Column, Row} from './list-columns.ts';

export const procedureColumns: readonly Column[] = [
  {head: 'procedure', spare: 0},
  {head: 'steps', spare: 3},
  {head: 'last walked', spare: 1},
  {head: 'how it ended', spare: 2},
];

/** What can be gone on with, and what can be begun. */
export function procedureRow(pick: Pick): Row {
  if (pick.kind === 'off') return {cells: [{text: pick.text}]};
  if (pick.kind === 'session') return sessionRow(pick.card);
  if (pick.kind === 'lesson') return {cells: [{text: 'Learn the keys in two minutes'}]};
  return runbookRow(pick.card);
}

function sessionRow({title, environment, operator, lastAt, age, drill}: UnfinishedCard): Row {
  return {cells: [{text: `continue: ${title}`}, {text: ''}, {text: `${whenText(lastAt, age)}, ${operator}, ${drill ? 'in a drill' : environment}`}, {text: 'unfinished', style: 'warning'}]};
}

function runbookRow({title, trouble, steps, readiness, unread}: RunbookCard): Row {
  if (trouble) return {cells: [{text: `${title} (cannot be walked)`}, {text: ''}, {text: ''}, {text: 'page not in order', style: 'bad'}]};
  return {cells: [{text: title}, {text: unread ? '' : String(steps).padStart(5)}, {text: lastText(readiness)}, endedCell(readiness)]};
}

function lastText(readiness: Readiness | undefined): string {
  if (!readiness) return '';
  const {last, age, verdict, unattended, part} = readiness;
  if (verdict === 'not known') return 'not known';
  if ((!last || age === undefined) && part) return `${agoText(part.age)}, ${part.operator}, ${part.drill === undefined ? part.class : 'in a drill'}`;
  if (!last || age === undefined) return unattended ? 'never by a person' : 'never';
  return `${agoText(age)}, ${last.operator}, ${last.drill === undefined ? last.class : 'in a drill'}`;
}

/** Too long ago says more than how it ended then. A step is told by its number: the chosen row has its title, and at 80 columns a cell has no room for it. */
function endedCell(readiness: Readiness | undefined): Cell {
  const last = readiness?.last ?? readiness?.part;
  if (!last || readiness?.verdict === 'not known') return {text: ''};
  if (readiness?.verdict === 'stale') return {text: 'too long ago', style: 'warning'};
  if (last.asItsPage) return readiness?.last ? {text: 'as its page says', style: 'good'} : {text: 'in part'};
  return last.ended === 'completed' ? {text: 'completed', style: 'good'} : {text: last.stoppedAt === undefined ? last.ended : `${last.ended} at ${last.stoppedAt.replace(/,.*/, '')}`, style: 'warning'};
}

/** `3 days ago`; the day where nobody knows what day it is now. */
export function whenText(at: string, age: number | undefined): string {
  if (age !== undefined) return agoText(age);
  return at === '' ? 'no time' : `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;
}
