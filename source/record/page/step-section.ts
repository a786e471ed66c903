import {sourceText} from '../../journal/approval-given.ts';
import {formatElapsed} from '../../time.ts';
import type {IncidentRecord, StepRun, StepStory} from '../facts/incident-record.ts';
import {file, heading, list, strong, struck, value, words, type Block, type Inline, type Tone} from './blocks.ts';
import {runBlocks} from './run-blocks.ts';
import {stepTold, titleOf} from './told-step.ts';
import {whereTo} from '../facts/deviations-at-turn.ts';

const statusWords: Readonly<Record<StepStory['status'], {text: string; tone: Tone}>> = {
  done: {text: 'done', tone: 'good'},
  failed: {text: 'failed', tone: 'bad'},
  skipped: {text: 'skipped', tone: 'warning'},
  unknown: {text: 'unknown', tone: 'bad'},
  'not done': {text: 'not done', tone: 'bad'},
  'not walked': {text: 'not walked', tone: 'warning'},
  'not walked again': {text: 'not walked again', tone: 'warning'},
};

/** What happened in a step, at its line: an attempt, or something that a person said. */
type Happening = {line: number} & ({run: StepRun} | {said: Inline[]});

/** One step: who, when, how long, what it changed, what proved it, and where that is kept, in the order of the journal. */
export function stepSection(story: StepStory, record: IncidentRecord): Block[] {
  const {text, tone} = statusWords[story.status];
  const left = story.status === 'skipped' || story.status === 'not walked';
  const happened: Happening[] = [...story.runs.map(run => ({line: lineOf(run), run})), ...saidIn(story, record)].sort((one, other) => one.line - other.line);
  const notes = record.notes.filter(({step}) => step === story.id).length;
  const shown = new Set(story.runs.flatMap(run => run.finished?.evidence.map(({sha256}) => sha256) ?? []));
  const attached = record.evidence.filter(({step, sha256}) => step === story.id && !shown.has(sha256));
  const rest = [
    ...attached.map(kept => words(strong('Attached'), ' ', kept.present ? file(`evidence/${kept.sha256}`, kept.name) : `${kept.name} (missing)`)),
    ...(notes > 0 ? [words(strong('Notes'), ` ${notes}, see below`)] : []),
  ];
  return [
    heading(3, left ? struck(titleOf(story)) : titleOf(story), ' (', strong(text, tone), ')'),
    ...blocksOf([...happened, ...rest.map(said => ({line: Infinity, said}))], story, record),
  ];
}

export function lineOf({started, finished}: StepRun): number {
  return (started ?? finished)?.line ?? Infinity;
}

/** What is said one after the other makes one list. */
function blocksOf(happened: readonly Happening[], story: StepStory, record: IncidentRecord): Block[] {
  const overridden = overriddenRuns(story);
  const blocks: Block[] = [];
  let said: Inline[][] = [];
  const flush = (): void => {
    if (said.length > 0) blocks.push(list(said, ''));
    said = [];
  };
  for (const one of happened) {
    if ('said' in one) {
      said.push(one.said);
      continue;
    }
    flush();
    blocks.push(...runBlocks(one.run, {record, overridden: overridden.has(one.run), passes: story.passes > 1}));
  }
  flush();
  return blocks;
}

/** The last attempt before each time that a failure was accepted. */
function overriddenRuns({runs, settlements}: StepStory): Set<StepRun | undefined> {
  const accepted = settlements.filter(({settlement}) => settlement === 'accepted');
  return new Set(accepted.map(({line}) => runs.findLast(run => lineOf(run) < line)));
}

function saidIn(story: StepStory, record: IncidentRecord): Array<{line: number; said: Inline[]}> {
  const numberOf = (id: string): number => record.steps.find(step => step.id === id)?.number ?? Infinity;
  const named = (id: string): string => stepTold(record, id);
  return [
    ...story.approvals.map(({line, at, operator, approver, digits, source}) => ({line, said: words(strong('Approved'), ` by ${approver} with `, value(digits), ` ${[sourceText(source), `(${at}, written by ${operator})`].filter(text => text !== '').join(' ')}`)})),
    ...story.settlements.map(({line, at, operator, settlement, note, probe}) => {
      const head = settlement === 'accepted' ? words(strong('Accepted', 'bad'), ` as done, in spite of what failed (${at}, ${operator}): ${note}`) : words(strong('Settled'), ` as ${settlement} (${at}, ${operator}): ${note}`);
      return {line, said: [...head, ...words(...(probe === null ? [] : [' Looked at first: ', value(probe)]))]};
    }),
    ...story.skips.map(({line, at, operator, reason}) => ({line, said: words(strong('Skipped'), ` (${at}, ${operator}): ${reason}`)})),
    ...story.leavings.map(({line, at, operator, way, turn, next, reason}) => {
      const where = turn === 'out of order' ? `out of order, for ${named(next)}` : `${way}: ${whereTo(turn, named(next), numberOf(next) < (story.number ?? 0))}`;
      return {line, said: words(strong('Left', 'warning'), ` (${at}, ${operator}) ${where}: ${reason}`)};
    }),
    ...story.over_budget.map(({line, at, operator, milliseconds, budget, choice, note}) => {
      const took = `not over after ${formatElapsed(milliseconds)}, where ${formatElapsed(budget)} are allowed`;
      return {line, said: words(strong('Over budget', 'warning'), ` (${at}, ${operator}): ${took}; chosen: ${choice}${note === null ? '' : `: ${note}`}`)};
    }),
  ];
}
