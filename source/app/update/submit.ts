import {beginBeside} from './answer-occupied.ts';
import {approve, confirm, nameApprover} from './confirm.ts';
import {nameFault} from '../../person-name.ts';
import {depart} from './take-way.ts';
import {nameOperator} from './choose.ts';
import {emptyField, fieldText} from '../state/text-field.ts';
import {hasExpired, openWalk} from '../state/viewed-step.ts';
import {isList} from '../state/list-rows.ts';
import {keepFilter} from './narrow-list.ts';
import {codeOf, leaving} from './leave.ts';
import {go, phase, stay, withRan, type Next} from './transitions.ts';
import {begin} from './begin-step.ts';
import type {Effect, Phase, State} from '../state/state.ts';
import {nameIncident} from './name-incident.ts';
import {longestSecret} from './type-text.ts';

/** Enter in a text field. Silence is no answer anywhere. */
export function submit(state: State): Next {
  if (isList(state.screen)) return keepFilter(state, state.screen);
  if (state.screen.name === 'operator') return nameOperator(state, fieldText(state.screen.field).trim());
  if (state.screen.name === 'beside') return beginBeside(state, state.screen);
  const {phase: current, viewing: step} = openWalk(state);
  const text = 'field' in current ? fieldText(current.field).trim() : '';
  if ('plan' in current && hasExpired(openWalk(state))) return begin({...state, notice: 'the plan had expired: it was read anew; where nothing changed it has the same digits'}, current.allowance);
  switch (current.name) {
    case 'confirming':
      return confirm(state, current);
    case 'naming':
      return nameApprover(state, current);
    case 'approving':
      return approve(state, current);
    case 'asking':
      if (current.question.kind === 'offer') return answered(state, current.step, {type: 'answer', text: 'seen'});
      return current.question.kind === 'secret' ? submitConcealed(state, current) : submitAnswer(state, current.step, text);
    case 'retrying':
      return text === '' ? stay(state, 'say what is different now, or press escape') : begin(state, {reason: text});
    case 'departing':
      return text === '' ? stay(state, 'say why: whoever reads the record will ask') : depart(state, current.way, text);
    case 'noting':
      if (text === '') return stay(state, 'an empty note is not kept: write a few words, or press escape');
      return phase({...state, notice: 'note kept'}, {name: 'reading'}, {type: 'decide', decision: {kind: 'note', step, text}});
    case 'naming incident':
      return nameIncident(state, text);
    case 'skipping':
      return text === '' ? stay(state, 'say why: whoever reads the record will ask') : phase(state, {name: 'reading'}, {type: 'decide', decision: {kind: 'skip', step, reason: text}});
    case 'attaching':
      return text === '' ? stay(state, 'name a file, or press escape') : phase(state, {name: 'reading'}, {type: 'attach', step, path: text});
    case 'handing over':
      if (current.note === undefined) return text === '' ? stay(state, 'say what the next one must know') : phase(state, {name: 'handing over', note: text, field: emptyField});
      if (text === '' && openWalk(state).shared) return leftToOthers(state, current.note);
      if (nameFault(text) !== undefined) return stay(state, `${nameFault(text)}: type one`);
      return phase({...state, operator: text}, {name: 'reading'}, {type: 'decide', decision: {kind: 'hand over', to: text, note: current.note}});
    case 'explaining':
      if (text === '') return stay(state, 'say how you know: whoever reads the record will ask');
      return phase(state, {name: 'reading'}, {type: 'decide', decision: {kind: 'settle', step, settlement: current.settlement, note: text, probe: current.probe?.join(' ')}});
    case 'over budget':
    case 'planning':
    case 'reading':
    case 'running':
    case 'settling':
      return stay(state);
  }
}

/** Whoever takes it goes on at another console. */
function leftToOthers(state: State, note: string): Next {
  return go(state, {name: 'left'}, ...leaving(state.walk, `left to whoever takes it: ${note}`), {type: 'exit', code: codeOf(state)});
}

function submitAnswer(state: State, step: string, text: string): Next {
  return text === '' ? stay(state, 'write a few words, or press escape: not yet') : answered(state, step, {type: 'answer', text});
}

function submitConcealed(state: State, asking: Extract<Phase, {name: 'asking'}>): Next {
  const {step, field, by} = asking;
  const {length} = field.characters;
  if (length === 0) return stay(state, 'type or paste it, or press escape: not yet');
  if (length >= longestSecret) return stay(state, `longer than ${longestSecret} characters, which no token is, and nothing was taken: paste the token alone`);
  if (by === 'hand') return phase(state, {...asking, by: 'hand, once more', field: emptyField}, {type: 'conceal once more'});
  return by === undefined ? answered(state, step, {type: 'answer concealed'}) : [state, [{type: 'compare concealed'}]];
}

/** What was typed by hand is taken where it was the same both times. */
export function typedTwice(state: State, same: boolean): Next {
  const current = state.walk?.phase;
  if (current?.name !== 'asking' || current.by !== 'hand, once more') return [state, []];
  if (same) return answered(state, current.step, {type: 'answer concealed'});
  const {by: _, ...asking} = current;
  return phase({...state, notice: 'the two are not the same, and nothing was taken: type or paste it again'}, {...asking, field: emptyField});
}

/** The step that asked goes on. */
export function answered(state: State, step: string, answer: Effect): Next {
  return phase(withStatement(state, step, answer), {name: 'running', step, elapsed: 0, stopping: 'no'}, answer);
}

/** Whoever is asked for more sees that a yes has counted. */
function withStatement(state: State, step: string, answer: Effect): State {
  const {phase: current} = openWalk(state);
  if (current.name !== 'asking' || current.question.kind !== 'statement' || answer.type !== 'answer' || answer.text !== 'yes') return state;
  const {text} = current.question;
  return withRan(state, step, ran => ({...ran, said: [...(ran.said ?? []), text]}));
}
