import {stageContext} from '../connector/services.ts';
import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {parseTimestamp} from '../time.ts';
import type {Reply} from './reply.ts';

type Field = {name: string; rule: string; holds(value: Json | undefined): boolean};

/** The five fields of the heartbeat schema (protocol notes, sections 7 and 9.2). */
const fields: readonly Field[] = [
  {name: 'chakra', rule: 'must be a text that is not blank', holds: isFilled},
  {name: 'cycle_count', rule: 'must be a whole number from 0', holds: isCount},
  {name: 'context', rule: `must be ${stageContext}`, holds: value => value === stageContext},
  {name: 'credential_expiry', rule: 'must be a timestamp', holds: isTimestamp},
  {name: 'emitted_at', rule: 'must be a timestamp', holds: isTimestamp},
];

/** 202 for a canonical heartbeat, 400 with every reason for anything else; values are not echoed. */
export function answerHeartbeat(body: Json): Reply {
  const reasons = isJsonObject(body) ? brokenRules(body) : ['the body must be an object'];
  if (reasons.length > 0) return {kind: 'json', status: 400, body: {error: 'invalid heartbeat', reasons}};
  return {kind: 'json', status: 202, body: {accepted: true}};
}

function brokenRules(body: JsonObject): string[] {
  return fields.filter(({name, holds}) => !holds(body[name])).map(({name, rule}) => `${name} ${rule}`);
}

function isFilled(value: Json | undefined): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isCount(value: Json | undefined): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTimestamp(value: Json | undefined): boolean {
  return typeof value === 'string' && parseTimestamp(value) !== undefined;
}
