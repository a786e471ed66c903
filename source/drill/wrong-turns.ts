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

/** A try that the runbook itself gives is no wrong turn, unless the drill names it as one: whoever does what the screen says loses nothing. */
export function allowing(rows: readonly Row[], arrivals: readonly Arrival[], wrong: readonly WrongPath[]): Row[] {
  let index = -1;
  return rows.map(row => {
    if (row.walked) index += 1;
    const allowed = row.verdict === 'wrong turn' && arrivals[index]?.after === 'retry' && !named(wrong, arrivals, index);
    return allowed ? {...row, verdict: 'tried again'} : row;
  });
}

/** Each arrival that the model path does not have at its point. Turns along one wrong path mean the same. */
export function wrongTurns(rows: readonly Row[], arrivals: readonly Arrival[], wrong: readonly WrongPath[], nameOf: (step: string) => string): WrongTurn[] {
  const walked = rows.filter(({walked}) => walked !== null);
  return walked.flatMap(({verdict, model}, index): WrongTurn[] => {
    const arrival = arrivals[index];
    if (verdict !== 'wrong turn' || !arrival) return [];
    const foreseen = named(wrong, arrivals, index);
    return [{step: arrival.step, fails: arrival.fails, arrival: index + 1, means: foreseen?.means ?? unforeseen(arrival, model, nameOf), said_by: foreseen ? 'page' : 'journal'}];
  });
}

function named(wrong: readonly WrongPath[], arrivals: readonly Arrival[], index: number): WrongPath | undefined {
  return wrong.find(({passes}) => leadsTo(passes, arrivals, index));
}

/** Whether the walk went along this path up to the arrival at `index`. */
function leadsTo(passes: readonly Pass[], walked: readonly Pass[], index: number): boolean {
  return index < passes.length && passes.slice(0, index + 1).every((pass, place) => {
    const taken = walked[place];
    return taken !== undefined && isSame(pass, taken);
  });
}

/** What a turn that no author foresaw would have meant: what the step does, and what was to be done instead. */
function unforeseen({fails, changes, after}: Arrival, model: Pass | null, nameOf: (step: string) => string): string {
  if (after === 'escalate') return 'The runbook had no try left and has somebody called: live, that call would have come later, and what is wrong would have gone on meanwhile.';
  if (after === 'stop') return 'The runbook had no try left and stops here: live, one more would have shown the same, later.';
  const instead = model ? `The model path has ${pathText([model], nameOf)} here.` : 'The model path does not come here at this point.';
  if (changes === null) return `Live it would have changed nothing and cost the time it took. ${instead}`;
  return `Live it would have been ${fails ? 'tried, and would have failed as here' : 'done'}: ${changes}. ${instead}`;
}
