import {sampleNames, type ComparedField, type ComparedSample, type FieldVerdict, type SampleName, type TelemetryComparison} from '../../connector/telemetry.ts';
import {display} from '../../display.ts';
import type {Json} from '../../json.ts';
import {columnsOf, padTo} from '../../runbook/text-columns.ts';
import {blank, line, segment, wrap, type Line, type Segment} from './line.ts';
import type {Style} from './theme.ts';
import type {Page, View} from './view.ts';

const titles: Record<SampleName, string> = {handshake: 'Handshake acknowledgement', heartbeat: 'Heartbeat', drill: 'Rotation drill entry'};

const verdicts: Record<ComparedSample['verdict'], {text: string; style: Style | undefined}> = {
  same: {text: 'as expected', style: undefined},
  different: {text: 'DIFFERENT', style: 'bad'},
  'not seen': {text: 'not seen in this session', style: 'faint'},
};

const fieldStyles: Partial<Record<FieldVerdict, Style>> = {different: 'bad', missing: 'bad'};

/** The expected telemetry, member by member beside what this session saw. */
export function referencePage(comparison: TelemetryComparison | undefined, view: View): Page {
  const title = line('Expected telemetry', 'strong');
  if (!comparison) return {lines: [title, blank, line('gathering what this session saw', 'faint')]};
  return {
    lines: [
      [...title, segment('  '), foundIn(comparison)],
      ...sampleNames.flatMap(name => [blank, ...sampleLines(titles[name], comparison[name], view)]),
    ],
  };
}

function foundIn(comparison: TelemetryComparison): Segment {
  const {differences} = comparison;
  if (sampleNames.every(name => comparison[name].verdict === 'not seen')) return segment('nothing was seen in this session yet', 'faint');
  if (differences === 0) return segment('nothing differs that should not');
  return segment(`${differences} ${differences === 1 ? 'member differs' : 'members differ'}`, 'bad');
}

function sampleLines(title: string, {verdict, fields}: ComparedSample, view: View): Line[] {
  const {text, style} = verdicts[verdict];
  const names = Math.max(0, ...fields.map(({name}) => columnsOf(display(name))));
  return [
    [segment(`${title}  `, 'strong'), segment(text, style)],
    ...fields.flatMap(field => fieldLines(field, verdict === 'not seen', Math.min(names, 20), view)),
  ];
}

/** Expected and seen, and the verdict in a word; one value where they are the same. */
function fieldLines({name, expected, seen, verdict, why}: ComparedField, unseen: boolean, names: number, {columns, symbols}: View): Line[] {
  const sign = unseen ? symbols.proof.waiting : verdict === 'different' || verdict === 'missing' ? symbols.proof.fails : symbols.proof.holds;
  const first = [segment(' '), segment(sign, unseen ? undefined : fieldStyles[verdict]), segment(` ${padTo(display(name), names)}  `)];
  if (unseen) return wrap([segment(textOf(expected), 'faint')], columns, first);
  if (verdict === 'same') return wrap([segment(textOf(seen))], columns, first);
  if (verdict === 'extra') return wrap([segment(textOf(seen)), segment('  more than expected', 'faint')], columns, first);
  const told = verdict === 'missing' ? segment('missing', 'bad') : segment(textOf(seen));
  const word = verdict === 'different' ? [segment('  '), segment('DIFFERENT', 'bad')] : [];
  const reason = why === null ? [] : [segment(`  ${why}`, 'faint')];
  return wrap([told, ...word, segment(`  expected ${textOf(expected)}`, 'faint'), ...reason], columns, first);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
