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
  const saved: Line =
    walk.unrecorded === undefined ? [segment(`${walk.head} saved `, 'faint')] : [segment('NOT RECORDED ', 'bad')];
  return spread([segment(' '), ...sources(walk).flatMap(source => [...source, gap])], saved, view);
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
