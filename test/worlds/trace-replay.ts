import type {TraceLine} from '../../source/app/trace.ts';
import type {Effect, State} from '../../source/app/state/state.ts';
import {createStore} from '../../source/app/store.ts';

/** What JSON has no form for, as the trace spells it. */
function read(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('trace map' in value && Array.isArray(value['trace map'])) return new Map(value['trace map'] as Array<[unknown, unknown]>);
  return 'trace set' in value && Array.isArray(value['trace set']) ? new Set(value['trace set']) : value;
}

export type Replayed = {state: State; /** What its messages ask for today, beside what they asked for then. */ asked: Effect[]; traced: Effect[]};

/** Folds the messages of a trace into the state that it begins with; the world is not touched. */
export function replayTrace(text: string): Replayed {
  const lines = text.split('\n').slice(0, -1).map(line => JSON.parse(line, read) as TraceLine);
  const first = lines.find(line => 'state' in line);
  if (!first) throw new Error('the trace does not begin with a state');
  const asked: Effect[] = [];
  const fail = (error: unknown): never => {
    throw error;
  };
  const store = createStore(first.state, effect => void asked.push(effect), fail);
  for (const line of lines) if ('message' in line) store.dispatch(line.message);
  return {state: store.state(), asked, traced: lines.flatMap(line => ('effect' in line ? [line.effect] : []))};
}
