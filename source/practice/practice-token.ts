import {createHash, randomBytes} from 'node:crypto';
import type {Deployment, ToggleChange} from '../environment/toggle-change.ts';
import {madeAnew, sharedToken, type Toggles, type ToggleSource} from '../environment/toggles.ts';
import {Secret} from '../secret.ts';

/** The one token of a practice world. It is in memory only: no file of practice holds anything that opens something. */
export type PracticeToken = {
  name: string;
  source: ToggleSource;
  /** Whether one of an earlier world was forgotten with it. */
  readonly anew: boolean;
  /** The one that was made when the world opened. */
  readonly first: Secret;
  /** The one that the deployment uses now. */
  live: Secret;
};

export function makePracticeToken({anew}: Pick<PracticeToken, 'anew'>): PracticeToken {
  const first = new Secret(`practice-${randomBytes(12).toString('hex')}`);
  return {name: sharedToken, source: {kind: 'deployment', label: anew ? madeAnew : 'practice'}, anew, first, live: first};
}

/** Toggles whose token is that one, whatever any layer says. */
export function withToken(toggles: Toggles, token: PracticeToken): Toggles {
  const {name: own, source} = token;
  return {
    read: name => (name === own ? {kind: 'secret', name, value: token.live, source} : toggles.read(name)),
    variables: {
      text: name => (name === own ? undefined : toggles.variables.text(name)),
      secret: name => (name === own ? token.live : toggles.variables.secret(name)),
    },
    tokens: () => [token.live, ...toggles.tokens()],
    secrets: () => [token.live, ...toggles.secrets()],
  };
}

/** A deployment that keeps that token in memory and everything else where it did. */
export function holdingToken(deployment: Deployment, token: PracticeToken, fingerprint: (secret: Secret) => string | undefined): Deployment {
  const shown = (secret: Secret): string => `fingerprint ${fingerprint(secret) ?? 'unavailable'}`;
  // Of this world alone, so that a plan made for another token is never taken for one of this.
  const key = randomBytes(32);
  const basis = (): string => createHash('sha256').update(`${token.name} ${token.live.fingerprint(key)}`).digest('hex');
  const change = (value: Secret): ToggleChange => ({
    name: token.name,
    where: 'the memory of this program',
    from: shown(token.live),
    to: shown(value),
    does: ['hold the new token in memory, where the practice gateway looks at each handshake'],
    basis: basis(),
  });
  return {
    label: deployment.label,
    read: async (name, signal) =>
      name === token.name ? {kind: 'secret', value: token.live, source: token.source.label, ...(token.anew && token.live === token.first && {anew: true as const})} : deployment.read(name, signal),
    plan: async (name, value, signal) => {
      if (name !== token.name) return deployment.plan(name, value, signal);
      const secret = toSecret(value);
      return secret.matches('')
        ? {ok: false, problem: `the new ${name} is empty`, next: 'Give it again, the token alone.'}
        : {ok: true, change: change(secret)};
    },
    set: async (planned, value, report, signal) => {
      if (planned.name !== token.name) return deployment.set(planned, value, report, signal);
      const secret = toSecret(value);
      const now = change(secret);
      if (planned.basis !== now.basis || planned.to !== now.to || secret.matches('')) {
        return {outcome: 'failed', problem: `${token.name} was not set: it is no longer what the change was made from`, next: 'Make the change again.', output: []};
      }
      token.live = secret;
      report({stage: 'set', state: 'ok', text: `${token.name} is now ${now.to}`});
      return {outcome: 'done', output: []};
    },
  };
}

function toSecret(value: string | Secret): Secret {
  return value instanceof Secret ? value : new Secret(value);
}
