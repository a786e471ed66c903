import type {Deployment} from '../../environment/toggle-change.ts';
import {isTokenName, useMcp} from '../../environment/toggles.ts';
import {exitCode, inOneText} from '../../errors.ts';
import type {JsonObject} from '../../json.ts';
import type {Action, ActionPlan, ActionResult, Ports, Progress} from '../action.ts';
import {performChange, toPlan, toResult} from '../deployment-change.ts';
import {basisOf} from '../plan-basis.ts';
import {affectedDeployment, askDone, reloadByHand, statedOnly} from '../by-hand.ts';
import {awaitRoute} from './await-route.ts';
import {readDeployed} from './deployment-read.ts';
import {failed, notPlanned} from '../failed-result.ts';
import {probeToggle} from './toggle-probe.ts';

/** Sets one toggle in the deployment and brings it into force; without hands, asks whether it was done. */
export const setToggle: Action = {
  signature: {name: 'toggle.set', effect: 'changes', parameters: ['name', 'value']},
  facts: {value: 'read back', source: 'where from', by_hand: 'whether a person did it'},
  async plan([name = '', value = ''], ports, signal) {
    const refused = refusal(name);
    if (refused) return notPlanned(refused);
    const {deployment} = ports.environment;
    if (!deployment) return {ok: true, plan: handPlan(name, value)};
    const planned = await deployment.plan(name, value, signal);
    return planned.ok ? {ok: true, plan: toPlan(planned.change)} : planned;
  },
  probe: probeToggle,
  async *run([name = '', value = ''], ports, signal) {
    const refused = refusal(name);
    if (refused) return refused;
    const {deployment} = ports.environment;
    return deployment ? yield* set(deployment, {name, value}, ports, signal) : yield* setByHand({name, value}, ports, signal);
  },
};

type Wanted = {name: string; value: string};

function refusal(name: string): ReturnType<typeof failed> | undefined {
  if (!isTokenName(name)) return undefined;
  return failed('token-by-page', `${name} holds a token, and a page does not`, 'Use the action token.update, which asks for the new token unseen.', exitCode.usage);
}

function handPlan(name: string, value: string): ActionPlan {
  return {
    items: [{what: name, where: affectedDeployment, from: 'not seen from here', to: value}],
    does: [`in ${affectedDeployment}, not in this shell: set ${name}=${value}`, reloadByHand],
    byHand: true,
    basis: basisOf(name, value),
  };
}

async function* setByHand({name, value}: Wanted, ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult> {
  const {does} = handPlan(name, value);
  for (const [index, text] of does.entries()) yield {stage: `by hand ${index + 1}`, state: 'running', text};
  const refused = await askDone(ports, `${name}=${value} is set in ${affectedDeployment}, and the service has read it`, signal);
  if (refused) {
    yield {stage: 'set', state: 'failed', text: refused.problem};
    return {outcome: 'failed', facts: {by_hand: true}, failure: refused, attachments: []};
  }
  yield {stage: 'set', state: 'ok', text: `${name}=${value}, ${statedOnly}`};
  return {outcome: 'done', facts: ports.environment.mask().value({value, source: statedOnly, by_hand: true}), attachments: []};
}

async function* set(deployment: Deployment, {name, value}: Wanted, ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, ActionResult> {
  const planned = await deployment.plan(name, value, signal);
  if (!planned.ok) return failed('cannot-set', planned.problem, planned.next, exitCode.checkFailed, {by_hand: false});
  const {outcome, stages} = yield* performChange(deployment, planned.change, value, signal);
  if (name === useMcp && outcome.outcome === 'done' && stages.includes('apply')) yield* awaitRoute(value, deployment, ports, signal);
  const facts: JsonObject = {...(yield* readBack(name, value, ports, signal)), by_hand: false};
  return {...toResult(outcome, stages), facts: ports.environment.mask().value(facts)};
}

/** What the deployment has now, read anew; and a word where this process goes by another value. */
async function* readBack(name: string, wanted: string, ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, JsonObject> {
  const {environment} = ports;
  const stale = await environment.refresh(signal);
  const reading = await readDeployed(name, ports, signal);
  if ('problem' in reading) {
    yield {stage: 'read back', state: 'failed', text: inOneText(reading)};
    return {value: null, source: `not readable: ${reading.problem}`};
  }
  const {value, source} = reading;
  yield {stage: 'read back', state: value === wanted ? 'ok' : 'failed', text: `${name} ${value === null ? 'is not set' : `reads ${JSON.stringify(value)}`} (${source})`};
  if (stale !== undefined) yield {stage: 'here', state: 'failed', text: inOneText(stale)};
  const here = environment.toggles.read(name);
  if (here.value !== (value ?? undefined)) {
    yield {stage: 'here', state: 'skipped', text: `this process goes by ${here.value === undefined ? 'no value' : JSON.stringify(String(here.value))} (${here.source.label}), which covers the deployment's`};
  }
  return {value, source};
}
