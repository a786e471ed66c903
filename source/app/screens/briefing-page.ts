import {hintCost} from '../../drill/next-hint.ts';
import {blank, line, segment, wrap} from './line.ts';
import {proseLines} from './prose.ts';
import type {Walk} from '../state/state.ts';
import type {Page, View} from './view.ts';

/** What the trainee is told before the first step: the story, and no more of the drill than that. */
export function briefingPage({drill, runbook}: Walk, view: View): Page {
  if (!drill) return {lines: []};
  const {columns, symbols} = view;
  return {
    lines: [
      ...wrap([segment(`${symbols.drilling} DRILL`, 'drill'), segment('  '), segment(drill.title, 'strong'), segment(`  ${drill.level}`, 'faint')], columns),
      line(runbook.title, 'faint'),
      blank,
      ...proseLines(drill.story, view),
      blank,
      ...wrap([segment('From here on it is as it would be live: the same screens, the same steps, a world that answers. What is done here stays in practice. Asked about what a drill does not have, such as a channel or an archive, answer as if it were there. Whatever you ask of somebody, such as a restart, goes into a note (n): in a drill nobody does it.')], columns),
      ...wrap([segment('To end the drill at any step: w, then "end the drill here".')], columns),
      ...(drill.hints.length === 0 ? [] : wrap([segment(`h asks for a hint; each costs ${hintCost} points.`)], columns)),
    ],
  };
}
