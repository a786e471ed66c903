import type {Clock} from '../../clock.ts';
import {operatorApi} from '../../connector/services.ts';
import {variableNames} from '../../connector/variables.ts';
import type {Environment} from '../../environment/environment.ts';
import {fingerprintWith} from '../../environment/fingerprint.ts';
import {mcpToggle, pointerText, useMcp} from '../../environment/toggles.ts';
import type {Secret} from '../../secret.ts';
import {doubtIn, frozenBy, type Walked} from '../../walk/freeze.ts';
import type {Pointed} from '../state/state.ts';
import {firstWindowEnd} from '../../ledger/window-end.ts';

/** Reads where the environment points at this moment; what a header shows must never be stale. */
export function pointedAt(environment: Environment, walked?: Walked & {ports: {clock: Pick<Clock, 'now'>}}): Pointed {
  const gateway = environment.gateway();
  const toggle = mcpToggle(environment.toggles);
  const doubtful = walked !== undefined && doubtIn(walked) !== undefined;
  const mask = environment.mask();
  const token = variableNames(operatorApi, 'CONNECTOR_TOKEN').map(environment.toggles.read).find(({value, fault}) => value !== undefined || fault !== undefined);
  return mask.value({
    environment: environment.name,
    class: environment.class,
    gateway: pointerText(gateway),
    gatewaySource: gateway.source.label,
    toggles: [
      {name: useMcp, found: `${toggle.value ?? 'not set'}${doubtful ? '?' : ''}`, source: doubtful ? 'not known' : toggle.source.label, good: !doubtful && toggle.on && toggle.fault === undefined},
      ...(token?.kind === 'secret' ? [{name: 'token', found: token.value || token.fault === undefined ? fingerprintOf(environment, token.value) : 'unusable', source: token.source.label, good: token.fault === undefined}] : []),
    ],
    confirmation: environment.confirmation,
    people: environment.people,
    ...(walked && frozenBy(walked, environment) && {window: {ends: firstWindowEnd(environment.places.ledger, walked.ports.clock.now())}}),
  });
}

function fingerprintOf({places}: Environment, token: Secret | undefined): string {
  return (token && fingerprintWith(places.fingerprintKey)(token)) ?? 'set';
}
