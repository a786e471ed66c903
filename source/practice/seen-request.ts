import {isJsonObject, type Json} from '../json.ts';
import {Secret} from '../secret.ts';
import {SecretMask} from '../secret-mask.ts';
import {tokenOf} from './answer-handshake.ts';
import type {Reply} from './reply.ts';

/** One request as the practice gateway saw it; holds no token in clear. */
export type SeenRequest = {
  /** 1 for the first request of this gateway. */
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  path: string;
  /** Undefined where the connection was dropped instead. */
  status: number | undefined;
  credential: 'none' | 'given';
  /** Undefined where the body was not JSON, too long, or not looked at. */
  body: Json | undefined;
};

export type Sighting = Omit<SeenRequest, 'status' | 'credential'> & {reply: Reply; accepted: readonly Secret[]};

export function seenRequest({reply, accepted, body, path, ...rest}: Sighting): SeenRequest {
  const token = body === undefined ? undefined : tokenOf(body);
  const mask = new SecretMask([...accepted, ...(token === undefined ? [] : [new Secret(token)])]);
  return {
    ...rest,
    path: mask.text(path),
    status: statusOf(reply),
    credential: token === undefined ? 'none' : 'given',
    body: body === undefined ? undefined : mask.value(withoutToken(body)),
  };
}

function statusOf(reply: Reply): number | undefined {
  if (reply.kind === 'drop') return undefined;
  return reply.kind === 'late' ? statusOf(reply.reply) : reply.status;
}

/** The token's own place, whatever the token looks like: the mask passes over very short ones. */
function withoutToken(body: Json): Json {
  if (tokenOf(body) === undefined || !isJsonObject(body) || !isJsonObject(body.rotation)) return body;
  const {rotation} = body;
  return {
    ...body,
    rotation: {...rotation, credentials: {...(rotation.credentials as object), token: String(new Secret(''))}},
  };
}
