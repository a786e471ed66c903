import {isJsonObject, type Json, type JsonObject} from '../../json.ts';
import {blank, label, line, segment, wrap, type Line} from './line.ts';
import type {Style} from './theme.ts';
import {troubleLines} from './trouble-lines.ts';
import type {View} from './view.ts';

/** The gaps of the ledger, and drills and notes in one line of time; nothing where no gap was ever noted. */
export function gapLines(gaps: Json | undefined, {columns, symbols}: View): Line[] {
  if (!isJsonObject(gaps)) return [];
  const {counts, problem, next, timeline} = gaps;
  const {open = 0, closed = 0, bad_lines: bad = 0} = isJsonObject(counts) ? counts : {};
  const told = typeof problem === 'string' && typeof next === 'string' ? troubleLines({problem, next}, columns, label('NOT READ', 'bad')) : [];
  if (Number(open) + Number(closed) + Number(bad) === 0) return told.length === 0 ? [] : [blank, ...told];
  const unread = Number(bad) > 0 ? [segment(', '), segment(`${String(bad)} unreadable`, 'bad')] : [];
  const moments = Array.isArray(timeline) ? timeline.filter(isJsonObject) : [];
  return [
    blank,
    ...wrap([segment('Gaps: '), segment(`${String(open)} open`, Number(open) > 0 ? 'warning' : undefined), segment(`, ${String(closed)} closed`), ...unread], columns),
    ...told,
    ...wrap([segment('newest lines and notes, oldest first', 'faint')], columns),
    ...moments.flatMap(moment => momentLines(moment, columns, symbols.bullet)),
  ];
}

const styles: Record<string, Style> = {'gap opened': 'warning'};

function momentLines(moment: JsonObject, columns: number, bullet: string): Line[] {
  const kind = String(moment.kind);
  const at = typeof moment.at === 'string' ? moment.at : 'no time';
  return wrap([segment(kind === 'drill' ? `line ${String(moment.line)}` : kind, styles[kind]), segment(`  ${detailOf(moment)}`)], columns, line(` ${bullet} ${at}  `, 'faint'));
}

function detailOf({kind, connector_id: connector, operator, reason, entries}: JsonObject): string {
  if (kind === 'drill') return String(connector);
  const by = typeof operator === 'string' ? `by ${operator}` : 'by nobody named';
  return kind === 'gap opened' ? `${by}: ${String(reason)}` : `${by}, ${String(entries)} fresh entries`;
}
