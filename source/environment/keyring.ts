import type {Secret} from '../secret.ts';

/**
 * Tokens that this process has seen beside those that the toggles hold: the one that was replaced,
 * so that its refusal can be tried, and the new one before it is set. In memory only.
 */
export class Keyring {
  readonly #known: Secret[] = [];
  #replaced: Secret | undefined;

  /** From now on masked wherever it could leave us. */
  add(secret: Secret): void {
    this.#known.push(secret);
  }

  /** The token that was live before the last rotation of this process. */
  get replaced(): Secret | undefined {
    return this.#replaced;
  }

  replace(old: Secret): void {
    this.add(old);
    this.#replaced = old;
  }

  secrets(): readonly Secret[] {
    return this.#known;
  }
}
