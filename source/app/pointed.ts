import {operatorApi} from '../connector/services.ts';
import {variableNames} from '../connector/variables.ts';
import type {Environment} from '../environment/environment.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {useMcp, type ToggleReading} from '../environment/toggles.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Secret} from '../secret.ts';
import type {Session} from '../session/session.ts';
import type {Pointed} from './state.ts';
import {firstWindowEnd} from './window-end.ts';

/** Reads where the environment points at this moment; what a header shows must never be stale. */
export function pointedAt(environment: Environment, walked?: {runbook: Runbook; session: Session}): Pointed {
  const gateway = environment.gateway();
  const toggle = environment.toggles.read(useMcp);
  const mask = environment.mask();
  const token = variableNames(operatorApi, 'CONNECTOR_TOKEN').map(environment.toggles.read).find(({value}) => value !== undefined);
  return mask.value({
    environment: environment.name,
    class: environment.class,
    gateway: gateway.url,
    gatewaySource: gateway.source.label,
    toggles: [
      {name: useMcp, found: foundText(toggle), source: toggle.source.label, good: toggle.kind === 'text' && toggle.value === '1'},
      ...(token?.kind === 'secret' ? [{name: 'token', found: fingerprintOf(environment, token.value), source: token.source.label, good: true}] : []),
    ],
    confirmation: environment.confirmation,
    people: environment.people,
    ...(isOff(toggle) && walked && hasSet(walked) && {window: {ends: firstWindowEnd(environment.places.ledger)}}),
  });
}

function isOff(toggle: ToggleReading): boolean {
  return toggle.kind === 'text' && toggle.value !== '1';
}

/** Whether a step of this session has set the toggle: what was off before it began is not its freeze. */
function hasSet({runbook, session}: {runbook: Runbook; session: Session}): boolean {
  return runbook.steps.some(({id, action}) =>
    action?.name === 'toggle.set' && action.parameters[0] === useMcp && session.steps.some(step => step.id === id && step.ended));
}

function fingerprintOf({places}: Environment, token: Secret | undefined): string {
  return (token && fingerprintWith(places.fingerprintKey)(token)) ?? 'set';
}

function foundText(reading: ToggleReading): string {
  return reading.kind === 'text' ? (reading.value ?? 'not set') : 'set';
}
