import {buildHandshake, type HandshakeBody} from '../../connector/handshake.ts';
import {operatorApi} from '../../connector/services.ts';
import {openGateway, type Gateway} from '../../gateway/client.ts';
import type {Ports} from '../action.ts';
import {toggleFailure, unusable, type SmokeFailure} from './smoke-failure.ts';

export type OpenedRun = {gateway: Gateway; body: HandshakeBody; startedAt: number};

/** What a run is made of before anything is sent, or why it cannot be. Holds for a command of the environment too. */
export function openRun({environment, clock}: Pick<Ports, 'environment' | 'clock'>): OpenedRun | {failure: SmokeFailure} {
  const forbidden = toggleFailure(environment);
  if (forbidden) return {failure: forbidden};
  const gateway = openGateway({url: environment.gateway().url, clock, secrets: environment.toggles.secrets()});
  if (!gateway.ok) return {failure: unusable('gateway-address', gateway.error)};
  const startedAt = clock.now();
  const built = buildHandshake(operatorApi, environment.toggles.variables, startedAt);
  return built.ok ? {gateway: gateway.gateway, body: built.body, startedAt} : {failure: unusable('invalid-override', built.error)};
}
