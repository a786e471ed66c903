import type {IncidentRecord, StepStory} from '../facts/incident-record.ts';
import {heading, list, strong, words, type Block, type Inline, type Tone} from './blocks.ts';
import {lineOf} from './step-section.ts';
import {stepTold, titleOf} from './told-step.ts';
import {whereTo} from '../facts/deviations-at-turn.ts';

type Move = {line: number; text: Inline[]};

/** The walk from step to step, where it was not just one after the other: told by steps alone, its order is lost. */
export function walkSection(record: IncidentRecord): Block[] {
  const {steps} = record;
  if (!steps.some(({passes, leavings}) => passes > 1 || leavings.length > 0)) return [];
  const moves = steps.flatMap(story => movesOf(story, record)).sort((one, other) => one.line - other.line);
  return [heading(2, 'The walk, in its order'), list(moves.map(({text}) => text), 'Nothing was walked.')];
}

function movesOf(story: StepStory, record: IncidentRecord): Move[] {
  const move = (line: number, at: string, what: string, tone: Tone | undefined): Move => ({line, text: words(`${at} ${titleOf(story)}: `, strong(what, tone))});
  return [
    ...story.runs.map(run => {
      const outcome = run.finished?.outcome;
      const at = (run.started ?? run.finished)?.at ?? '';
      return move(lineOf(run), at, `attempt ${run.attempt} ${outcome ?? 'without an outcome'}`, outcome === 'done' ? 'good' : 'bad');
    }),
    ...story.skips.map(({line, at}) => move(line, at, 'skipped', 'warning')),
    ...story.settlements.map(({line, at, settlement}) => move(line, at, `settled as ${settlement}`, 'warning')),
    ...story.leavings.map(({line, at, turn, next}) => move(line, at, turn === 'step' || turn === 'out of order' ? `left for ${stepTold(record, next)}` : whereTo(turn, stepTold(record, next), false), 'warning')),
  ];
}
