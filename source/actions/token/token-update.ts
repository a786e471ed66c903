import type {Deployment} from '../../environment/toggle-change.ts';
import type {Environment} from '../../environment/environment.ts';
import {sharedToken} from '../../environment/toggles.ts';
import {exitCode} from '../../errors.ts';
import type {JsonObject} from '../../json.ts';
import {Secret} from '../../secret.ts';
import type {Action, ActionResult, Ports, Progress} from '../action.ts';
import {basisOf} from '../plan-basis.ts';
import {affectedDeployment, askDone, reloadByHand, statedOnly} from '../by-hand.ts';
import {failed, notPlanned} from '../failed-result.ts';
import {areSame, believedToken, fingerprintOf, fingerprintText, liveToken, replacedText, type LiveToken} from './live-token.ts';
import {tokenFault} from './token-fault.ts';
import {probeToken} from './token-probe.ts';
import {performChange, toPlan, toResult} from '../deployment-change.ts';

const typedUnseen = 'the new token, typed unseen';

const asks = {kind: 'secret', text: 'The new token'} as const;

/** Replaces the live token. The new one is asked for unseen, and is never an argument. */
export const updateToken: Action = {
  signature: {name: 'token.update', effect: 'changes', parameters: []},
  facts: {changed: 'whether it is another one now', fingerprint: 'of the new one', previous: 'that of the old one', by_hand: 'whether a person did it'},
  asks,
  async plan(_parameters, ports, signal) {
    const {environment} = ports;
    const live = await believedToken(environment, signal);
    const covered = await coverFailure(live, environment, signal);
    if (covered) return notPlanned(covered);
    const from = replacedText(environment, live);
    if (!environment.deployment) {
      return {ok: true, plan: {items: [{what: sharedToken, where: affectedDeployment, from, to: typedUnseen}], does: handSteps, byHand: true, basis: basisOf(from)}};
    }
    // Planned with a token of the same form, since the new one is not known before it is typed.
    const planned = await environment.deployment.plan(sharedToken, new Secret('the-new-token'), signal);
    if (!planned.ok) return planned;
    return {ok: true, plan: {...toPlan(planned.change), items: [{what: sharedToken, where: planned.change.where, from, to: typedUnseen}]}};
  },
  probe: probeToken,
  async *run(_parameters, ports, signal) {
    const {environment, ask} = ports;
    const live = await believedToken(environment, signal);
    const covered = await coverFailure(live, environment, signal);
    if (covered) return covered;
    const answer = await ask(asks, signal);
    if (answer === undefined) return failed('no-token', 'nobody typed the new token', 'Run this step where somebody can type it. Nothing was changed.');
    const fresh = new Secret(answer);
    environment.keyring.add(fresh);
    const fault = tokenFault(answer, live.token);
    if (fault !== undefined) return failed('token-unusable', `the new token was refused: ${fault}`, 'Run this step again with the token as the gateway issued it. Nothing was changed.', exitCode.usage);
    const {deployment} = environment;
    return deployment ? yield* update(deployment, live, fresh, ports, signal) : yield* updateByHand(live, fresh, ports, signal);
  },
};

const handSteps = [
  'let the gateway accept the new token, if it does not yet',
  `in ${affectedDeployment}, not in this shell: put the new token into ${sharedToken}`,
  reloadByHand,
];

/**
 * A stronger source than the deployment's would go on supplying the old token to this process. Where the
 * deployment only takes a token and never shows it, this process has it from elsewhere by necessity.
 */
async function coverFailure({name, token, source}: LiveToken, {deployment}: Environment, signal: AbortSignal): Promise<ReturnType<typeof failed> | undefined> {
  if (!deployment || !token) return undefined;
  const covers = name !== sharedToken || source.kind === 'flag' || source.kind === 'process environment';
  if (!covers || (name === sharedToken && (await deployment.read(sharedToken, signal)).kind !== 'secret')) return undefined;
  const message = `the live token is ${name} from ${source.label}, which covers ${sharedToken} of the deployment: what is set there would not be used`;
  return failed('token-covered', message, `Take ${name} away from ${source.label}, start again and resume this session. Nothing was changed.`, exitCode.usage);
}

async function* update(deployment: Deployment, {token: old}: LiveToken, fresh: Secret, ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult> {
  const {environment} = ports;
  const planned = await deployment.plan(sharedToken, fresh, signal);
  if (!planned.ok) return failed('cannot-set', planned.problem, planned.next);
  const {outcome, stages} = yield* performChange(deployment, planned.change, fresh, signal);
  await environment.refresh(signal);
  const now = await deployment.read(sharedToken, signal);
  const result = toResult(outcome, stages);
  if (now.kind !== 'secret' && outcome.outcome !== 'done') {
    yield {stage: 'read back', state: 'failed', text: now.kind === 'trouble' ? now.problem : 'the store gives no token back'};
    return {...result, facts: {changed: null, fingerprint: null, previous: fingerprintOf(environment, old) ?? null, by_hand: false}};
  }
  // A store that takes a token and never gives it back is believed when it says that it took it.
  const stored = now.kind === 'secret' ? now.value : fresh;
  const changed = !areSame(stored, old);
  if (changed) remember(environment, old, fresh);
  const source = now.kind === 'secret' ? now.source : 'not read back';
  yield {stage: 'read back', state: areSame(stored, fresh) ? 'ok' : 'failed', text: `${fingerprintText(environment, stored)} (${source})`};
  yield* tellStale(environment, fresh);
  return {...result, ...(changed && putIn(environment, stored)), facts: factsOf({stored, old, changed, byHand: false}, environment)};
}

async function* updateByHand({token: old}: LiveToken, fresh: Secret, ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult> {
  const {environment} = ports;
  for (const [index, text] of handSteps.entries()) yield {stage: `by hand ${index + 1}`, state: 'running', text};
  const refused = await askDone(ports, `the token of ${fingerprintText(environment, fresh)} is set in ${affectedDeployment}, and the service has read it`, signal);
  if (refused) {
    yield {stage: 'set', state: 'failed', text: refused.problem};
    return {outcome: 'failed', facts: factsOf({stored: old, old, changed: false, byHand: true}, environment), failure: refused, attachments: []};
  }
  remember(environment, old, fresh);
  yield {stage: 'set', state: 'ok', text: `${fingerprintText(environment, fresh)}, ${statedOnly}`};
  yield* tellStale(environment, fresh);
  return {outcome: 'done', ...putIn(environment, fresh), facts: factsOf({stored: fresh, old, changed: true, byHand: true}, environment), attachments: []};
}

/**
 * A token that was put in and never taken by the gateway was never the old one: its forerunner is, and
 * that is what has to be refused in the end. One that was put back is not old at all.
 */
function remember({keyring}: Environment, old: Secret | undefined, fresh: Secret): void {
  const {replaced, replacement, proved} = keyring;
  const first = replacement && !proved && areSame(old, replacement) ? replaced : old;
  keyring.replace(areSame(first, fresh) ? undefined : first, fresh);
}

/** For the steps that prove it, also after a restart. */
function putIn(environment: Environment, token: Secret | undefined): Pick<ActionResult, 'earlier'> {
  const fingerprint = fingerprintOf(environment, token);
  return fingerprint === undefined ? {} : {earlier: {token: fingerprint}};
}

function* tellStale(environment: Environment, fresh: Secret): Generator<Progress> {
  if (areSame(liveToken(environment).token, fresh)) return;
  yield {stage: 'here', state: 'skipped', text: 'this process does not read the new token: start it again with it before the smoke checks, and resume'};
}

type Told = {stored: Secret | undefined; old: Secret | undefined; changed: boolean; byHand: boolean};

function factsOf({stored, old, changed, byHand}: Told, environment: Environment): JsonObject {
  return {changed, fingerprint: fingerprintOf(environment, stored) ?? null, previous: fingerprintOf(environment, old) ?? null, by_hand: byHand};
}
