import {sharedToken} from '../../environment/toggles.ts';
import {inOneText, type Trouble} from '../../errors.ts';
import type {Ports, Started} from '../action.ts';
import {fingerprintOf, fingerprintText, liveToken} from './live-token.ts';

/** Which token is live after an interrupted update, and what to do now. */
export async function probeToken({environment}: Ports, {plan}: Started): Promise<string[]> {
  const {signal} = new AbortController();
  const stale = await environment.refresh(signal);
  if (stale !== undefined) return notKnown(stale);
  const here = liveToken(environment);
  const stored = environment.deployment ? await environment.deployment.read(sharedToken, signal) : undefined;
  if (stored?.kind === 'trouble') return notKnown(stored);
  const token = stored?.kind === 'secret' ? stored.value : here.token;
  const source = stored?.kind === 'secret' ? stored.source : here.source.label;
  const live = token === undefined ? `No token is live (${source}).` : `Live now: ${fingerprintText(environment, token)} (${source}).`;
  if (token && fingerprintOf(environment, token) === undefined) return [live, 'Without a fingerprint it cannot be compared: look at the deployment by hand before you go on.'];
  if (stored?.kind === 'secret' && stored.anew) return [live, 'It was made when this session was gone on with, so whatever the step put in is gone. Repeat the step.'];
  const before = plan.find(({what}) => what === sharedToken)?.from;
  return [live, compare(before, token ? fingerprintText(environment, token) : null), ...unseen(environment.deployment === undefined)];
}

function notKnown(trouble: Trouble): string[] {
  return [`Which token is live cannot be told: ${inOneText(trouble)}`, 'Look at the deployment by hand before you go on.'];
}

/** Null where there is no token; `before` is undefined where the step did not keep it. */
function compare(before: string | null | undefined, now: string | null): string {
  if (before === undefined) return 'The step did not keep which token was live before it: compare with the fingerprint that was shown then.';
  if (before === now) return 'That is as before the step: the token was not changed. Repeat the step.';
  const told = `Before the step it was ${before ?? 'none'}`;
  return now === null ? `${told}. Look at the deployment by hand before you go on.` : `${told}: the new token is in place. Go on and prove it; the service may still have to read it.`;
}

function unseen(byHand: boolean): string[] {
  return byHand ? ['That is what this process reads; the affected deployment is not seen from here: look there as well.'] : [];
}
