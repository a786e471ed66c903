import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';
import {byCodePoint} from './plain-values.ts';
import type {Connector} from './services.ts';
import {stageContext} from './services.ts';

/** What a gateway's answer to the handshake amounts to. */
export type HandshakeVerdict =
  | {
      kind: 'accepted';
      /** The whole answer, unchanged. */
      answer: JsonObject;
      session: JsonObject;
      /** Names as `contextNames` lists them. */
      contexts: string[];
    }
  | {kind: 'refused'; reason: string; /** Whether another attempt may help. */ retry: boolean};

/**
 * Steps 4 to 7 of the exchange, first failure decides (protocol notes, section 5, with the stricter
 * rules of the decisions: `authenticated` is boolean true, `session.id` a text or a number).
 */
export function judgeHandshake(answer: Json): HandshakeVerdict {
  if (!isJsonObject(answer)) return refusal('MCP handshake returned invalid payload');
  if (answer.authenticated !== true) {
    return {kind: 'refused', reason: 'MCP handshake authentication failed', retry: true};
  }
  if (!acknowledgesStage(answer.accepted_contexts)) {
    return refusal('Stage B rehearsal context not acknowledged by MCP');
  }
  const {session} = answer;
  if (!isJsonObject(session) || !isSessionId(session.id)) {
    return refusal('MCP handshake missing session information');
  }
  return {kind: 'accepted', answer, session, contexts: contextNames(answer)};
}

function refusal(reason: string): HandshakeVerdict {
  return {kind: 'refused', reason, retry: false};
}

function isSessionId(id: Json | undefined): boolean {
  return typeof id === 'number' ? Number.isFinite(id) : typeof id === 'string' && id !== '';
}

/** The first item that names the stage context decides; later ones are not looked at. */
function acknowledgesStage(contexts: Json | undefined): boolean {
  if (!Array.isArray(contexts)) return false;
  const item = contexts.find(candidate => contextName(candidate) === stageContext);
  return item !== undefined && (!isJsonObject(item) || isAccepted(item));
}

function isAccepted(context: JsonObject): boolean {
  if (!Object.hasOwn(context, 'status')) return true;
  return typeof context.status === 'string' && context.status.toLowerCase() === 'accepted';
}

function contextName(item: Json): string | undefined {
  const name = isJsonObject(item) ? item.name : item;
  return typeof name === 'string' ? name : undefined;
}

/**
 * The names in `accepted_contexts`, rejected ones included: without empty ones and doubles, sorted
 * by code point (protocol notes, section 6).
 */
export function contextNames({accepted_contexts}: JsonObject): string[] {
  if (!Array.isArray(accepted_contexts)) return [];
  const names = accepted_contexts.map(contextName).filter(name => name !== undefined && name !== '');
  return [...new Set(names as string[])].sort(byCodePoint);
}

/**
 * The telemetry of an acknowledged handshake (protocol notes, section 6). The connector's configured
 * id is named, not an override of it; the template's record names none.
 */
export function handshakeRecord(connector: Connector, answer: JsonObject): JsonObject {
  const id = isJsonObject(answer.session) ? answer.session.id : undefined;
  return {
    level: 'INFO',
    event: 'mcp.handshake',
    stage: 'B',
    session_id: String(id ?? ''),
    ...(connector.kind === 'service' && {connector_id: connector.id}),
    accepted_contexts: contextNames(answer),
    message: 'Stage B rehearsal handshake acknowledged',
  };
}
