import type {ChangedLine} from '../../runbook/changed-lines.ts';
import type {Runbook} from '../../runbook/schema.ts';
import type {EarlierWalks} from '../../walk/beside-last.ts';
import type {Walk} from '../state/state.ts';
import {stepName} from '../../runbook/step-name.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {Page, View} from './view.ts';

type ChangedPage = NonNullable<EarlierWalks['page']>;

/** What the page says otherwise than when this operator walked it last, step by step. */
export function changesPage({earlier, runbook}: Walk, {columns}: View): Page {
  if (!earlier?.page) return {lines: []};
  const {page} = earlier;
  const parts = Map.groupBy(page.changes, ({at}) => stepAt(runbook, at));
  return {
    lines: [
      ...wrap([segment(`The page ${changesTitle(page)}`, 'strong')], columns),
      ...[...parts].flatMap(([part, changes]) => [blank, line(part === undefined ? 'before the first step' : stepName(runbook, part), 'strong'), ...changes.flatMap(change => changeLines(change, columns))]),
    ],
  };
}

/** `changed since you walked it on 2025-11-18`. */
export function changesTitle({at}: Pick<ChangedPage, 'at'>): string {
  return `changed since you walked it on ${at.slice(0, 10)}`;
}

/** Numbers of the steps in whose part of the page something is other than it was. */
export function changedSteps(runbook: Runbook, changes: readonly ChangedLine[]): number[] {
  return runbook.steps.filter(({id}) => changes.some(({at}) => stepAt(runbook, at) === id)).map(({number}) => number);
}

/** The id of the step in whose part a line is; undefined before the first. */
function stepAt({steps}: Runbook, at: number): string | undefined {
  return steps.findLast(({line: heading}) => heading <= at)?.id;
}

function changeLines({kind, text}: ChangedLine, columns: number): Line[] {
  return wrap([segment(text)], columns, kind === 'gone' ? [segment('-', 'bad'), segment(' ')] : [segment('+', 'good'), segment(' ')]);
}
