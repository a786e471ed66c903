import {display} from '../display.ts';
import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {formatDelta, formatTimestamp, hour, isElsewhere, parseDuration, parseTimestamp, wholeSeconds} from '../time.ts';
import {buildHandshake} from './handshake.ts';
import {isFilledText, isGiven} from './plain-values.ts';
import {rotationMetadata, rotationSaid} from './rotation.ts';
import {connectors, operatorApi, rotationWindowHours, type Connector} from './services.ts';
import type {Variables} from './variables.ts';

/**
 * What we find beside the original's failures, whose texts and order stay as automation knows them
 * (decisions: "findings of ours"). Each keeps doctrine from being ok. `now` in milliseconds since 1970.
 */

/** In the gateway's answer to the handshake: a rotation or a credential that proves less than it seems to. */
export function answerFindings(answer: JsonObject, variables: Variables, now: number): string[] {
  const said = rotationSaid(answer);
  const {last_rotated, rotation_window} = rotationMetadata(answer);
  const session = isJsonObject(answer.session) ? answer.session : {};
  return [
    ...(isGiven(said) && !isJsonObject(said) ? [replaced("the gateway's rotation", said, 'the time of the run')] : []),
    ...timeFindings(last_rotated ?? undefined, rotated =>
      rotated === undefined
        ? replaced("the gateway's rotation time", last_rotated, 'the time of the run')
        : rotated > now && `the gateway's rotation time lies ahead of now: ${shown(last_rotated)}`),
    ...windowFindings(rotation_window ?? '', variables, now),
    // Without an expiry that is a text there is no window to be issued.
    ...timeFindings(isFilledText(session.credential_expiry) && isGiven(session.issued_at) ? session.issued_at : undefined, issued =>
      issued === undefined && replaced("the credential's time of issue", session.issued_at, 'the rotation time')),
    ...timeFindings([session.credential_expiry, session.expires_at].find(isGiven), (ends, text) =>
      ends === undefined ? `the credential's expiry cannot be read: ${shown(text)}` : ends < now && `the credential of the session ran out at ${formatTimestamp(ends)}; ${again('have it renewed at the gateway')}`),
  ];
}

/** What the contract puts in the place of a value that it cannot read, and never without a word. */
const replaced = (what: string, value: Json | undefined, by: string): string => `${what} cannot be read: ${shown(value)}; the ledger lines carry ${by} in its place. ${again('Have it corrected at the gateway')}`;

/** A window that is not the prescribed one is none of ours only where it is announced here, as a drill may order it. */
function windowFindings(named: Json, variables: Variables, now: number): string[] {
  if (typeof named !== 'string') return [replaced("the gateway's rotation window", named, `${rotationWindowHours} hours`)];
  if (named === '' || parseDuration(named) === prescribed) return [];
  const built = buildHandshake(operatorApi, variables, now);
  if (built.ok && built.body.rotation.rotation_window === named) return [];
  return [`the gateway names a rotation window of ${shown(named)}, not ${rotationWindowHours} hours; ${again(`have it corrected there, or, where a drill orders it, walk with --set MCP_ROTATION_WINDOW=${display(named, 40)}`)}`];
}

const prescribed = rotationWindowHours * hour;

/** In the last line of the ledger, each with the way on. */
export function drillFindings({rotated_at, window_hours}: JsonObject): string[] {
  const window = window_hours === rotationWindowHours ? [] : [`the latest rotation drill has a window of ${shown(window_hours)} hours, not ${rotationWindowHours}; ${again('correct the credentials')}`];
  return [...window, ...timeFindings(rotated_at ?? undefined, rotated => {
    if (rotated === undefined) return `the latest rotation drill's time cannot be read: ${shown(rotated_at)}; ${again('correct what wrote it')}`;
    return isElsewhere(String(rotated_at)) && `the latest rotation drill's time is not in UTC: ${shown(rotated_at)}; ${again('correct what wrote it')}`;
  })];
}

const again = (first: string): string => `${first}, then run the smoke checks again`;

/** In what the variables announce: a rotation ahead of now would look fresh for as long as it lies ahead. */
export function variableFindings(variables: Variables, now: number): string[] {
  return connectors.flatMap(connector => announcedAhead(connector, variables, now).map(finding => `${connector.registryId}: ${finding}`));
}

export function announcedAhead(connector: Connector, variables: Variables, now: number): string[] {
  const built = buildHandshake(connector, variables, now);
  const rotated = built.ok ? readTime(built.body.rotation.last_rotated) : undefined;
  return rotated !== undefined && rotated > now ? [`credential rotation lies in the future by ${formatDelta(rotated - now)}`] : [];
}

function timeFindings(given: Json | undefined, judge: (instant: number | undefined, given: Json) => string | false): string[] {
  if (given === undefined) return [];
  const finding = judge(readTime(given), given);
  return finding === false ? [] : [finding];
}

function readTime(given: Json): number | undefined {
  const instant = typeof given === 'string' ? parseTimestamp(given) : undefined;
  return instant === undefined ? undefined : wholeSeconds(instant);
}

function shown(value: Json | undefined): string {
  return display(JSON.stringify(value ?? null), 80);
}
