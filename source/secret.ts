import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import {redacted} from './secret-spellings.ts';

/** A value that prints as `<redacted>` wherever it ends up; `reveal` is for the gateway client only. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Whether it is this value; takes as long for a near miss as for a far one. */
  matches(value: string): boolean {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(this.#value), digest(value));
  }

  /** 8 hex digits of HMAC-SHA-256 (RFC 2104): shows that a token changed, not what it is. */
  fingerprint(key: Uint8Array): string {
    return createHmac('sha256', key).update(this.#value).digest('hex').slice(0, 8);
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return redacted;
  }
}
