import {display} from '../../display.ts';
import {dayTime, spanText} from '../../status/status-text.ts';
import {bannerOf} from '../../session/watch/whose.ts';
import {formatSpan, hour, parseTimestamp} from '../../time.ts';
import {fieldText} from '../state/text-field.ts';
import {shownDrills} from '../state/drill-rows.ts';
import {walkOnScreen} from '../state/viewed-step.ts';
import {fitLine, padLine, segment, width, wrap, type Line, type Segment} from './line.ts';
import type {State, Walk} from '../state/state.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

const gap: Segment = segment('  ');

/** Where am I pointed: class, environment, incident, procedure, operator; toggles, gateway and who set them; by when MCP has to be back. */
export function headerLines(state: State, view: View): Line[] {
  const walk = walkOnScreen(state);
  if (!walk) return [lobbyRow(state, view)];
  return [...watchingRows(state, walk, view), pointed(state, walk, view), ...setRows(state, walk, view)];
}

/** What is set and how the record stands; the clock beside them, or below. The gateway has a row of its own before it is cut. */
function setRows({screen}: State, walk: Walk, view: View): Line[] {
  const {columns, symbols} = view;
  const clock = windowClock(walk);
  // The summary has the rows, and its digits are copied.
  const form = forms.find(one => (one.head || screen.name !== 'summary') && width([segment(' '), ...pointersOf(walk, one, view), ...signsOf(walk, one)]) + 1 <= columns);
  if (!form) {
    const [toggle, gateway] = [toggleOf(walk), gatewayOf(walk, shortest)].map(line => [segment(' '), ...line]);
    return [spread(toggle ?? [], signsOf(walk, {...shortest, head: true}), view), ...[gateway ?? [], ...explained(walk, columns)].map(row => fitLine(row, columns, symbols.cut))];
  }
  const [pointers, signs] = [[segment(' '), ...pointersOf(walk, form, view)], signsOf(walk, form)];
  if (clock.length > 0 && width([...pointers, ...clock, gap, ...signs]) + 2 <= columns) return [spread(pointers, [...clock, gap, ...signs], view)];
  return [spread(pointers, signs, view), ...explained(walk, columns).map(row => fitLine(row, columns, symbols.cut))];
}

/** The clock on a row of its own, with what it counts where that has room: it is there before a page comes to speak of it. */
function explained(walk: Walk, columns: number): Line[] {
  const {pointed: {window}, time: {now}} = walk;
  const row = [segment(' '), ...windowClock(walk)];
  if (row.length === 1) return [];
  const whole = (window?.ends ?? 0) <= now ? [] : [': the 48 h window of a connector ends then', ': a 48 h window ends then'].map(why => [...row, segment(why, 'faint')]);
  return [whole.find(line => width(line) < columns) ?? row];
}

/** How the second row says what is set. `named`: values are called by their names; `others`: the token and what else is read; `source`: who set the gateway. */
type Form = {named: boolean; others: boolean; source: boolean; /** The digits of the record, where it stands well. */ head: boolean};

const shortest: Form = {named: false, others: false, source: false, head: false};

/** From what says most; in the first that the window has room for nothing is cut. */
const forms: readonly Form[] = [
  {named: true, others: true, source: true, head: true},
  {named: true, others: false, source: true, head: true},
  {named: true, others: false, source: false, head: true},
  {named: false, others: true, source: true, head: true},
  {named: false, others: false, source: true, head: true},
  {named: false, others: false, source: false, head: true},
  shortest,
];

/** Whose walk it is that is watched, before anything else. */
function watchingRows({screen}: State, {time: {now}}: Walk, {columns}: View): Line[] {
  if (screen.name !== 'watching' || !screen.whose) return [];
  const {sign, text} = bannerOf(screen.whose, now);
  return wrap([segment(` ${sign} `, 'warning'), segment(` ${text}`)], columns - 1).slice(0, mostBannerRows);
}

const mostBannerRows = 2;

function lobbyRow({screen, runbooks, operator}: State, view: View): Line {
  const {symbols, columns} = view;
  const drill = screen.name === 'drills' ? shownDrills(screen)[screen.selected] : undefined;
  const id = drill ? drill.runbook : 'runbook' in screen ? screen.runbook : screen.name === 'occupied' ? runbookOf(screen) : screen.name === 'beside' ? runbookOf(screen.back) : undefined;
  const title = id === undefined ? [] : [gap, segment(drill?.runbookTitle ?? runbooks.find(card => card.id === id)?.title ?? id, 'strong')];
  const named = screen.name === 'operator' && screen.goesOn ? fieldText(screen.field).trim() : screen.name === 'opening' ? screen.operator : undefined;
  const who = (named ?? operator) || 'nobody named yet';
  return spread([segment(' mcp-runbook', 'strong'), ...title], [...fitLine([segment(who)], columns / 2, symbols.cut), segment(' ')], view);
}

const runbookOf = ({begin}: Extract<State['screen'], {name: 'occupied'}>): string | undefined => (begin.type === 'open' ? begin.runbook : undefined);

/** Names are cut to a share of the row, the procedure's title to what is left: the class is always whole. */
function pointed({screen}: State, walk: Walk, view: View): Line {
  const {class: where, environment} = walk.pointed;
  const {symbols, columns} = view;
  const name = (text: string, style?: Style): Line => fitLine([segment(text, style)], Math.floor(columns / 6), symbols.cut);
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
  return spread(left, [segment(placeIn(screen, walk)), gap, ...name(walk.session.operator), segment(' ')], view);
}

/** The step that is viewed; once the walk has ended none is, but where one is shown. */
function placeIn({name}: State['screen'], {runbook: {steps}, session, viewing}: Walk): string {
  if (name === 'debrief' || name === 'summary') return name;
  if (session.closed && name !== 'step' && name !== 'watching') return 'ended';
  return `${steps.findIndex(({id}) => id === viewing) + 1} of ${steps.length}`;
}

/** Beside the class of a drill; with the time since it was opened, or that it has taken. */
function drillSign({session, debrief, time: {now}}: Walk, {symbols}: View): Line {
  if (!session.opened.drill) return [];
  const began = parseTimestamp(session.openedAt) ?? now;
  const took = debrief?.milliseconds ?? (session.closed ? undefined : Math.max(0, now - began));
  return [segment(' '), segment(`${symbols.drilling} DRILL`, 'drill'), ...(took === undefined ? [] : [segment(` ${formatSpan(took)}`)])];
}

/** While MCP is off by this walk: by when it has to be back. Once it is on again: by when a drill has to be recorded. */
function windowClock({pointed: {window}, time: {now}}: Walk): Line {
  if (!window) return [];
  const {ends, off} = window;
  if (window.none === 'elsewhere') return [segment('the window is not known here: ask where the walk began', 'bad')];
  if (ends === undefined) return [segment(`no window: ${window.none ?? 'a connector has no drill that counts'}`, 'bad')];
  const [left, by] = [ends - now, `${dayTime(ends)} UTC`];
  if (left <= 0) return [segment(`${off ? 'MCP was due back' : 'a smoke run was due'} by ${by} (${spanText(left)} ago)`, 'bad')];
  return [segment(`${off ? 'MCP must be back' : 'a smoke run is due'} by ${by} (${spanText(left)})`, left < soon ? 'warning' : 'strong')];
}

/** So little is left that somebody should hurry. */
const soon = 6 * hour;

const signsOf = (walk: Walk, form: Form): Line => [...teamSign(walk, form), ...recordSign(walk, form)];

/** Whether the team has the record; nothing without a team. */
function teamSign({shared}: Walk, {named}: Form): Line {
  return shared ? [segment((named ? undefined : shared.short) ?? shared.text, shared.style), gap] : [];
}

/** How the record stands, the worst first. */
function recordSign({unrecorded, session, head}: Walk, form: Form): Line {
  if (unrecorded !== undefined) return [segment('NOT RECORDED ', 'bad')];
  if (session.ledger.alarm !== undefined) return [segment('LEDGER CHANGED ', 'bad')];
  return form.head ? [segment(`${form.named ? 'record ' : ''}${head} `, 'faint')] : [];
}

/** What the rows below the first one say, each value as it is now, with its meaning. */
export function headerLegend(walk: Walk, view: View): Line[] {
  const {columns} = view;
  const [whole = shortest] = forms;
  const rows: ReadonlyArray<readonly [shown: Line, meaning: string]> = [
    [pointersOf(walk, whole, view), 'what is set now, and in ( ) who set it; of a token only its fingerprint'],
    [windowClock(walk), 'each connector is to be drilled at least every 48 hours, and none is while MCP is off; the first of these windows ends then (rotation ledger)'],
    [teamSign(walk, whole).slice(0, 1), 'whether the team has the record'],
    [recordSign(walk, whole).map(({text}) => segment(text.trimEnd())), recordMeaning(walk)],
  ];
  return rows.filter(([shown]) => shown.length > 0).flatMap(([shown, meaning]) => wrap([...shown, segment(`: ${meaning}`, 'faint')], columns, [segment('  ')]));
}

function recordMeaning({unrecorded, session}: Walk): string {
  if (unrecorded !== undefined) return 'the journal cannot be written; what changes something is refused';
  return session.ledger.alarm === undefined ? 'the first digits of the newest line of the journal, which is on disk' : session.ledger.alarm;
}

/** The toggle, the gateway and what else is read, each followed by who set it; a mark where something is left out. */
function pointersOf(walk: Pick<Walk, 'pointed'>, form: Form, {symbols}: Pick<View, 'symbols'>): Line {
  const {toggles: [, ...others]} = walk.pointed;
  const parts = [toggleOf(walk), gatewayOf(walk, form), ...(form.others ? others.map(readOf) : [])];
  const left = (others.length > 0 && !form.others) || !form.source;
  return [...parts.filter(part => part.length > 0).flatMap((part, index) => [...(index > 0 ? [gap] : []), ...part]), ...(left ? [segment(` ${symbols.cut}`)] : [])];
}

const toggleOf = ({pointed: {toggles: [toggle]}}: Pick<Walk, 'pointed'>): Line => (toggle ? readOf(toggle) : []);

/** What is not set says so once. */
function readOf({name, found, source, good}: Walk['pointed']['toggles'][number]): Line {
  return source === found ? setTo(`${name} ${found}`, undefined, good) : setTo(`${name}=${found}`, source, good);
}

function gatewayOf({pointed: {gateway, gatewaySource}}: Pick<Walk, 'pointed'>, {named, source}: Form): Line {
  return setTo(`${named ? 'gateway ' : ''}${gateway}`, source && gatewaySource !== gateway ? gatewaySource : undefined, true);
}

function setTo(text: string, source: string | undefined, good: boolean): Line {
  return [segment(text, good ? undefined : 'bad'), ...(source === undefined ? [] : [segment(` (${source})`, 'faint')])];
}

/** Left and right on one row; the left part gives way. */
function spread(left: Line, right: Line, view: View): Line {
  const room = view.columns - width(right) - 1;
  return [...padLine(fitLine(left, room, view.symbols.cut), room), {text: display(' ')}, ...right];
}
