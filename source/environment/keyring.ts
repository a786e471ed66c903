import type {Secret} from '../secret.ts';

/**
 * Tokens that this process has seen beside those that the toggles hold: the one that was replaced,
 * so that its refusal can be tried, and the new one before it is set. In memory only.
 */
export class Keyring {
  readonly #known: Secret[] = [];
  #replaced: Secret | undefined;
  #replacement: Secret | undefined;
  #proved = false;

  /** From now on masked wherever it could leave us. */
  add(secret: Secret): void {
    this.#known.push(secret);
  }

  /** The token that was live before the last rotation of this process. */
  get replaced(): Secret | undefined {
    return this.#replaced;
  }

  /** The token that took its place, where this process was told. Without hands the toggles here may still have the old one. */
  get replacement(): Secret | undefined {
    return this.#replacement;
  }

  replace(old: Secret | undefined, by?: Secret): void {
    if (old) this.add(old);
    this.#replaced = old;
    this.#replacement = by;
    this.#proved = false;
  }

  /** Whether the gateway has taken the replacement. */
  get proved(): boolean {
    return this.#proved;
  }

  prove(): void {
    this.#proved = true;
  }

  secrets(): readonly Secret[] {
    return this.#known;
  }
}
