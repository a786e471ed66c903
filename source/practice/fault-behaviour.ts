import {stageContext} from '../connector/services.ts';
import {jsonLine, type JsonObject} from '../json.ts';
import {day, formatTimestamp, windowId} from '../time.ts';
import type {FaultName} from './faults.ts';
import type {Reply} from './reply.ts';

type Occasion = {
  path: '/handshake' | '/heartbeat';
  /** Which request of this path it is, 1 for the first. */
  nth: number;
  now: number;
  /** What a gateway without faults would answer. */
  honest: Reply;
};

/** Turns the honest reply into the fault's. */
export type Behaviour = (occasion: Occasion) => Reply;

const unavailable: Reply = {kind: 'json', status: 503, body: {error: 'service unavailable'}};

const brokenJson = '{"authenticated": true, "session": {"id": ';

const staleAge = 3 * day;
const staleWindow = 'PT48H';

export const behaviours: Readonly<Record<FaultName, Behaviour>> = {
  refused: ({honest}) => honest, // never asked: the port is closed
  '5xx-once': at('/handshake', ({nth, honest}) => (nth === 1 ? unavailable : honest)),
  '5xx-always': at('/handshake', () => unavailable),
  unauthenticated: at('/handshake', () => ({kind: 'json', status: 200, body: {authenticated: false}})),
  'context-not-acknowledged': answering(answer => ({
    ...answer,
    accepted_contexts: [{name: stageContext, status: 'rejected'}],
  })),
  'session-missing': answering(({session: _, ...answer}) => answer),
  'stale-rotation': answering((answer, now) => ({
    ...answer,
    rotation: {
      ...(answer.rotation as JsonObject),
      last_rotated: formatTimestamp(now - staleAge),
      rotation_window: staleWindow,
      window_id: windowId(now - staleAge, staleWindow),
    },
  })),
  'malformed-json': at('/handshake', () => ({kind: 'text', status: 200, text: brokenJson})),
  slow: at('/handshake', ({honest}) => ({kind: 'late', reply: honest})),
  dripping: at('/handshake', ({honest}) =>
    honest.kind === 'json' ? {kind: 'drip', status: honest.status, text: jsonLine(honest.body)} : honest),
  endless: at('/handshake', () => ({kind: 'flood', status: 200})),
  'dropped-after-sending': at('/handshake', () => ({kind: 'drop'})),
  'heartbeat-refused': at('/heartbeat', () => unavailable),
  'heartbeat-dropped': at('/heartbeat', () => ({kind: 'drop'})),
};

function at(path: Occasion['path'], behaviour: Behaviour): Behaviour {
  return occasion => (occasion.path === path ? behaviour(occasion) : occasion.honest);
}

/** Changes an accepted handshake; refusals stay what they are. */
function answering(change: (answer: JsonObject, now: number) => JsonObject): Behaviour {
  return at('/handshake', ({honest, now}) => {
    if (honest.kind !== 'json' || honest.status !== 200) return honest;
    const answer = honest.body as JsonObject;
    return answer.authenticated === true ? {...honest, body: change(answer, now)} : honest;
  });
}
