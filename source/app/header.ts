import {display} from '../display.ts';
import {fitLine, line, padLine, segment, width, type Line, type Segment} from './line.ts';
import type {State, Walk} from './state.ts';
import type {View} from './view.ts';

const gap: Segment = segment('  ');

/** Where am I pointed: class, environment, gateway, incident, operator, toggles and who set them. */
export function headerLines(state: State, view: View): Line[] {
  const {symbols, columns} = view;
  const rule = line(symbols.horizontal.repeat(columns), 'faint');
  if (!state.walk) {
    const who = state.operator === '' ? 'nobody named yet' : state.operator;
    return [spread([segment(' mcp-runbook', 'strong')], [segment(`${who} `)], view), rule];
  }
  return [pointed(state, state.walk, view), toggles(state.walk, view), rule];
}

function pointed(state: State, walk: Walk, view: View): Line {
  const {class: where, environment, gateway} = walk.pointed;
  const position = walk.runbook.steps.findIndex(({id}) => id === walk.viewing) + 1;
  const left: Line = [
    segment(' '),
    segment(`${view.symbols.class[where]} ${where.toUpperCase()}`, where),
    gap,
    ...(environment === where ? [] : [segment(environment, 'strong'), gap]),
    segment(gateway),
    ...(state.incident === undefined ? [] : [gap, segment(state.incident, 'warning')]),
  ];
  const right = [segment(walk.session.operator), gap, segment(`${position} of ${walk.runbook.steps.length} `)];
  return spread(left, right, view);
}

function toggles(walk: Walk, view: View): Line {
  const shown = walk.pointed.toggles.flatMap(({name, found, source, good}): Segment[] => [
    segment(`${name}=${found}`, good ? undefined : 'bad'),
    segment(` (${source})`, 'faint'),
    gap,
  ]);
  const saved: Line =
    walk.unrecorded === undefined ? [segment(`${walk.head} saved `, 'faint')] : [segment('NOT RECORDED ', 'bad')];
  const url = [segment('url'), segment(` (${walk.pointed.gatewaySource})`, 'faint'), gap];
  return spread([segment(' '), ...url, ...shown], saved, view);
}

/** Left and right on one row; the left part gives way. */
function spread(left: Line, right: Line, view: View): Line {
  const room = view.columns - width(right) - 1;
  return [...padLine(fitLine(left, room, view.symbols.cut), room), {text: display(' ')}, ...right];
}
