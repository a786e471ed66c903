import type {Debrief, DebriefRow} from '../../drill/debrief.ts';
import {byMeaning, comparisonText, endingText, nameIn, partText, rowCells, signed, totalText} from '../../drill/debrief-text.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import {columnsOf, fit, padTo} from '../../runbook/text-columns.ts';
import type {Style} from './theme.ts';
import type {Page, View} from './view.ts';

/** What the drill was: the score and how it is made, the path beside the model path, what went wrong and what that means. */
export function debriefPage(debrief: Debrief | undefined, view: View): Page {
  if (!debrief) return {lines: [line('there is no debrief', 'faint')]};
  const {columns, symbols} = view;
  const {title, level, teaches, expected, read} = debrief;
  const compared = comparisonText(debrief);
  return {
    lines: [
      ...wrap([segment(`${symbols.drilling} DEBRIEF`, 'drill'), segment('  '), segment(title, 'strong'), segment(`  ${level}`, 'faint')], columns),
      ...wrap([segment(endingText(debrief), 'strong')], columns, [segment(expected ? symbols.proof.holds : symbols.proof.fails, expected ? 'good' : 'bad'), segment(' ')]),
      blank,
      ...scoreLines(debrief, view),
      ...(compared === undefined ? [] : wrap([segment(compared, 'strong')], columns)),
      blank,
      ...wrap([segment('Your path beside the model path', 'strong'), segment(`  ${totalText(debrief)}`, 'faint')], columns),
      ...pathLines(debrief, view),
      ...mistakeLines(debrief, view),
      blank,
      ...wrap([segment(teaches)], columns, line('It teaches: ', 'strong')),
      ...block('Read', read.map(text => ({text})), view),
    ],
  };
}

function scoreLines({score}: Debrief, {columns}: View): Line[] {
  if (!score) return [line('No score before the end.', 'faint')];
  return [
    line(`Score ${score.points} of 100`, 'strong'),
    ...score.parts.flatMap(part => wrap([segment(partText(part))], columns, [segment(`  ${signed(part.points).padStart(4)}  `, part.points < 0 ? 'strong' : undefined)])),
  ];
}

const looks: Record<DebriefRow['verdict'], {style: Style | undefined; word: string}> = {
  'as the page': {style: undefined, word: ''},
  'wrong turn': {style: 'bad', word: 'WRONG TURN'},
  'tried again': {style: 'faint', word: 'tried again, as the page allows'},
  'not walked': {style: 'faint', word: 'not walked'},
};

/** A sign, where the trainee went, where the page goes, the time there, and the verdict in words. */
function pathLines(debrief: Debrief, {columns, symbols}: View): Line[] {
  const {rows} = debrief;
  const cells = rows.map(row => rowCells(row, debrief));
  const words = Math.max(...rows.map(({verdict}) => looks[verdict].word.length));
  const most = Math.max(12, Math.floor((columns - 13 - words) / 2));
  const width = (column: 1 | 2, least: number): number => Math.min(most, Math.max(least, ...cells.map(row => columnsOf(row[column]))));
  const [ours, model] = [width(1, 5), width(2, 10)];
  // That it fails is never cut off.
  const cut = (text: string, room: number): string => {
    const [, name = text, end = ''] = /^(.*)( fails)$/s.exec(text) ?? [];
    return padTo(`${fit(name, room - end.length, symbols.cut)}${end}`, room);
  };
  const signs = {'as the page': symbols.proof.holds, 'wrong turn': symbols.proof.fails, 'tried again': symbols.step.waiting, 'not walked': symbols.step.waiting};
  return [
    line(`  ${'yours'.padEnd(ours)}  ${'model path'.padEnd(model)}   time`, 'faint'),
    ...rows.map(({verdict}, index): Line => {
      const [, walked = '', page = '', time = ''] = cells[index] ?? [];
      const {style, word} = looks[verdict];
      return [segment(signs[verdict], style), segment(` ${cut(walked, ours)}`), segment(`  ${cut(page, model)}`, 'faint'), segment(`  ${time.padStart(5)}`), ...(word === '' ? [] : [segment('  '), segment(word, style)])];
    }),
  ];
}

function mistakeLines(debrief: Debrief, view: View): Line[] {
  const {wrong_turns: turns, skips, overrides, unproved, hints} = debrief;
  const named = nameIn(debrief);
  return [
    ...block('Wrong turns, and what each would have meant live', byMeaning(turns, named), view, 'bad'),
    ...block('Left unproved', unproved.map(({step, proof, why}) => ({first: named(step), text: `${proof} (${why})`})), view, 'warning'),
    ...block('Skipped', skips.map(({step, reason}) => ({first: named(step), text: reason})), view, 'warning'),
    ...block('Overridden', overrides.map(({step, what, reason}) => ({first: named(step), text: `${what}: ${reason}`})), view, 'warning'),
    ...block('Hints taken', hints.map(({step, number, text}) => ({first: `${number}${step === null ? '' : `, at ${named(step)}`}`, text})), view),
  ];
}

/** Nothing at all where there is nothing to tell. */
function block(heading: string, items: ReadonlyArray<{first?: string; text: string}>, {columns, symbols}: View, style?: Style): Line[] {
  if (items.length === 0) return [];
  const told = items.flatMap(({first, text}) =>
    wrap([...(first === undefined ? [] : [segment(`${first}: `, style ?? 'strong')]), segment(text)], columns, line(` ${symbols.bullet} `)));
  return [blank, ...wrap([segment(heading, 'strong')], columns), ...told];
}
