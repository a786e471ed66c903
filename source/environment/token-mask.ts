import {SecretMask} from '../secret-mask.ts';
import {Secret} from '../secret.ts';
import {secretsInUrl} from './url-secrets.ts';

/** Names of variables that hold a secret, whoever set them. */
const secretName = /(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_KEY|PRIVATE_KEY|_PASS|_PAT)$/i;

/** A variable of such a name may hold where the secret lies, and that is none. */
const path = /^(?:[~.]{0,2}\/|[A-Za-z]:\\)/;

/** Its value may be an address without a scheme. */
const proxyName = /_proxy$/i;

/** A shorter value is a word, or protects nothing. */
const shortest = 6;

/** What the variables of this process hold that must not leave it: also those that we never read, and the password in any that holds a URL. */
export function secretsOfVariables(variables: NodeJS.ProcessEnv): Secret[] {
  return Object.entries(variables).flatMap(([name, value = '']) =>
    secretName.test(name) && value.length >= shortest && !path.test(value) ? [new Secret(value)] : secretsInUrl(proxyName.test(name) && !value.includes('://') ? `http://${value}` : value),
  );
}

export function tokenMask(variables: NodeJS.ProcessEnv): SecretMask {
  return new SecretMask(secretsOfVariables(variables));
}
