import type {Debrief} from '../../drill/debrief.ts';
import {clockText, comparisonText, endingText, nameIn, partText, rowCells, signed} from '../../drill/debrief-text.ts';
import {pathText} from '../../drill/walked-path.ts';
import type {IncidentRecord} from '../facts/incident-record.ts';
import {heading, list, paragraph, strong, table, value, words, type Block} from './blocks.ts';

/** What was practised and how it went; nothing where the session was no drill. */
export function drillSection({drill}: Pick<IncidentRecord, 'drill'>): Block[] {
  if (!drill) return [];
  const {id, title, debrief, why_not: whyNot} = drill;
  const head = heading(2, 'Debrief of the drill');
  if (!debrief) return [head, paragraph(strong(title), ' (', value(id), '): ', strong('no debrief', 'warning'), `, ${whyNot ?? 'for no known reason'}.`)];
  return [head, ...factsOf(debrief), ...scoreOf(debrief), ...pathOf(debrief), ...mistakesOf(debrief), ...readingOf(debrief)];
}

function factsOf(debrief: Debrief): Block[] {
  const {title, drill, level, operator, seed, teaches, milliseconds, ended, expected, means} = debrief;
  const compared = comparisonText(debrief);
  return table(['', ''], [
    [words(strong('Drill')), words(title, ' (', value(drill), `, ${level})${seed === null ? '' : `, drawn by seed ${seed}`}`)],
    [words(strong('Walked by')), words(operator)],
    [words(strong('Teaches')), words(teaches)],
    [words(strong('End')), expected ? words(strong('as its page says', 'good'), `: ${ended}${means === null ? '' : `. ${means}`}`) : words(strong('not as its page says', 'warning'), `: ${endingText(debrief)}`)],
    [words(strong('Time')), words(clockText(milliseconds))],
    ...(compared === undefined ? [] : [[words(strong('Before')), words(compared)]]),
  ]);
}

function scoreOf({score}: Debrief): Block[] {
  if (!score) return [paragraph('There is no score before the end.')];
  return [
    heading(3, `Score: ${score.points} of 100`),
    ...table(['Points', 'For'], score.parts.map(part => [words(signed(part.points)), words(partText(part))])),
  ];
}

function pathOf(debrief: Debrief): Block[] {
  return [
    heading(3, 'The path beside the model path'),
    ...table(['Walked', 'Model path', 'Time', ''], debrief.rows.map(row => {
      const [verdict, walked, model, time] = rowCells(row, debrief);
      return [words(walked), words(model), words(time), verdict === '' ? words('') : words(strong(verdict.toLowerCase(), row.verdict === 'wrong turn' ? 'bad' : 'warning'))];
    })),
  ];
}

function mistakesOf(debrief: Debrief): Block[] {
  const {wrong_turns: turns, skips, overrides, unproved, hints} = debrief;
  const named = nameIn(debrief);
  return [
    heading(3, 'What it would have meant live'),
    list([
      ...turns.map(turn => words(strong('Wrong turn', 'bad'), ` ${pathText([turn], named)}: ${turn.means}`)),
      ...skips.map(({step, reason}) => words(strong('Skipped', 'warning'), ` ${named(step)}: ${reason}`)),
      ...overrides.map(({step, what, reason}) => words(strong('Overridden', 'bad'), ` ${named(step)}, ${what}: ${reason}`)),
      ...unproved.map(({step, proof, why}) => words(strong('Left unproved', 'warning'), ` ${named(step)}: ${proof} (${why})`)),
      ...hints.map(({step, number, text}) => words(strong('Hint', 'warning'), ` ${number}${step === null ? '' : `, at ${named(step)}`}: ${text}`)),
    ], 'Nothing was made worse: no wrong turn, nothing skipped or overridden, nothing left unproved, no hint.'),
  ];
}

function readingOf({read}: Debrief): Block[] {
  return read.length === 0 ? [] : [heading(3, 'To read'), list(read.map(text => words(text)), '')];
}
