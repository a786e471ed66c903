import {createHash, createHmac, timingSafeEqual} from 'node:crypto';

const redacted = '<redacted>';

/** Shorter values would mask ordinary words; a bearer token that short protects nothing anyway. */
const shortestMasked = 4;

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

/** Replaces live secret values, in the spellings they may travel in, in text that leaves us. */
export class SecretMask {
  readonly #spellings: string[];

  constructor(secrets: Iterable<Secret>) {
    const values = [...secrets].map(secret => secret.reveal()).filter(value => value.length >= shortestMasked);
    this.#spellings = [...new Set(values.flatMap(spellings))].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    return this.#spellings.reduce((masked, spelling) => masked.replaceAll(spelling, redacted), text);
  }

  /** Every string inside, names of members included. */
  value<T>(value: T): T {
    if (this.#spellings.length === 0) return value;
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map(item => this.value(item)) as T;
    if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.text(name), this.value(member)])) as T;
  }
}

function spellings(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inAsciiJson = inJson.replaceAll(/[\u007F-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const inUrl = encodeURIComponent(value.toWellFormed());
  const inUrlSmall = inUrl.replaceAll(/%../g, code => code.toLowerCase());
  const base64 = Buffer.from(value).toString('base64');
  // With its padding, without, and in the alphabet of RFC 4648, section 5.
  const inBase64 = [base64, base64.replace(/=+$/, ''), Buffer.from(value).toString('base64url')];
  return [value, inJson, inAsciiJson, inUrl, inUrlSmall, ...inBase64];
}
