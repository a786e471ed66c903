import {Secret, SecretMask} from '../secret.ts';

/** Masks whatever a variable of this process that is named like a token holds, also one that we never read. */
export function tokenMask(variables: NodeJS.ProcessEnv): SecretMask {
  return new SecretMask(
    Object.entries(variables).flatMap(([name, value]) => (name.endsWith('_TOKEN') && value ? [new Secret(value)] : [])),
  );
}
