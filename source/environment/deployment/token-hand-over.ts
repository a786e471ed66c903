import type {Secret} from '../../secret.ts';

/**
 * Hands a new token to the store that keeps it from now on. The one place beside the gateway client
 * that opens a `Secret`: a rotation has to write the token itself. Only the stores of this folder may
 * call it (lint: reveal), for the content of a file or for standard input, never for an argument.
 */
export function handOver<T>(token: Secret, store: (plain: string) => T): T {
  return store(token.reveal());
}
