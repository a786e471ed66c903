import {randomBytes} from 'node:crypto';
import {operatorApi} from '../../connector/services.ts';
import {variableNames} from '../../connector/variables.ts';
import type {Environment} from '../../environment/environment.ts';
import {fingerprintWith} from '../../environment/fingerprint.ts';
import {madeAnew, sharedToken, type ToggleSource} from '../../environment/toggles.ts';
import type {Secret} from '../../secret.ts';

export type LiveToken = {
  /** The variable it comes from; the generic one where none is set. */
  name: string;
  token: Secret | undefined;
  source: ToggleSource;
};

/** As a plan says what it replaces: of a token that practice made when the walk was gone on with, nobody has the fingerprint yet. */
export function replacedText(environment: Pick<Environment, 'places'>, {token, source}: LiveToken): string | null {
  if (!token) return null;
  return source.label === madeAnew ? `${fingerprintText(environment, token)} (${madeAnew})` : fingerprintText(environment, token);
}

/** The token that a handshake would carry now. A connector's own variable that is set to nothing switches it off. */
export function liveToken({toggles}: Pick<Environment, 'toggles'>): LiveToken {
  for (const name of variableNames(operatorApi, 'CONNECTOR_TOKEN')) {
    const {value, source} = toggles.read(name);
    if (typeof value === 'object') return {name, token: value, source};
    if (toggles.variables.text(name) !== undefined) return {name, token: undefined, source};
  }
  return {name: sharedToken, token: undefined, source: toggles.read(sharedToken).source};
}

/**
 * The token that the deployment has as far as we were told: where nothing here can read it back, the
 * toggles of this process go on with the one that was replaced.
 */
export async function believedToken(environment: Pick<Environment, 'toggles' | 'keyring' | 'deployment'>, signal: AbortSignal): Promise<LiveToken> {
  const {keyring: {replaced, replacement}, deployment} = environment;
  const live = liveToken(environment);
  if (!replacement || !areSame(live.token, replaced)) return live;
  const stored = await deployment?.read(sharedToken, signal);
  return stored?.kind === 'secret' ? live : {...live, token: replacement};
}

/** 8 hex digits; undefined without a token, or where the key can be neither read nor made. */
export function fingerprintOf({places}: Pick<Environment, 'places'>, token: Secret | undefined): string | undefined {
  return token && fingerprintWith(places.fingerprintKey)(token);
}

/** As plans and progress name a token. */
export function fingerprintText(environment: Pick<Environment, 'places'>, token: Secret | undefined): string {
  if (token === undefined) return 'no token';
  return `fingerprint ${fingerprintOf(environment, token) ?? 'unavailable'}`;
}

/** Whether two tokens are the same one, without opening either. */
export function areSame(one: Secret | undefined, other: Secret | undefined): boolean {
  if (!one || !other) return one === other;
  const key = randomBytes(32);
  return one.fingerprint(key) === other.fingerprint(key);
}
