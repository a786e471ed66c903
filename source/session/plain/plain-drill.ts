import {hintCost} from '../../drill/next-hint.ts';
import type {Session} from '../../journal/session.ts';
import type {Scenario} from '../../runbook/scenario.ts';
import {plainBlock, plainHint} from './plain-report.ts';

/** What whoever walks a drill is told first: its story, no more than that, and the hints that were paid for before. */
export function plainStory({title, level, story, hints}: Scenario, {hints: taken}: Session): string[] {
  return [
    `DRILL ${title}, ${level}`,
    ...story.map(plainBlock),
    ...(hints.length === 0 ? [] : [`h asks for a hint; each costs ${hintCost} points.`]),
    ...hints.slice(0, taken).map(({text}, index) => plainHint({number: index + 1, text})),
  ];
}
