import {SecretMask} from '../secret-mask.ts';
import {isPlace, isSecretName, placedSecrets} from '../secret-places.ts';
import {Secret} from '../secret.ts';
import {secretsInUrl} from './url-secrets.ts';

/** Its value may be an address without a scheme. */
const proxyName = /_proxy$/i;

/** A shorter value is a word, or protects nothing. */
const shortest = 6;

/** What our own screens and documents say: as a secret of what is sent to no gateway each is masked by its place alone. */
const ownWords = new Set(
  ('accepted completed connector console credential crown doctrine failed gateway handshake heartbeat incident journal ledger legacy operator passed password ' +
    'practice procedure production record rehearsal rollback rotation runbook secret service session skipped stopped toggle toggles unknown upload').split(' '),
);
const isSent = (name: string): boolean => name.endsWith('CONNECTOR_TOKEN');

export type Variable = readonly [name: string, value: string | undefined];

/**
 * What variables hold that must not leave us, those too that we never read: of a name that says so the value, of any
 * other the password in a URL, and what stands in a connection string or in JSON where a secret stands.
 */
export function secretsOf(variables: Iterable<Variable>): Secret[] {
  return [...variables].flatMap(([name, value = '']) => {
    if (value.length < shortest) return [];
    if (isSecretName(name)) return isPlace(name, value) || (ownWords.has(value) && !isSent(name)) ? [] : [new Secret(value)];
    const placed = placedSecrets(value).filter(text => text.length >= shortest && /\d|[A-Z].*[a-z]|[a-z].*[A-Z]/.test(text));
    return [...secretsInUrl(proxyName.test(name) && !value.includes('://') ? `http://${value}` : value), ...placed.map(text => new Secret(text))];
  });
}

export const secretsOfVariables = (variables: NodeJS.ProcessEnv): Secret[] => secretsOf(Object.entries(variables));

export function tokenMask(variables: NodeJS.ProcessEnv): SecretMask {
  return new SecretMask(secretsOfVariables(variables));
}
