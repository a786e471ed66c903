import {exitCode} from '../errors.ts';
import type {Settlement} from '../session/conductor.ts';
import {choose, go, nameOperator, stay, type Next} from './choosing.ts';
import {emptyField, fieldOf, fieldText} from './field.ts';
import type {Command} from './keymap.ts';
import {brokenOffExit, exitOf, leaving} from './leaving.ts';
import {isCurrent, isUnsettled, openWalk, viewedStep} from './mode.ts';
import {lengthOf} from './list.ts';
import type {Effect, Phase, State, Walk} from './state.ts';

function phase(state: State, next: Phase, ...effects: Effect[]): Next {
  return [{...state, walk: {...openWalk(state), phase: next}}, effects];
}

function view(state: State, viewing: string): Next {
  return [{...state, screen: {name: 'step', scroll: 0}, walk: {...openWalk(state), viewing}}, []];
}

function move(by: number): (state: State) => Next {
  return state => {
    const {screen} = state;
    if ('selected' in screen) return go(state, {...screen, selected: Math.max(0, Math.min(lengthOf(state) - 1, screen.selected + by))});
    // What goes past the end is taken back with the next key.
    return 'scroll' in screen ? go(state, {...screen, scroll: Math.max(0, screen.scroll + by)}) : stay(state);
  };
}

const page = (state: State): number => Math.max(1, state.size.rows - 8);

function run(state: State): Next {
  const walk = openWalk(state);
  const step = viewedStep(walk);
  if (isUnsettled(walk)) return phase(state, {name: 'settling', probe: undefined}, {type: 'probe', step: walk.viewing});
  if (step.effect.kind === 'changes') return phase(state, {name: 'confirming', field: emptyField});
  return start(state, walk, undefined);
}

function start(state: State, walk: Walk, confirmed: string | undefined): Next {
  return phase(state, {name: 'running', step: walk.viewing, elapsed: 0, stopping: 'no'}, {type: 'perform', step: walk.viewing, confirmed});
}

function submit(state: State): Next {
  if (state.screen.name === 'history') return go(state, {...state.screen, typing: false, selected: 0});
  if (state.screen.name === 'operator') return nameOperator(state, fieldText(state.screen.field).trim());
  const walk = openWalk(state);
  const {phase: current} = walk;
  switch (current.name) {
    case 'confirming': {
      const {what, word} = walk.pointed.confirmation;
      const typed = fieldText(current.field);
      if (typed === word) return start(state, walk, typed);
      return stay(state, typed === '' ? `nothing was run: type ${what} first` : `that is not ${what}; nothing was run`);
    }
    case 'asking': {
      const text = fieldText(current.field).trim();
      if (text === '') return stay(state, 'write a few words, or press escape to give no answer');
      return answer(state, current.step, text);
    }
    case 'noting': {
      const text = fieldText(current.field).trim();
      if (text === '') return stay(state, 'an empty note is not kept: write a few words, or press escape');
      return phase({...state, notice: 'note kept'}, {name: 'reading'}, {type: 'note', step: walk.viewing, text});
    }
    case 'skipping': {
      const reason = fieldText(current.field).trim();
      if (reason === '') return stay(state, 'say why: whoever reads the record will ask');
      return phase(state, {name: 'reading'}, {type: 'skip', step: walk.viewing, reason});
    }
    case 'attaching': {
      const path = fieldText(current.field).trim();
      if (path === '') return stay(state, 'name a file, or press escape');
      return phase(state, {name: 'reading'}, {type: 'attach', step: walk.viewing, path});
    }
    case 'handing over': {
      const text = fieldText(current.field).trim();
      if (text === '') return stay(state, current.note === undefined ? 'say what the next one must know' : 'the record needs a name');
      if (current.note === undefined) return phase(state, {name: 'handing over', note: text, field: emptyField});
      return phase({...state, operator: text}, {name: 'reading'}, {type: 'hand over', to: text, note: current.note});
    }
    case 'explaining': {
      const note = fieldText(current.field).trim();
      if (note === '') return stay(state, 'say how you know: whoever reads the record will ask');
      const probe = current.probe?.join(' ');
      return phase(state, {name: 'reading'}, {type: 'settle', step: walk.viewing, settlement: current.settlement, note, probe});
    }
    default:
      return stay(state);
  }
}

function settleAs(settlement: Settlement): (state: State) => Next {
  return state => {
    const {phase: current} = openWalk(state);
    return current.name === 'settling' ? phase(state, {name: 'explaining', probe: current.probe, settlement, field: emptyField}) : stay(state);
  };
}

function answer(state: State, step: string, text: string | undefined): Next {
  return phase(state, {name: 'running', step, elapsed: 0, stopping: 'no'}, {type: 'answer', text});
}

function reply(text: string): (state: State) => Next {
  return state => {
    const {phase: current} = openWalk(state);
    return current.name === 'asking' ? answer(state, current.step, text) : stay(state);
  };
}

function cancel(state: State): Next {
  if (state.screen.name === 'history') return go(state, {...state.screen, typing: false, filter: emptyField, selected: 0});
  const {phase: current} = openWalk(state);
  if (current.name === 'asking') return answer(state, current.step, undefined);
  return phase({...state, notice: 'nothing was done'}, {name: 'reading'});
}

function next(state: State): Next {
  const {session} = openWalk(state);
  if (session.current !== undefined) return view(state, session.current);
  return go(state, {name: 'summary', scroll: 0}, {type: 'leave', reason: 'walked to the end'});
}

function back(state: State): Next {
  const {runbook, viewing} = openWalk(state);
  const position = runbook.steps.findIndex(({id}) => id === viewing);
  return view(state, runbook.steps[position - 1]?.id ?? viewing);
}

function closeScreen(state: State): Next {
  const {screen} = state;
  if ('back' in screen) return go(state, screen.back);
  return go(state, {name: 'picker', selected: 0});
}

function leave(state: State): Next {
  return go(state, {name: 'left'}, ...leaving(state.walk, 'left by the operator'), {type: 'exit', code: exitOf(state.walk)});
}

function interrupt(state: State): Next {
  const phase = state.walk?.phase;
  if (state.walk && phase?.name === 'asking') {
    const stopping: Phase = {name: 'running', step: phase.step, elapsed: 0, stopping: 'after this step'};
    return [{...state, walk: {...state.walk, phase: stopping}}, [{type: 'answer', text: undefined}]];
  }
  if (state.walk && phase?.name === 'running') {
    const stopping = phase.stopping === 'no' ? 'after this step' : 'now';
    const stopped: State = {...state, walk: {...state.walk, phase: {...phase, stopping}}};
    return stopping === 'now'
      ? [stopped, [{type: 'stop running'}]]
      : [{...stopped, notice: 'stopping when this step is done; ctrl-c again stops it now'}, []];
  }
  const exit = brokenOffExit(state.walk, exitCode.interrupted);
  return go(state, {name: 'left'}, ...leaving(state.walk, 'interrupted'), {type: 'exit', code: exit});
}

/** One function a command; keymap.ts decides which is called. */
export const commands: Record<Command, (state: State) => Next> = {
  up: move(-1),
  down: move(1),
  'page up': state => move(-page(state))(state),
  'page down': state => move(page(state))(state),
  choose,
  submit,
  cancel,
  'state it': reply('yes'),
  'deny it': reply('no'),
  run: state => (isCurrent(openWalk(state)) ? run(state) : stay(state)),
  next,
  back,
  note: state => phase(state, {name: 'noting', field: emptyField}),
  skip: state => phase(state, {name: 'skipping', field: emptyField}),
  ledger: state => go(state, {name: 'ledger', scroll: 0, back: state.screen, review: {state: 'reading', read: 0}}, {type: 'review ledger'}),
  help: state => go(state, {name: 'help', scroll: 0, back: state.screen}),
  'close screen': closeScreen,
  rename: state => go(state, {name: 'operator', field: fieldOf(state.operator)}),
  ascii: state => [{...state, ascii: !state.ascii}, [{type: 'remember', preferences: {ascii: !state.ascii}}]],
  motion: state => [{...state, motion: !state.motion}, [{type: 'remember', preferences: {motion: !state.motion}}]],
  'settle done': settleAs('done'),
  'settle not done': settleAs('not done'),
  'settle cannot tell': settleAs('cannot tell'),
  attach: state => phase(state, {name: 'attaching', field: emptyField}),
  'hand over': state => phase(state, {name: 'handing over', note: undefined, field: emptyField}),
  history: state => go(state, {name: 'history', selected: 0, filter: emptyField, typing: false, sessions: undefined}, {type: 'list sessions'}),
  filter: state => (state.screen.name === 'history' ? go(state, {...state.screen, typing: true}) : stay(state)),
  suspend: state => [state, [{type: 'suspend'}]],
  leave,
  interrupt,
};
