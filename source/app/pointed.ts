import type {Environment} from '../environment/environment.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {useMcp, type ToggleReading} from '../environment/toggles.ts';
import {findToken} from '../connector/variables.ts';
import {operatorApi} from '../connector/services.ts';
import type {Pointed} from './state.ts';

/** Reads where the environment points at this moment; what a header shows must never be stale. */
export function pointedAt(environment: Environment): Pointed {
  const gateway = environment.gateway();
  const toggle = environment.toggles.read(useMcp);
  const mask = environment.mask();
  const token = findToken(operatorApi, environment.toggles.variables);
  const fingerprint = token && fingerprintWith(environment.places.fingerprintKey)(token);
  return mask.value({
    environment: environment.name,
    class: environment.class,
    gateway: gateway.url,
    gatewaySource: gateway.source.label,
    toggles: [
      {name: useMcp, found: foundText(toggle), source: toggle.source.label, good: toggle.kind === 'text' && toggle.value === '1'},
      ...(token ? [{name: 'token', found: fingerprint ?? 'set', source: 'fingerprint', good: true}] : []),
    ],
    confirmation: environment.confirmation,
  });
}

function foundText(reading: ToggleReading): string {
  return reading.kind === 'text' ? (reading.value ?? 'not set') : 'set';
}
