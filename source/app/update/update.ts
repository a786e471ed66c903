import {unreachable} from '../../errors.ts';
import {anotherHadIt} from './choose.ts';
import {timed} from './over-budget.ts';
import {commands, type Looking} from './key-commands.ts';
import type {Key} from '../state/key.ts';
import {atSameRow} from '../state/list-rows.ts';
import {findBinding, takesSingleKeys, typesText} from './keymap.ts';
import {occupied} from './answer-occupied.ts';
import {disarmed, signalled} from './leave.ts';
import {isTooSmall, modeOf} from '../state/viewed-step.ts';
import {heard, isUnread, notToItsEnd, pastedInto, readSoFar, reminded} from './confirm.ts';
import {withDesks} from './beside-keyboard.ts';
import {refuse, stay, withWalk, type Next} from './transitions.ts';
import {askIncident} from './name-incident.ts';
import {goOnWaiting, notPlanned, planned} from './begin-step.ts';
import type {Message, State} from '../state/state.ts';
import {asked, debriefed, fill, opened, reported, stepEnded} from './fold-report.ts';
import {hear, quiet, unheard} from './hear-statement.ts';
import {watched} from './watching.ts';
import {completed, typed} from './type-text.ts';
import {typedTwice} from './submit.ts';

/** Why nothing came of a key. */
function deadKey(state: State, key: Key): string {
  if (key.kind === 'burst' || key.kind === 'paste') return 'several keys arrived at once: none was taken; press one at a time';
  const name = key.kind === 'named' ? key.name : key.kind !== 'character' ? 'this key' : key.character === ' ' ? 'space' : key.character;
  const helps = findBinding(state, {kind: 'character', character: '?'})?.command === 'help';
  return `${name} does nothing here; ${helps ? '? lists the keys that do' : 'the keys that do stand below'}`;
}

/** The new state, and what the world is asked to do. Waits for nothing, looks at nothing else; `sight` is of this state as it is drawn. */
export function update(before: State, message: Message, sight: Looking = () => undefined): Next {
  return withDesks(before, folded(before, message, sight));
}

function folded(before: State, message: Message, sight: Looking): Next {
  if (before.screen.name === 'left') return [before, []];
  const standing = 'standing' in message ? message.standing : undefined;
  const state = standing ? withWalk(before, walk => ({...walk, ...standing})) : before;
  switch (message.type) {
    case 'key':
      return press({...state, notice: undefined}, message.key, sight);
    case 'resized':
      return [resized(hasPlan(state) ? readSoFar(state, sight()) : state, message), []];
    case 'read':
      return [{...state, ...message.cards}, []];
    case 'opened':
      return goOnWaiting(askIncident(opened(state, message.walk)));
    case 'earlier walks':
      return [withWalk(state, walk => ({...walk, earlier: message.earlier})), []];
    case 'not opened':
      return refuse(state, {title: 'Nothing was started', ...message.trouble});
    case 'another had it':
      return anotherHadIt(state, message);
    case 'occupied':
      return occupied(state, message);
    case 'planned':
      return planned(state, message);
    case 'not planned':
      return notPlanned(state, message);
    case 'ticked':
      if (!state.motion) return [state, []];
      return [
        withWalk(state, walk => (walk.phase.name === 'running' ? {...walk, phase: {...walk.phase, elapsed: message.elapsed}} : walk)),
        [],
      ];
    case 'timed':
      return timed(state, message.time);
    case 'shared':
      return [state.walk ? {...state, walk: {...state.walk, shared: message.sign}} : state, []];
    case 'heard':
      return heard(state, message.from);
    case 'reported':
      return [reported(state, message), []];
    case 'asked':
      return asked(state, message);
    case 'typed twice':
      return typedTwice(state, message.same);
    case 'probed':
      return [
        withWalk(state, walk => (walk.phase.name === 'settling' ? {...walk, phase: {...walk.phase, probe: message.lines}} : walk)),
        [],
      ];
    case 'told':
      return [{...state, notice: message.notice}, []];
    case 'step ended':
      return stepEnded(state, message.step);
    case 'completed':
      return completed(state, message);
    case 'quiet':
      return quiet(state);
    case 'second press too late':
      return disarmed(state);
    case 'ledger':
      return [{...state, screen: fill(state.screen, screen => (screen.name === 'ledger' ? {...screen, review: message.view} : screen))}, []];
    case 'compared':
      return [{...state, screen: fill(state.screen, screen => (screen.name === 'reference' ? {...screen, comparison: message.comparison} : screen))}, []];
    case 'drills':
      return [{...state, screen: fill(state.screen, screen => (screen.name === 'drills' ? {...screen, drills: message.drills, unread: message.unread} : screen))}, []];
    case 'debriefed':
      return [debriefed(state, message), []];
    case 'status':
      return [withStatus(state, message), []];
    case 'sessions':
      return [{...state, unread: message.unread, screen: fill(state.screen, screen => (screen.name === 'history' ? {...screen, sessions: message.sessions} : screen))}, []];
    case 'story':
      return [
        {...state, screen: fill(state.screen, screen => (screen.name === 'story' && screen.session === message.session ? {...screen, page: message.page} : screen))},
        [],
      ];
    case 'watched':
      return [watched(state, message), []];
    case 'documents':
      return [{...state, screen: fill(state.screen, screen => (screen.name === 'documents' ? {...screen, documents: message.documents} : screen))}, []];
    case 'recorded':
      return [{...state, screen: fill(state.screen, screen => (screen.name === 'recorded' ? {...screen, told: message.told} : screen))}, []];
    case 'signalled':
      return signalled(state, message.exit);
    default:
      return unreachable(message);
  }
}

/** Rows that come and go move nobody's choice, also under the help; who has chosen nothing yet is at the first of them. */
function withStatus(state: State, message: Extract<Message, {type: 'status'}>): State {
  const {screen} = state;
  if (screen.name === 'help') {
    const under = withStatus({...state, screen: screen.back}, message);
    return {...under, screen: {...screen, back: under.screen}};
  }
  const {status, found} = message;
  const next = {...state, status, found, notice: found.length > 0 ? undefined : state.notice};
  return screen.name === 'picker' && screen.selected > 0 ? atSameRow(state, next) : next;
}

/** The very state where the size is the one that is drawn: Ink tells it once more after the first frame. */
function resized(state: State, {columns, rows}: State['size']): State {
  return columns === state.size.columns && rows === state.size.rows ? state : {...state, size: {columns, rows}};
}

const hasPlan = ({walk}: State): boolean => walk !== undefined && 'plan' in walk.phase;

function press(before: State, key: Key, sight: Looking): Next {
  const state = hasPlan(before) ? readSoFar(before, sight()) : before;
  const {walk} = state;
  if (key.kind === 'paste' && (walk?.phase.name === 'confirming' || walk?.phase.name === 'approving') && takesSingleKeys(modeOf(state))) {
    return isTooSmall(state.size) ? [state, []] : pastedInto(state, walk.phase);
  }
  const [next, effects] = pressed(state, key, sight);
  return [reminded(next), effects];
}

/** Enter, and all that goes into the field. */
function agrees(state: State, key: Key): boolean {
  if (!hasPlan(state)) return false;
  const binding = findBinding(state, key);
  return !isTooSmall(state.size) && (binding ? binding.command === 'submit' : typesText(modeOf(state)));
}

/** Leads to the end of a page; of a plan past no row that was not in sight. */
const endsPage = (key: Key): boolean => (key.kind === 'named' && key.name === 'end') || (key.kind === 'character' && key.character === 'G');

const pressedTogether = 'enter came together with other keys: look at the line, then press it once more';

function pressed(state: State, key: Key, sight: Looking): Next {
  const heard = isTooSmall(state.size) ? undefined : hear(state, key);
  if (heard) return heard;
  if (agrees(state, key) && isUnread(state, sight())) return endsPage(key) ? commands['page down'](state, sight) : stay(state, notToItsEnd);
  const single = takesSingleKeys(modeOf(state));
  if (single && key.kind === 'named' && key.name === 'enter' && key.together) return stay(state, pressedTogether);
  const binding = findBinding(state, key);
  if (binding) {
    const reason = binding.disabled?.(state);
    if (reason !== undefined) return stay(state, `${binding.key}: ${reason}`);
    return commands[binding.command](state, sight);
  }
  if (isTooSmall(state.size)) return [state, []];
  const mode = modeOf(state);
  if (!typesText(mode)) return unheard(stay(state, deadKey(state, key)));
  const told = single && key.kind === 'burst' && /[\r\n]/.test(key.text) ? {...state, notice: pressedTogether} : state;
  return typed(told, key);
}
