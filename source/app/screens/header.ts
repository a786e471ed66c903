import {display} from '../../display.ts';
import {dayTime, spanText} from '../../status/status-text.ts';
import {bannerOf} from '../../session/watch/whose.ts';
import {formatSpan, hour, parseTimestamp} from '../../time.ts';
import {walkOnScreen} from '../state/viewed-step.ts';
import {fitLine, padLine, segment, width, wrap, type Line, type Segment} from './line.ts';
import type {State, Walk} from '../state/state.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

const gap: Segment = segment('  ');

/** From this width on the second row has room for what its values are called. */
const roomy = 76;

/** Where am I pointed: class, environment, incident, procedure, operator; toggles, gateway and who set them; by when MCP has to be back. */
export function headerLines(state: State, view: View): Line[] {
  const walk = walkOnScreen(state);
  if (!walk) return [lobbyRow(state, view)];
  const clock = windowClock(walk);
  const named = isNamed(walk, view);
  const [pointers, signs] = [pointersOf(walk, named), signsOf(walk, named)];
  const isOneRow = clock.length === 0 || width([segment(' '), ...pointers, ...clock, gap, ...signs]) + 2 <= view.columns;
  return [
    ...watchingRows(state, walk, view),
    pointed(walk, view),
    spread([segment(' '), ...pointers], [...(isOneRow ? clock : []), ...(isOneRow && clock.length > 0 ? [gap] : []), ...signs], view),
    ...(isOneRow ? [] : [fitLine([segment(' '), ...clock], view.columns, view.symbols.cut)]),
  ];
}

/** Whose walk it is that is watched, before anything else. */
function watchingRows({screen}: State, {time: {now}}: Walk, {columns}: View): Line[] {
  if (screen.name !== 'watching' || !screen.whose) return [];
  const {sign, text} = bannerOf(screen.whose, now);
  return wrap([segment(` ${sign} `, 'warning'), segment(` ${text}`)], columns - 1).slice(0, mostBannerRows);
}

const mostBannerRows = 2;

function lobbyRow({screen, runbooks, operator}: State, view: View): Line {
  const {symbols, columns} = view;
  const id = 'runbook' in screen ? screen.runbook : screen.name === 'occupied' ? runbookOf(screen) : screen.name === 'beside' ? runbookOf(screen.back) : undefined;
  const title = id === undefined ? [] : [gap, segment(runbooks.find(card => card.id === id)?.title ?? id, 'strong')];
  const who = operator === '' ? 'nobody named yet' : operator;
  return spread([segment(' mcp-runbook', 'strong'), ...title], [...fitLine([segment(who)], columns / 2, symbols.cut), segment(' ')], view);
}

const runbookOf = ({begin}: Extract<State['screen'], {name: 'occupied'}>): string | undefined => (begin.type === 'open' ? begin.runbook : undefined);

/** Names are cut to a share of the row, the procedure's title to what is left: the class is always whole. */
function pointed(walk: Walk, view: View): Line {
  const {class: where, environment} = walk.pointed;
  const {symbols, columns} = view;
  const name = (text: string, style?: Style): Line => fitLine([segment(text, style)], Math.floor(columns / 6), symbols.cut);
  const position = walk.runbook.steps.findIndex(({id}) => id === walk.viewing) + 1;
  const named = walk.session.incident;
  const left: Line = [
    segment(' '),
    segment(`${symbols.class[where]} ${where.toUpperCase()}`, where),
    ...drillSign(walk, view),
    gap,
    ...(environment === where ? [] : [...name(environment, 'strong'), gap]),
    ...(named === null ? [] : [...name(named, 'strong'), gap]),
    segment(walk.runbook.title),
  ];
  return spread(left, [segment(`${position} of ${walk.runbook.steps.length}`), gap, ...name(walk.session.operator), segment(' ')], view);
}

/** Beside the class, while a drill is walked; with the time since it was opened. */
function drillSign({session, time: {now}}: Walk, {symbols}: View): Line {
  if (!session.opened.drill) return [];
  const began = parseTimestamp(session.openedAt) ?? now;
  return [segment(' '), segment(`${symbols.drilling} DRILL`, 'drill'), segment(` ${formatSpan(Math.max(0, now - began))}`)];
}

/** While MCP is off by this walk: by when it has to be back. Once it is on again: by when a drill has to be recorded. */
function windowClock({pointed: {window}, time: {now}}: Walk): Line {
  if (!window) return [];
  const {ends, off} = window;
  if (window.never === 'elsewhere') return [segment('the window is not known here: ask where the walk began', 'bad')];
  if (ends === undefined) return [segment(window.never ? 'no window: never drilled' : 'no window: a connector has no drill that counts', 'bad')];
  const [left, by] = [ends - now, `${dayTime(ends)} UTC`];
  if (left <= 0) return [segment(`${off ? 'MCP was due back' : 'a smoke run was due'} by ${by} (${spanText(left)} ago)`, 'bad')];
  return [segment(`${off ? 'MCP must be back' : 'a smoke run is due'} by ${by} (${spanText(left)})`, left < soon ? 'warning' : 'strong')];
}

/** So little is left that somebody should hurry. */
const soon = 6 * hour;

/** Whether the values of the second row are called by their names: not where the gateway would be cut off for it. */
function isNamed(walk: Walk, {columns}: View): boolean {
  const {pointed} = walk;
  const toGateway = [segment(' '), ...pointersOf({pointed: {...pointed, toggles: pointed.toggles.slice(0, 1), gatewaySource: pointed.gateway}}, true)];
  // A column for the mark that more was cut off, and one between the two halves.
  return columns >= roomy && width(toGateway) + width(signsOf(walk, true)) + 2 <= columns;
}

const signsOf = (walk: Walk, named: boolean): Line => [...teamSign(walk, named), recordSign(walk, named)];

/** Whether the team has the record; nothing without a team. */
function teamSign({shared}: Walk, named: boolean): Line {
  return shared ? [segment((named ? undefined : shared.short) ?? shared.text, shared.style), gap] : [];
}

/** How the record stands, the worst first. */
function recordSign({unrecorded, session, head}: Walk, named: boolean): Segment {
  if (unrecorded !== undefined) return segment('NOT RECORDED ', 'bad');
  return session.ledger.alarm === undefined ? segment(`${named ? 'record ' : ''}${head} `, 'faint') : segment('LEDGER CHANGED ', 'bad');
}

/** What the rows below the first one say, each value as it is now, with its meaning. */
export function headerLegend(walk: Walk, {columns}: View): Line[] {
  const rows: ReadonlyArray<readonly [shown: Line, meaning: string]> = [
    [pointersOf(walk, true), 'what is set now, and in ( ) who set it; of a token only its fingerprint'],
    [windowClock(walk), 'by the 48 hours of the rotation ledger'],
    [teamSign(walk, true).slice(0, 1), 'whether the team has the record'],
    [[segment(recordSign(walk, true).text.trimEnd())], recordMeaning(walk)],
  ];
  return rows.filter(([shown]) => shown.length > 0).flatMap(([shown, meaning]) => wrap([...shown, segment(`: ${meaning}`, 'faint')], columns, [segment('  ')]));
}

function recordMeaning({unrecorded, session}: Walk): string {
  if (unrecorded !== undefined) return 'the journal cannot be written; what changes something is refused';
  return session.ledger.alarm === undefined ? 'the first digits of the newest line of the journal, which is on disk' : session.ledger.alarm;
}

/** The toggle, the gateway and what else is read, each followed by who set it. */
function pointersOf({pointed: {toggles: [toggle, ...others], gateway, gatewaySource}}: Pick<Walk, 'pointed'>, named: boolean): Line {
  const all = [...(toggle ? [toggle] : []), {name: 'gateway', found: gateway, source: gatewaySource, good: true}, ...others];
  return all.flatMap(({name, found, source, good}, index): Segment[] => [
    ...(index > 0 ? [gap] : []),
    ...(source === found ? [segment(named || name !== 'gateway' ? `${name} ${found}` : found, good ? undefined : 'bad')] : [segment(name === 'gateway' ? `${named ? 'gateway ' : ''}${found}` : `${name}=${found}`, good ? undefined : 'bad'), segment(` (${source})`, 'faint')]),
  ]);
}

/** Left and right on one row; the left part gives way. */
function spread(left: Line, right: Line, view: View): Line {
  const room = view.columns - width(right) - 1;
  return [...padLine(fitLine(left, room, view.symbols.cut), room), {text: display(' ')}, ...right];
}
