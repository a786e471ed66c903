import {picksOf, type Pick} from '../state/picker-rows.ts';
import type {EnvironmentCard, HistoryCard, RunbookCard, UnfinishedCard} from '../state/cards.ts';
import type {Trouble} from '../../errors.ts';
import {hadItText} from '../../session/who-goes-on.ts';
import type {GoesOn, State} from '../state/state.ts';
import {drillEnd} from '../../drill/debrief-text.ts';
import {briefingPage} from './briefing-page.ts';
import {changesPage} from './changes-page.ts';
import {debriefPage} from './debrief-page.ts';
import {documentsPage} from './documents-page.ts';
import {drillLines} from './list/drills-page.ts';
import {shownSessions} from '../state/history-rows.ts';
import {wordsOf} from '../state/list-filter.ts';
import {shownDoings, shownEnvironments} from '../state/list-rows.ts';
import {storyLines} from './story-lines.ts';
import {fieldLine} from './field-line.ts';
import {ledgerPage} from './ledger-lines.ts';
import {helpPage} from './help-page.ts';
import {blank, label, line, segment, wrap, wrapText, type Line} from './line.ts';
import {troubleLines} from './trouble-lines.ts';
import {openWalk} from '../state/viewed-step.ts';
import {readinessLines} from './readiness-lines.ts';
import {recordedLines} from './recorded-lines.ts';
import {referencePage} from './reference-page.ts';
import {stepPage} from './step/step-page.ts';
import {statusPage} from './status-lines.ts';
import {summaryPage} from './summary-page.ts';
import type {Page, View} from './view.ts';
import {wayLines} from './ways-page.ts';

/** What the screen says, without header and footer; of a list what its chosen row means, and its filter while that is typed. */
export function pageOf(state: State, view: View): Page {
  const page = pageBelow(state, view);
  const filter = 'filter' in state.screen ? state.screen.filter : undefined;
  return filter?.typing ? {...page, prompt: [...wrapText('Only rows with these words:', view.columns, 'strong'), fieldLine(filter.field, view)]} : page;
}

function pageBelow(state: State, view: View): Page {
  const {screen} = state;
  switch (screen.name) {
    case 'operator':
      return screen.goesOn ? goesOnPage(screen.goesOn, screen.field, view) : operatorPage(screen.field, view);
    case 'picker':
    case 'environment':
      return {lines: [...unreadLines(state.unread, view), ...chosenLines(state, view)]};
    case 'history':
      return historyPage(screen, state, view);
    case 'story':
      return {lines: screen.page ? storyLines(screen.page, view) : [line('reading it', 'faint')]};
    case 'watching':
      return screen.walk ? stepPage(screen.walk, view) : {lines: [line('reading it', 'faint')]};
    case 'drills':
      return {lines: [...unreadLines(screen.unread ?? [], view), ...drillLines(screen, view)]};
    case 'occupied':
      return {lines: wrapText(shownDoings(screen)[screen.selected]?.means ?? '', view.columns)};
    case 'beside':
      return besidePage(screen, view);
    case 'opening':
      return {lines: [line(`Opening ${screen.runbook} in ${screen.environment}`, 'strong')]};
    case 'refused':
      return {lines: [...wrapText(screen.title, view.columns, 'bad'), blank, ...troubleLines(screen, view.columns)]};
    case 'briefing':
      return briefingPage(openWalk(state), view);
    case 'step':
      return stepPage(openWalk(state), view, 'whole' in state.screen);
    case 'ledger':
      return ledgerPage(screen.review, view);
    case 'ways':
      return {lines: wayLines(state, screen.selected, view)};
    case 'reference':
      return referencePage(screen.comparison, view);
    case 'documents':
      return documentsPage(screen, view);
    case 'changes':
      return changesPage(openWalk(state), view);
    case 'help':
      return helpPage(state, screen.back, view);
    case 'debrief':
      return debriefPage(openWalk(state).debrief, view);
    case 'summary':
      return summaryPage(openWalk(state), view);
    case 'recorded':
      return {lines: recordedLines(screen.told, view)};
    case 'left':
      return {lines: []};
  }
}

function operatorPage(field: Parameters<typeof fieldLine>[0], view: View): Page {
  return {
    lines: [
      line('Who is at the keyboard?', 'strong'),
      blank,
      ...wrap([segment('Your name goes into the record of every session, beside what you did. It is remembered for the next time.')], view.columns),
    ],
    prompt: [...(field.offered ? wrapText('Enter takes this name; what you type stands in its place.', view.columns, 'faint') : []), fieldLine(field, view)],
  };
}

function goesOnPage({last}: GoesOn, field: Parameters<typeof fieldLine>[0], view: View): Page {
  const {columns} = view;
  return {
    lines: [
      ...wrapText(`Who goes on with ${last.title} in ${last.environment}?`, columns, 'strong'),
      blank,
      ...wrapText(hadItText(last), columns),
    ],
    prompt: [...wrapText('Type your name: what follows is recorded under it.', columns, 'faint'), fieldLine(field, view)],
  };
}

function besidePage({back, field}: Extract<State['screen'], {name: 'beside'}>, view: View): Page {
  const {columns} = view;
  return {
    lines: [...wrapText(`Begin beside others in ${back.environment}? That stays visible. Why?`, columns, 'strong'), blank, ...back.occupants.flatMap(({says}) => wrapText(says, columns))],
    prompt: [fieldLine(field, view)],
  };
}

function historyPage(screen: Extract<State['screen'], {name: 'history'}>, state: State, view: View): Page {
  const card = shownSessions(screen)[screen.selected];
  const words = wordsOf(screen.filter);
  const none = screen.sessions === undefined ? 'listing them' : words.length > 0 ? 'No session fits the filter.' : state.unread.length === 0 ? 'No session was recorded here yet.' : 'No session can be shown.';
  return {lines: [...unreadLines(state.unread, view), ...(card ? cardLines(card, view) : [line(none)])]};
}

/** What is not shown because it cannot be read: of sessions, MCP may be off in one. */
function unreadLines([first, ...more]: readonly Trouble[], {columns}: View): Line[] {
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : `; and ${more.length} more`;
  return [...troubleLines({...first, problem: `${first.problem}${rest}`}, columns, label('NOT READ', 'bad')), blank];
}

function cardLines({id, runbook, class: where, environment, operator, incident, openedAt, lastAt, state, drill}: HistoryCard, {columns, symbols}: View): Line[] {
  return [
    where === null ? [segment(`${symbols.step.unknown} NOT KNOWN`, 'bad')] : [segment(`${symbols.class[where]} ${where.toUpperCase()}`, where), segment(`  ${environment}  ${incident ?? ''}`)],
    ...wrap([segment(`${runbook}, ${drill === undefined ? state : `a drill, ${drill === true ? state : drillEnd(drill)}`}, by ${operator}`)], columns),
    ...wrap([segment(`opened ${openedAt}, last line ${lastAt}`)], columns),
    ...wrap([segment(id, 'faint')], columns),
  ];
}

/** What the selected row of a list means. */
function chosenLines(state: State, view: View): Line[] {
  const {screen} = state;
  if (screen.name === 'picker') return pickLines(picksOf(state)[screen.selected], screen.filter ? line('Nothing fits the filter.') : line('There is no runbook in runbooks/.', 'bad'), state, view);
  if (screen.name === 'environment') return environmentLines(shownEnvironments(state)[screen.selected], state, view);
  return [];
}

function pickLines(pick: Pick | undefined, none: Line, state: State, view: View): Line[] {
  if (pick?.kind === 'off') return offLines(pick, state, view);
  return pick?.kind === 'session' ? unfinishedLines(pick.card, view) : runbookLines(pick?.card, none, view);
}

/** What enter does comes first, and the whole sentence, which a narrow row has cut; then all that is known of the environment. */
function offLines({card, session, text, at}: Extract<Pick, {kind: 'off'}>, {found}: State, view: View): Line[] {
  const {columns} = view;
  const walk = card.walks.find(open => open.session === session);
  const enter = walk ? (walk.held ? 'It is open elsewhere: enter reads it.' : walk.elsewhere ? `It was left on ${walk.host}: enter reads it.` : 'Enter goes on with it, at the step where it ended. Nothing is run again by itself.') : 'It was closed: enter begins a new walk at the step that restores MCP. Nothing runs before you have read its plan.';
  return [...wrap([segment(text, 'bad')], columns), ...wrap([segment(enter)], columns), ...statusPage(card, at, view, found.find(({environment}) => environment === card.environment), 'MCP')];
}

function unfinishedLines({id, class: where, environment, operator, lastAt, drill}: UnfinishedCard, {columns, symbols}: View): Line[] {
  return [
    [segment(`${symbols.class[where]} ${where.toUpperCase()}`, where), segment(`  ${environment}`)],
    ...wrap([segment(`${drill ? 'a drill, ' : ''}left by ${operator}, last line ${lastAt}`)], columns),
    ...wrap([segment(id, 'faint')], columns),
    ...wrap([segment('It goes on at the step where it ended. Nothing is run again by itself.')], columns),
  ];
}

function runbookLines(card: RunbookCard | undefined, none: Line, view: View): Line[] {
  const {columns} = view;
  if (!card) return [none];
  if (card.unread) return [line('reading it', 'faint')];
  if (card.trouble) return [line('It cannot be walked:', 'bad'), ...troubleLines(card.trouble, columns)];
  return [...wrap([segment(card.summary)], columns), line(`${card.steps} steps`, 'faint'), ...readinessLines(card.readiness, view)];
}

function environmentLines(card: EnvironmentCard | undefined, {status, found}: State, view: View): Line[] {
  if (!card) return [];
  return [
    [segment(`${view.symbols.class[card.class]} ${card.class.toUpperCase()}`, card.class), segment(`  ${card.gateway}`), segment(`  (${card.source})`, 'faint')],
    ...wrap([segment(card.explains)], view.columns),
    ...(status?.environments ?? []).filter(({environment}) => environment === card.name).flatMap(each => statusPage(each, status?.at ?? 0, view, found.find(({environment}) => environment === card.name))),
  ];
}

