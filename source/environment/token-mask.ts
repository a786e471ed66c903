import {Secret, SecretMask} from '../secret.ts';
import {secretsInUrl} from './url-secrets.ts';

/** Masks whatever a variable of this process that is named like a token holds, also one that we never read, and the password in any that holds a URL. */
export function tokenMask(variables: NodeJS.ProcessEnv): SecretMask {
  return new SecretMask(
    Object.entries(variables).flatMap(([name, value]) => (name.endsWith('_TOKEN') && value ? [new Secret(value)] : secretsInUrl(value ?? ''))),
  );
}
