import type {Clock} from '../../clock.ts';
import {operatorApi} from '../../connector/services.ts';
import {variableNames} from '../../connector/variables.ts';
import type {Environment} from '../../environment/environment.ts';
import {fingerprintWith} from '../../environment/fingerprint.ts';
import {wishesIn} from '../../environment/overridden.ts';
import {mcpToggle, pointerText, useMcp, type McpToggle} from '../../environment/toggles.ts';
import type {Secret} from '../../secret.ts';
import {doubtIn, windowClock, type Walked} from '../../walk/freeze.ts';
import type {Pointed} from '../state/state.ts';

/** What a walk has seen of the toggle, and its clock. */
type Walking = Walked & {toggleSeen: boolean; ports: {clock: Pick<Clock, 'now'>}};

/** Reads where the environment points at this moment; what a header shows must never be stale. */
export function pointedAt(environment: Environment, walked?: Walking): Pointed {
  const gateway = environment.gateway();
  const mask = environment.mask();
  const window = walked && windowClock(walked, environment, walked.ports.clock.now());
  const token = variableNames(operatorApi, 'CONNECTOR_TOKEN').map(environment.toggles.read).find(({value, fault}) => value !== undefined || fault !== undefined);
  return mask.value({
    environment: environment.name,
    class: environment.class,
    gateway: pointerText(gateway),
    gatewaySource: gateway.source.label,
    toggles: [
      {name: useMcp, ...toldOf(mcpToggle(environment.toggles), walked)},
      ...(token?.kind === 'secret' ? [{name: 'token', found: token.value || token.fault === undefined ? fingerprintOf(environment, token.value) : 'unusable', source: token.source.label, good: token.fault === undefined}] : []),
      ...wishesIn(environment).map(({value, ...wish}) => ({...wish, found: value, good: true})),
    ],
    confirmation: environment.confirmation,
    people: environment.people,
    ...(window && {window}),
  });
}

/** After the intent to set it, nobody knows it until it is read, nor whether it is in force until the step has an outcome. */
function toldOf({value, source: {label}, on, fault}: McpToggle, walked: Walking | undefined): Omit<Pointed['toggles'][number], 'name'> {
  const found = value ?? (fault === undefined ? 'not set' : 'not readable');
  if (!walked || !doubtIn(walked)) return {found, source: label, good: on && fault === undefined};
  return walked.toggleSeen ? {found, source: `${label}, in force?`, good: false} : {found: `${found}?`, source: 'not known', good: false};
}

function fingerprintOf({places}: Environment, token: Secret | undefined): string {
  return (token && fingerprintWith(places.fingerprintKey)(token)) ?? 'set';
}
