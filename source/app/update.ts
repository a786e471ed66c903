import {exitCode, unreachable} from '../errors.ts';
import type {Next} from './choosing.ts';
import {commands} from './commands.ts';
import {edit, emptyField, insert, insertKeys, type Edit, type Field} from './field.ts';
import type {Key, NamedKey} from './key.ts';
import {findBinding, typesText} from './keymap.ts';
import {brokenOffExit, leaving, signalled} from './leaving.ts';
import {modeOf, openWalk} from './mode.ts';
import type {Effect, LedgerView, Message, Ran, Screen, State, Walk} from './state.ts';

/** The new state, and what the world is asked to do. Waits for nothing, looks at nothing else. */
export function update(state: State, message: Message): Next {
  if (state.screen.name === 'left') return [state, []];
  switch (message.type) {
    case 'key':
      return press(withinPage({...state, notice: undefined}, message.furthest), message.key);
    case 'resized':
      return [{...state, size: {columns: message.columns, rows: message.rows}}, []];
    case 'opened':
      return [opened(state, message.walk), []];
    case 'not opened':
      return [{...state, screen: {name: 'refused', title: 'Nothing was started', message: message.message, next: message.next}}, []];
    case 'ticked':
      if (!state.motion) return [state, []];
      return [
        withWalk(state, walk => (walk.phase.name === 'running' ? {...walk, phase: {...walk.phase, elapsed: message.elapsed}} : walk)),
        [],
      ];
    case 'progress':
      return [withRan(state, message.step, ran => ({...ran, progress: addProgress(ran.progress, message.progress)})), []];
    case 'acted':
      return [withRan(state, message.step, ran => ({...ran, facts: message.facts})), []];
    case 'asked':
      return asked(state, message);
    case 'probed':
      return [
        withWalk(state, walk => (walk.phase.name === 'settling' ? {...walk, phase: {...walk.phase, probe: message.lines}} : walk)),
        [],
      ];
    case 'written':
      return [withWalk(state, walk => ({...walk, session: message.session, head: message.head, pointed: message.pointed})), []];
    case 'unrecorded':
      return [unrecorded(state, message), []];
    case 'told':
      return [{...state, notice: message.text}, []];
    case 'step ended':
      return stepEnded(state);
    case 'ledger':
      return [{...state, screen: withReview(state.screen, message.view)}, []];
    case 'sessions':
      return [state.screen.name === 'history' ? {...state, screen: {...state.screen, sessions: message.sessions}} : state, []];
    case 'story':
      return [{...state, screen: withStory(state.screen, message)}, []];
    case 'signalled':
      return signalled(state, message.exit);
    default:
      return unreachable(message);
  }
}

/** Takes back what was scrolled past the end, so that one key back moves the page. */
function withinPage(state: State, furthest: number | undefined): State {
  const {screen} = state;
  if (furthest === undefined || !('scroll' in screen) || screen.scroll <= furthest) return state;
  return {...state, screen: {...screen, scroll: furthest}};
}

function press(state: State, key: Key): Next {
  const binding = findBinding(state, key);
  if (binding) {
    const reason = binding.disabled?.(state);
    if (reason !== undefined) return [{...state, notice: `${binding.key}: ${reason}`}, []];
    return commands[binding.command](state);
  }
  const mode = modeOf(state);
  if (key.kind === 'burst' || key.kind === 'paste') {
    if (mode === 'confirming') return [{...state, notice: 'several characters at once are not taken here: type it, one key at a time'}, []];
    if (!typesText(mode)) return [{...state, notice: 'several keys arrived at once: none was taken'}, []];
  }
  return [typesText(mode) ? typed(state, key) : state, []];
}

const edits: Partial<Record<NamedKey, Edit>> = {
  backspace: 'backspace',
  delete: 'delete',
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  'ctrl-u': 'clear',
};

function typed(state: State, key: Key): State {
  switch (key.kind) {
    case 'character':
      return withField(state, field => insert(field, key.character));
    case 'burst':
      return withField(state, field => insertKeys(field, key.text));
    case 'paste':
      return withField(state, field => insert(field, key.text));
    case 'named': {
      const by = edits[key.name];
      return by ? withField(state, field => edit(field, by)) : state;
    }
    case 'other':
      return state;
  }
}

function withField(state: State, change: (field: Field) => Field): State {
  if (state.screen.name === 'history') return {...state, screen: {...state.screen, filter: change(state.screen.filter), selected: 0}};
  if (state.screen.name === 'operator') return {...state, screen: {...state.screen, field: change(state.screen.field)}};
  return withWalk(state, walk => ('field' in walk.phase ? {...walk, phase: {...walk.phase, field: change(walk.phase.field)}} : walk));
}

/** The help may have come over it meanwhile. */
function withStory(screen: Screen, {session, page}: Extract<Message, {type: 'story'}>): Screen {
  if (screen.name === 'help') return {...screen, back: withStory(screen.back, {type: 'story', session, page})};
  return screen.name === 'story' && screen.session === session ? {...screen, page} : screen;
}

/** The help may have come over the ledger while it was read. */
function withReview(screen: Screen, review: LedgerView): Screen {
  if (screen.name === 'help') return {...screen, back: withReview(screen.back, review)};
  return screen.name === 'ledger' ? {...screen, review} : screen;
}

export function withWalk(state: State, change: (walk: Walk) => Walk): State {
  return state.walk ? {...state, walk: change(state.walk)} : state;
}

function withRan(state: State, step: string, change: (ran: Ran) => Ran): State {
  return withWalk(state, walk => ({...walk, ran: {...walk.ran, [step]: change(walk.ran[step] ?? {progress: []})}}));
}

/** A later report of the same stage replaces the earlier one, in its place. */
function addProgress(list: Ran['progress'], progress: Ran['progress'][number]): Ran['progress'] {
  const position = list.findIndex(({stage}) => stage === progress.stage);
  return position === -1 ? [...list, progress] : list.with(position, progress);
}

function opened(state: State, walk: Extract<Message, {type: 'opened'}>['walk']): State {
  return {
    ...state,
    screen: {name: 'step', scroll: 0},
    walk: {
      ...walk,
      viewing: walk.session.current ?? walk.runbook.closing,
      phase: {name: 'reading'},
      ran: {},
      unrecorded: undefined,
    },
  };
}

/** Somebody who is leaving is not asked any more. */
function asked(state: State, {step, question}: Extract<Message, {type: 'asked'}>): Next {
  const phase = state.walk?.phase;
  if (phase?.name === 'running' && phase.stopping !== 'no') return [state, [{type: 'answer', text: undefined}]];
  return [withWalk(state, walk => ({...walk, phase: {name: 'asking', step, question, field: emptyField}})), []];
}

function unrecorded(state: State, {step, outcome, reason}: Extract<Message, {type: 'unrecorded'}>): State {
  const told = withWalk(state, walk => ({...walk, unrecorded: reason}));
  return outcome ? withRan(told, step, ran => ({...ran, unrecorded: outcome})) : told;
}

function stepEnded(state: State): Next {
  const {phase} = openWalk(state);
  const idle = withWalk({...state, notice: undefined}, walk => ({...walk, phase: {name: 'reading'}}));
  if (phase.name !== 'running' || phase.stopping === 'no') return [idle, []];
  const {walk} = idle;
  const effects: Effect[] = [
    ...leaving(walk, phase.exit === undefined ? 'interrupted' : 'the program was told to stop'),
    {type: 'exit', code: brokenOffExit(walk, phase.exit ?? exitCode.interrupted)},
  ];
  return [{...idle, screen: {name: 'left'}}, effects];
}
