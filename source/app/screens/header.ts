import {display} from '../../display.ts';
import {hour, minute, parseTimestamp} from '../../time.ts';
import {clockText} from './step/budget-line.ts';
import {fitLine, padLine, segment, width, type Line, type Segment} from './line.ts';
import {rule} from './rule.ts';
import type {State, Walk} from '../state/state.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

const gap: Segment = segment('  ');

/** Where am I pointed: class, environment, gateway, incident, operator, toggles and who set them. */
export function headerLines(state: State, view: View): Line[] {
  const {symbols, columns} = view;
  if (!state.walk) {
    const who = state.operator === '' ? 'nobody named yet' : state.operator;
    return [spread([segment(' mcp-runbook', 'strong')], [...fitLine([segment(who)], columns / 2, symbols.cut), segment(' ')], view), rule(view)];
  }
  return [pointed(state.walk, view), toggles(state.walk, view), rule(view)];
}

/** Names are cut to a share of the row, the address to what is left: the class is always whole. */
function pointed(walk: Walk, view: View): Line {
  const {class: where, environment, gateway} = walk.pointed;
  const {symbols, columns} = view;
  const name = (text: string, style?: Style): Line => fitLine([segment(text, style)], Math.floor(columns / 5), symbols.cut);
  const position = walk.runbook.steps.findIndex(({id}) => id === walk.viewing) + 1;
  const before: Line = [
    segment(' '),
    segment(`${symbols.class[where]} ${where.toUpperCase()}`, where),
    ...drillSign(walk, view),
    gap,
    ...(environment === where ? [] : [...name(environment, 'strong'), gap]),
  ];
  const named = walk.session.incident;
  const incident: Line = named === null ? [] : [gap, ...name(named, 'strong')];
  const right = [...name(walk.session.operator), gap, segment(`${position} of ${walk.runbook.steps.length} `)];
  const room = columns - width(before) - width(incident) - width(right) - 1;
  return spread([...before, ...fitLine([segment(gateway)], Math.max(8, room), symbols.cut), ...incident], right, view);
}

/** Beside the class, while a drill is walked; with the time since it was opened. */
function drillSign({session, time: {now}}: Walk, {symbols}: View): Line {
  if (!session.opened.drill) return [];
  const began = parseTimestamp(session.openedAt) ?? now;
  return [segment(' '), segment(`${symbols.drilling} DRILL`, 'drill'), segment(` ${clockText(Math.max(0, now - began))}`)];
}

function toggles(walk: Walk, view: View): Line {
  return spread([segment(' '), ...sources(walk).flatMap(source => [...source, gap])], [...windowClock(walk, view), ...teamSign(walk), recordSign(walk)], view);
}

/** While MCP is off: what is left of the first connector's 48 hours. */
function windowClock({pointed: {window}, time: {now}}: Walk, {columns}: View): Line {
  if (!window) return [];
  const left = window.ends === undefined ? 0 : window.ends - now;
  const name = columns < 76 ? '48h' : '48h clock';
  if (left <= 0) return [segment(`${name} over`, 'bad'), gap];
  const minutes = Math.floor(left / minute);
  return [segment(`${name} ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} left`, left < soon ? 'warning' : 'strong'), gap];
}

/** So little is left that somebody should hurry. */
const soon = 6 * hour;

/** Whether the team has the record; nothing without a team. */
function teamSign({shared}: Walk): Line {
  return shared ? [segment(shared.text, shared.style), gap] : [];
}

/** How the record stands, the worst first. */
function recordSign({unrecorded, session, head}: Walk): Segment {
  if (unrecorded !== undefined) return segment('NOT RECORDED ', 'bad');
  return session.ledger.alarm === undefined ? segment(`${head} saved `, 'faint') : segment('LEDGER CHANGED ', 'bad');
}

/** Values side by side, each followed by who set it; neighbours from one source name it once. */
function sources({pointed: {toggles: values, gatewaySource}}: Walk): Line[] {
  const all = [...values, {name: 'url', found: undefined, source: gatewaySource, good: true}];
  const names = [...new Set(all.map(({source}) => source))];
  return names.map(name => [
    ...all
      .filter(({source}) => source === name)
      .flatMap(({name: toggle, found, good}, index): Segment[] => [
        ...(index > 0 ? [segment(', ')] : []),
        segment(found === undefined ? toggle : `${toggle}=${found}`, good ? undefined : 'bad'),
      ]),
    segment(` (${name})`, 'faint'),
  ]);
}

/** Left and right on one row; the left part gives way. */
function spread(left: Line, right: Line, view: View): Line {
  const room = view.columns - width(right) - 1;
  return [...padLine(fitLine(left, room, view.symbols.cut), room), {text: display(' ')}, ...right];
}
