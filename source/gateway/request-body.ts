import {Secret} from '../secret.ts';

export type RequestBody =
  | {ok: true; bytes: Buffer; /** Every secret the body holds. */ secrets: Secret[]}
  | {ok: false; reason: string};

/**
 * The body as JSON, with the secrets in clear: the one place that reveals them. Everywhere else a
 * `Secret` writes itself as `<redacted>`.
 */
export function requestBody(body: unknown): RequestBody {
  const secrets: Secret[] = [];
  try {
    const text = JSON.stringify(body, function reveal(this: Record<string, unknown>, name: string, written: unknown) {
      // `written` is what toJSON made of it; the holder still has the object itself.
      const original = this[name];
      if (!(original instanceof Secret)) return written;
      secrets.push(original);
      return original.reveal();
    }) as string | undefined;
    if (text === undefined) return {ok: false, reason: 'the request has no body that JSON could hold'};
    return {ok: true, bytes: Buffer.from(text), secrets};
  } catch {
    // A circle or a bigint; the engine's own sentence about it may quote the body.
    return {ok: false, reason: 'the request cannot be written as JSON'};
  }
}
