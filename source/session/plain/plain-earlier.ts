import type {JsonObject} from '../../json.ts';
import {columnsOf} from '../../runbook/text-columns.ts';
import type {Runbook} from '../../runbook/schema.ts';
import {besideLast, comparedText, type Compared, type EarlierWalks} from '../../walk/beside-last.ts';
import type {Report} from '../../walk/conductor.ts';

/** So many changed lines are read out; more are for the screen. */
const mostRead = 12;

/** Columns of the line that says how a step was the last time. */
const room = 200;

/** How the page differs from what this operator walked last; nothing where it does not. */
export function plainChanges({page, last, unread: [unread]}: EarlierWalks): string[] {
  const unseen = unread === undefined ? [] : [`LAST ${last ? 'a newer walk' : 'an earlier walk'} cannot be read: ${unread}`];
  if (!page) return unseen;
  const {at, changes} = page;
  const lines = changes.length > mostRead ? [`  ${changes.length} lines; on the screen c shows them`] : changes.map(({kind, text}) => `  ${kind === 'gone' ? '-' : '+'} ${text}`);
  return [...unseen, `PAGE changed since you walked it on ${at.slice(0, 10)}:`, ...lines];
}

/** Reports, and after each step how it was in the last good walk here. */
export function withLast(report: (report: Report) => void, print: (text: string) => void, {last}: EarlierWalks, runbook: Runbook): (report: Report) => void {
  let facts: JsonObject | undefined;
  return told => {
    report(told);
    if (told.kind === 'acted') facts = told.result.facts;
    if (!last || told.kind !== 'written' || told.event.type !== 'step.finished') return;
    const {body} = told.event;
    const step = runbook.steps.find(({id}) => id === body.step);
    const lineOf = (told: readonly Compared[]): string => told.map(comparedText).join('; ');
    const compared = step ? besideLast(step, {...body, facts}, last, told => columnsOf(lineOf(told)) <= room) : [];
    if (compared.length > 0) print(`  compared: ${lineOf(compared)}`);
  };
}
