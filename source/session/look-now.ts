import {askRoute} from '../actions/route-probe.ts';
import {readDeployed} from '../actions/toggle/deployment-read.ts';
import {useMcp} from '../environment/toggles.ts';
import {OperatorError} from '../errors.ts';
import type {Found} from '../status/found.ts';
import {formatTimestamp} from '../time.ts';
import type {Workplace} from '../workplace.ts';
import {openTarget} from './open-target.ts';

/** Milliseconds that one environment may take. */
const patience = 20_000;

const lookAgain = 'Ask it by hand, or look once more.';

/** Reads the toggle where the deployment keeps it and asks the service for its route; changes nothing, and never rejects for what a person can mend. */
export async function lookNow(place: Workplace, name: string, signal: AbortSignal): Promise<Found> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const at = formatTimestamp(place.clock.now());
  try {
    const {environment, close} = await openTarget(place, {name, reads: true, signal: limit});
    try {
      const [toggle, {route, asked, detail}] = await Promise.all([readDeployed(useMcp, {environment}, limit), askRoute({environment}, limit)]);
      return environment.mask().value({
        environment: name,
        at,
        toggle: 'problem' in toggle ? {unknown: toggle.problem, next: toggle.next} : {reads: toggle.value, source: toggle.source},
        route: route === 'unknown' ? {unknown: detail, next: asked === 'nobody' ? 'Say it under route, in the environment file.' : lookAgain} : {value: route, detail},
      });
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof OperatorError) && !limit.aborted) throw error;
    const why = signal.aborted ? 'nobody waited for it' : error instanceof OperatorError ? error.message : `it did not answer within ${patience / 1000} s`;
    const unknown = {unknown: why, next: error instanceof OperatorError ? error.next : lookAgain};
    return {environment: name, at, toggle: unknown, route: unknown};
  }
}
