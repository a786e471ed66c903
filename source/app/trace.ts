import {redacted} from '../secret-spellings.ts';
import type {Key} from './state/key.ts';
import type {Effect, Message, State} from './state/state.ts';
import {modeOf} from './state/viewed-step.ts';

/** One line of a trace: the state it begins with, then each message and the effects that it asked for. */
export type TraceLine = {state: State} | {message: Message} | {effect: Effect};

export type Trace = {begin(state: State): void; message(message: Message, state: State): void; effect(effect: Effect): void};

/** Writes masked JSON lines; what is typed unseen is not in them. `write` gets a line with its line feed. */
export function openTrace(write: (line: string) => void, mask: (text: string) => string): Trace {
  const put = (line: TraceLine): void => write(`${mask(JSON.stringify(line, told))}\n`);
  return {
    begin: state => put({state}),
    message: (message, state) => put({message: message.type === 'key' && modeOf(state) === 'concealing' ? {...message, key: unseen(message.key)} : message}),
    effect: effect => put({effect: effect.type === 'conceal' ? {...effect, key: unseen(effect.key)} : effect}),
  };
}

function unseen(key: Key): Key {
  if (key.kind === 'character') return {...key, character: '*'};
  return key.kind === 'burst' || key.kind === 'paste' ? {...key, text: redacted} : key;
}

/** JSON has no maps, no sets and nothing of an error. */
function told(_: string, value: unknown): unknown {
  if (value instanceof Map) return {'trace map': [...value]};
  if (value instanceof Set) return {'trace set': [...value]};
  return value instanceof Error ? {...value, name: value.name, message: value.message} : value;
}
