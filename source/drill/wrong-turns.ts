import type {Pass, WrongPath} from '../runbook/scenario.ts';
import type {Arrival} from './timed-path.ts';
import {pathText} from './walked-path.ts';
import {isSame, type Row} from './side-by-side.ts';

export type WrongTurn = {
  step: string;
  fails: boolean;
  /** Which arrival of the walk it is, from 1. */
  arrival: number;
  /** What it would have meant live. */
  means: string;
  /** Who says so: the drill's page, or the journal by what was found there. */
  said_by: 'page' | 'journal';
};

/** Each arrival that the model path does not have at its point. Turns along one wrong path mean the same. */
export function wrongTurns(rows: readonly Row[], arrivals: readonly Arrival[], wrong: readonly WrongPath[]): WrongTurn[] {
  const walked = rows.filter(({walked}) => walked !== null);
  return walked.flatMap(({verdict, model}, index): WrongTurn[] => {
    const arrival = arrivals[index];
    if (verdict !== 'wrong turn' || !arrival) return [];
    const named = wrong.find(({passes}) => leadsTo(passes, arrivals, index));
    const means = named?.means ?? arrival.failure ?? instead(model);
    return [{step: arrival.step, fails: arrival.fails, arrival: index + 1, means, said_by: named ? 'page' : 'journal'}];
  });
}

/** Whether the walk went along this path up to the arrival at `index`. */
function leadsTo(passes: readonly Pass[], walked: readonly Pass[], index: number): boolean {
  return index < passes.length && passes.slice(0, index + 1).every((pass, place) => {
    const taken = walked[place];
    return taken !== undefined && isSame(pass, taken);
  });
}

function instead(model: Pass | null): string {
  return model ? `It went well, and the model path has ${pathText([model])} here.` : 'It went well, and the model path does not come here at this point.';
}
