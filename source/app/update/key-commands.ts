import type {Settlement} from '../../walk/conductor.ts';
import {exceed} from './over-budget.ts';
import {choose} from './choose.ts';
import {naming, offerOther} from './name-incident.ts';
import {emptyField, fieldText, offeredField} from '../state/text-field.ts';
import {takeHint} from './ask-hint.ts';
import {copyable} from '../state/copyable.ts';
import type {Command} from './keymap.ts';
import {leaveDrill, toFirstScreen} from './to-first-screen.ts';
import {codeOf, interrupt, leaving} from './leave.ts';
import {isList, lengthOf} from '../state/list-rows.ts';
import {askFilter, showAll} from './narrow-list.ts';
import {isCurrent, openWalk} from '../state/viewed-step.ts';
import {fromTop, go, phase, stay, view, withWalk, type Next} from './transitions.ts';
import {lesson, picksOf} from '../state/picker-rows.ts';
import {shownSessions} from '../state/history-rows.ts';
import {run} from './begin-step.ts';
import type {Effect, Phase, Sight, State, Walk} from '../state/state.ts';
import {stopWatching, viewWatched} from './watching.ts';
import {holds} from './hear-statement.ts';
import {answered, submit} from './submit.ts';

/** Of the page or list on screen; undefined where nothing scrolls. */
export type Looking = () => Sight | undefined;

type Act = (state: State, sight: Looking) => Next;

/** `by` how many rows, of those in sight. */
function move(by: (rows: number) => number): Act {
  return (state, sight) => {
    const {screen} = state;
    const {furthest, rows} = sight() ?? {furthest: 0, rows: 1};
    if (isList(screen)) {
      const {below: _, ...list} = screen;
      const [length, moved] = [lengthOf(state), by(rows)];
      // Up from no row comes to the last.
      const from = screen.selected < 0 && moved < 0 ? length : screen.selected;
      return go(state, {...list, selected: Math.max(0, Math.min(length - 1, from + moved))});
    }
    if (!('scroll' in screen)) return stay(state);
    return go(state, {...screen, scroll: Math.max(0, Math.min(furthest, Math.min(furthest, screen.scroll) + by(rows)))});
  };
}

/** What stands below a list, a page at a time. */
function read(by: (rows: number) => number): Act {
  return (state, sight) => {
    const {screen} = state;
    const below = sight()?.below;
    if (!isList(screen) || !below) return stay(state);
    return go(state, {...screen, below: Math.max(0, Math.min(below.furthest, Math.min(below.furthest, screen.below ?? 0) + by(below.rows)))});
  };
}

function settleAs(settlement: Settlement): (state: State) => Next {
  return state => {
    const {phase: current} = openWalk(state);
    return current.name === 'settling' ? phase(state, {name: 'explaining', probe: current.probe, settlement, field: emptyField}) : stay(state);
  };
}

function cancel(state: State): Next {
  if (isList(state.screen)) return showAll(state, state.screen);
  const {phase: current} = openWalk(state);
  const thrown = thrownAway(current);
  const kept = thrown ? withWalk(state, walk => ({...walk, thrown})) : state;
  if (current.name === 'asking') return answered(kept, current.step, {type: 'answer', text: undefined});
  const shown = 'plan' in current || current.name === 'planning' ? fromTop(kept) : kept;
  const notice = thrown ? 'nothing was done; what you typed is there when you ask for the same again' : 'nothing was done';
  const [reading] = phase({...shown, notice}, {name: 'reading'});
  return [reading, current.name === 'planning' ? [{type: 'stop planning'}] : []];
}

/** An escape may be half an arrow: words are kept for once. What agrees to something is typed anew, and a secret is gone. */
function thrownAway(current: Phase): Walk['thrown'] {
  if (!('field' in current) || 'plan' in current || current.field.characters.length === 0) return undefined;
  if (current.name !== 'asking') return {name: current.name, field: current.field};
  return current.question.kind === 'text' ? {name: current.name, field: current.field, asked: current.question.text} : undefined;
}

function next(state: State): Next {
  const {session, runbook} = openWalk(state);
  if (state.screen.name === 'watching') return [viewWatched(state, state.screen, session.current ?? runbook.closing), []];
  if (session.current !== undefined) return [view(state, session.current), []];
  const learned: Effect[] = session.opened.runbook.id === lesson ? [{type: 'remember', preferences: {learned: true}}] : [];
  return go(state, {name: 'summary', scroll: 0}, {type: 'decide', decision: {kind: 'leave', reason: 'walked to the end'}}, ...learned);
}

/** So many steps further on the page; nothing is done. */
function look(by: number): (state: State) => Next {
  return state => {
    const {runbook, viewing} = openWalk(state);
    const position = runbook.steps.findIndex(({id}) => id === viewing);
    const found = runbook.steps[position + by]?.id ?? viewing;
    return [state.screen.name === 'watching' ? viewWatched(state, state.screen, found) : view(state, found), []];
  };
}

/** Those of the procedure that is selected come first. */
function listDrills(state: State): Next {
  const pick = state.screen.name === 'picker' ? picksOf(state)[state.screen.selected] : undefined;
  const runbook = pick?.kind === 'runbook' || pick?.kind === 'lesson' ? pick.card.id : undefined;
  return go(state, {name: 'drills', selected: 0, ...(runbook !== undefined && {runbook}), drills: undefined}, {type: 'list drills', operator: state.operator});
}

/** Asks how the path goes on, and the answer is a message; which incident comes next is known. */
function complete(state: State): Next {
  const {phase: current} = openWalk(state);
  if (current.name === 'naming incident') return offerOther(state);
  return current.name === 'attaching' ? [state, [{type: 'complete path', typed: fieldText(current.field)}]] : stay(state);
}

/** Of its incident where it belongs to one. */
function record(state: State): Next {
  const {screen} = state;
  const session = screen.name === 'history' ? shownSessions(screen)[screen.selected]?.id : state.walk?.session.id;
  return session === undefined ? stay(state) : go(state, {name: 'recorded', scroll: 0, back: screen, told: undefined}, {type: 'write record', session});
}

function closeScreen(state: State): Next {
  const {screen} = state;
  if (screen.name === 'watching') return stopWatching(state, screen);
  if ('back' in screen) return go(state, screen.back);
  const chosen = screen.name === 'environment' ? picksOf(state).findIndex(pick => (pick.kind === 'runbook' || pick.kind === 'lesson') && pick.card.id === screen.runbook) : 0;
  return go(state, {name: 'picker', selected: Math.max(0, chosen)});
}

/** Told, since nothing on the picker shows it. */
function toggleMotion(state: State): Next {
  const notice = `${state.motion ? 'the clock of a step does not tick any more' : 'the clock of a step ticks'}; m turns back`;
  return [{...state, motion: !state.motion, notice}, [{type: 'remember', preferences: {motion: !state.motion}}]];
}

function leave(state: State): Next {
  return go(state, {name: 'left'}, ...leaving(state.walk, 'left by the operator'), {type: 'exit', code: codeOf(state)});
}

/** One function a command; keymap.ts decides which is called. */
export const commands: Record<Command, Act> = {
  up: move(() => -1),
  down: move(() => 1),
  // Not one row of a plan may be jumped over: what was the last is the first now.
  'page up': move(rows => Math.min(-1, 1 - rows)),
  'page down': move(rows => Math.max(1, rows - 1)),
  'read on': read(rows => Math.max(1, rows - 1)),
  'read back': read(rows => Math.min(-1, 1 - rows)),
  first: move(() => -Infinity),
  last: move(() => Infinity),
  choose,
  submit,
  cancel,
  'state it': holds('yes'),
  'deny it': holds('no'),
  drills: listDrills,
  record,
  copy: state => {
    const {what, text} = copyable(state) ?? {};
    return text === undefined ? stay(state) : [{...state, notice: `${what} was sent to the terminal to be pasted (OSC 52); where that is not taken, select it here`}, [{type: 'copy', text}]];
  },
  debrief: state => go(state, {name: 'debrief', scroll: 0}),
  summary: state => go(state, {name: 'summary', scroll: 0}),
  'begin drill': state => go(state, {name: 'step', scroll: 0}),
  'leave drill': leaveDrill,
  run: state => (isCurrent(openWalk(state)) ? run(state) : stay(state)),
  next,
  back: look(-1),
  forward: look(1),
  'name incident': state => naming(state, openWalk(state).session.incident ?? ''),
  note: state => phase(state, {name: 'noting', field: emptyField}),
  skip: state => phase(state, {name: 'skipping', field: emptyField}),
  // None is chosen: enter twice would take what nobody has read.
  ways: state => go(state, {name: 'ways', selected: -1, back: state.screen}),
  'whole page': state => go(state, {name: 'step', scroll: 0, ...('whole' in state.screen ? {} : {whole: true})}),
  ledger: state => go(state, {name: 'ledger', scroll: 0, back: state.screen, review: {state: 'reading', read: 0}}, {type: 'review ledger'}),
  reference: state => go(state, {name: 'reference', scroll: 0, back: state.screen, comparison: undefined}, {type: 'compare telemetry'}),
  changes: state => go(state, {name: 'changes', scroll: 0, back: state.screen}),
  documents: state => go(state, {name: 'documents', scroll: 0, back: state.screen, documents: undefined}, {type: 'read documents'}),
  help: state => go(state, {name: 'help', scroll: 0, back: state.screen}),
  'close screen': closeScreen,
  rename: state => go(state, {name: 'operator', field: offeredField(state.operator)}),
  ascii: state => [{...state, ascii: !state.ascii}, [{type: 'remember', preferences: {ascii: !state.ascii}}]],
  motion: toggleMotion,
  'stop waiting': state => [state, [{type: 'stop running'}]],
  'settle done': settleAs('done'),
  'settle not done': settleAs('not done'),
  'settle cannot tell': settleAs('cannot tell'),
  'keep going': exceed('keep going'),
  'hand over late': exceed('hand over'),
  escalate: exceed('escalate'),
  'read again': state => (state.screen.name === 'ledger' ? go(state, {...state.screen, review: {state: 'reading', read: 0}}, {type: 'review ledger'}) : stay(state)),
  'first screen': toFirstScreen,
  attach: state => phase(state, {name: 'attaching', field: emptyField}),
  complete,
  'hand over': state => phase(state, {name: 'handing over', note: undefined, field: emptyField}),
  hint: takeHint,
  'whole record': state => {
    const {screen} = state;
    return screen.name === 'watching' ? go(state, {name: 'story', scroll: 0, session: screen.session, page: undefined, back: screen}, {type: 'tell session', session: screen.session}) : stay(state);
  },
  history: state => go(state, {name: 'history', selected: 0, sessions: undefined}, {type: 'list sessions'}),
  look: state => [{...state, notice: 'looking: toggles are read and routes asked; nothing is changed'}, [{type: 'read status', look: true}]],
  filter: askFilter,
  suspend: state => [state, [{type: 'suspend'}]],
  leave,
  interrupt,
};
