import {columnsOf, padTo} from '../runbook/text-columns.ts';
import {nameAmong} from '../journal/step-record.ts';
import {formatTimestamp, parseTimestamp, second} from '../time.ts';
import type {Debrief, DebriefRow} from './debrief.ts';
import {pathText} from './walked-path.ts';
import type {DrillTold} from './roster.ts';
import {scoreRules, type ScorePart, type ScoreRule} from './score.ts';

/** The debrief in plain lines of a window of 80 columns, but for texts of the page and the journal. Raw. */
export function debriefLines(debrief: Debrief): string[] {
  const {title, runbook, drill, level, operator, seed, teaches, read} = debrief;
  const compared = comparisonText(debrief);
  return [
    `DEBRIEF  ${title}`,
    `${runbook}, ${drill}, ${level}; ${operator}${seed === null ? '' : `; drawn by seed ${seed}`}`,
    `Teaches: ${teaches}`,
    endingText(debrief),
    ...scoreLines(debrief),
    ...(compared === undefined ? [] : [compared]),
    `Your path beside the model path, ${totalText(debrief)}`,
    ...pathLines(debrief),
    ...mistakeLines(debrief),
    ...(read.length === 0 ? [] : ['Read', ...read.map(text => `  ${text}`)]),
  ];
}

/** The times of the rows, and what is none of theirs: reading after the last one, and steps that were left out. */
export function totalText({milliseconds, rows}: Debrief): string {
  const rest = milliseconds - rows.reduce((sum, row) => sum + (row.milliseconds ?? 0), 0);
  return `${clockText(milliseconds)} in all${rest < second ? '' : `, ${clockText(rest)} of it after or between rows`}`;
}

/** `escalated at step 1: Freeze MCP traffic, as its page says`. */
export function drillEnd({ended, expected}: Pick<Debrief, 'ended' | 'expected'>): string {
  return `${ended}, ${expected ? '' : 'not '}as its page says`;
}

/** How a session ended, as every list says it: `completed`, `drill: as its page says`. */
export function sessionEnd({state, drill}: {state: string; drill?: DrillTold | undefined}): string {
  if (drill === undefined) return state;
  // The number of the step has to do where a row is all the room.
  return `drill: ${drill === true ? state : drill.expected ? 'as its page says' : drill.ended.replace(/(?<= at step \d+): .*$/s, '')}`;
}

export function endingText({ended, should_end: page, means, expected}: Debrief): string {
  if (ended.startsWith('unfinished')) return `Not over yet: ${ended}.`;
  const end = expected ? `Ended ${drillEnd({ended, expected})}` : `Yours ended: ${ended}. The page ends: ${page}`;
  return means === null ? `${end}.` : `${end}. ${means}`;
}

function scoreLines({score}: Debrief): string[] {
  if (!score) return ['No score before the end.'];
  return [`Score ${score.points} of 100`, ...score.parts.map(part => `  ${signed(part.points).padStart(4)}  ${partText(part)}`)];
}

const partWords: Readonly<Record<ScorePart['rule'], readonly [one: string, several: string]>> = {
  start: ['to begin with', ''],
  'wrong turn': ['wrong turn', 'wrong turns'],
  hint: ['hint', 'hints'],
  skip: ['step skipped', 'steps skipped'],
  override: ['override', 'overrides'],
  unproved: ['proof left unproved', 'proofs left unproved'],
  'other end': ['ended otherwise than the page', ''],
  least: ['no score is lower', ''],
};

/** What a part of the score is for: `2 wrong turns, 15 each`. */
export function partText({rule, count}: ScorePart): string {
  const [one, several] = partWords[rule];
  const {kind, points} = scoreRules.find(({name}) => name === rule) ?? {kind: 'start', points: 0};
  if (kind === 'at most') return `${one}: ${points} at most`;
  if (kind !== 'each') return one;
  return count === 1 ? `1 ${one}` : `${count} ${several}, ${-points} each`;
}

/** The points of a rule in words: `-15 each`, `40 at most`. */
export function ruleText({kind, points}: Pick<ScoreRule, 'kind' | 'points'>): string {
  return kind === 'start' ? String(points) : `${points} ${kind}`;
}

export function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points);
}

const pathHead = ['', 'yours', 'the model path', 'time'] as const;

function pathLines(debrief: Debrief): string[] {
  const cells = [pathHead, ...debrief.rows.map(row => [...rowCells(row, debrief)] as const)];
  const widths = pathHead.map((_, column) => Math.max(...cells.map(row => columnsOf(row[column] ?? ''))));
  return cells.map(row => `  ${row.map((cell, column) => (column === row.length - 1 ? cell : padTo(cell, widths[column] ?? 0))).join('  ')}`.trimEnd());
}

/** How it stands, what was walked, what the model path has, and the time. */
export function rowCells({verdict, walked, model, milliseconds}: DebriefRow, {titles}: Pick<Debrief, 'titles'>): [verdict: string, walked: string, model: string, time: string] {
  const short = (id: string): string => {
    const named = titles.find(({step}) => step === id);
    return named ? `${named.number} ${named.title}` : id;
  };
  return [
    verdict === 'as the page' ? '' : verdict.toUpperCase(),
    walked ? pathText([walked], short) : '-',
    model ? pathText([model], short) : '-',
    milliseconds === null ? '' : clockText(milliseconds),
  ];
}

/** A step as people know it, in a sentence. */
export function nameIn({titles}: Pick<Debrief, 'titles'>): (id: string) => string {
  const steps = titles.map(({step: id, title}) => ({id, title}));
  return id => nameAmong(steps, id);
}

function mistakeLines(debrief: Debrief): string[] {
  const {wrong_turns: turns, hints, skips, overrides, unproved} = debrief;
  const named = nameIn(debrief);
  const block = (heading: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [heading, ...lines.map(line => `  ${line}`)]);
  return [
    ...block('Wrong turns, and what each would have meant live', byMeaning(turns, named).map(({first, text}) => `${first}: ${text}`)),
    ...block('Skipped', skips.map(({step, reason}) => `${named(step)}: ${reason}`)),
    ...block('Overridden', overrides.map(({step, what, reason}) => `${named(step)}, ${what}: ${reason}`)),
    ...block('Left unproved', unproved.map(({step, proof, why}) => `${named(step)}: ${proof} (${why})`)),
    ...block('Hints taken', hints.map(({step, number, text}) => `${number}${step === null ? '' : `, at ${named(step)}`}: ${text}`)),
  ];
}

/** Turns that follow each other along one wrong path mean the same, which is told once. */
export function byMeaning(turns: Debrief['wrong_turns'], named: (step: string) => string): Array<{first: string; text: string}> {
  const told = Map.groupBy(turns, ({means}) => means);
  return Array.from(told, ([text, same]) => ({first: pathText(same, named), text}));
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'] as const;

/** What got better since the last time: `Second attempt: 70 -> 85, 2:10 faster; best so far 70.` Undefined the first time. */
export function comparisonText({earlier, score, milliseconds, expected}: Debrief): string | undefined {
  if (!earlier || !score) return undefined;
  const {attempts, best, last} = earlier;
  const name = ordinals[attempts];
  const attempt = name === undefined ? `Attempt ${attempts + 1}` : `${name.charAt(0).toUpperCase()}${name.slice(1)} attempt`;
  const points = last.score === score.points ? `${score.points} as before` : `${last.score} -> ${score.points}`;
  const saved = last.milliseconds - milliseconds;
  const time = saved === 0 ? 'in the same time' : `${clockText(Math.abs(saved))} ${saved > 0 ? 'faster' : 'slower'}`;
  const at = parseTimestamp(last.at);
  const since = at === undefined ? last.at : formatTimestamp(at).slice(0, 10);
  // To be soon at another end is not to be fast.
  return `${attempt}: ${points}${expected ? `, ${time}` : ''}; the last one was on ${since}, the best so far ${best}.`;
}

/** `2:10`, `1:02:10`: minutes and seconds, hours where there are any. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (count: number): string => String(count).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
}
