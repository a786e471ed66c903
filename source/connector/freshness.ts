import {display} from '../display.ts';
import {formatDelta, parseDuration, parseTimestamp, wholeSeconds} from '../time.ts';
import type {HandshakeBody} from './handshake.ts';
import {buildHandshake} from './handshake.ts';
import type {Connector} from './services.ts';
import type {Variables} from './variables.ts';

/**
 * Checks 13 to 16 of the connector doctrine: can the handshake be built, and is the credential it
 * announces inside its window (protocol notes, section 9.2). A time ahead of now is a finding of ours.
 * The original's check 17, that `supports_hot_swap` is boolean, holds by construction.
 */
export function handshakeFailures(connector: Connector, variables: Variables, now: number): string[] {
  const built = buildHandshake(connector, variables, now);
  return built.ok ? rotationFailures(built.body.rotation, now) : [`failed to build handshake payload: ${built.reason}`];
}

function rotationFailures({last_rotated, rotation_window}: HandshakeBody['rotation'], now: number): string[] {
  if (last_rotated === '') return ['rotation.last_rotated missing from handshake payload'];
  const stated = parseTimestamp(last_rotated);
  if (stated === undefined) return ['rotation.last_rotated invalid: value must be an ISO-8601 timestamp'];
  if (rotation_window === '') return ['rotation.rotation_window missing from handshake payload'];
  const window = parseDuration(rotation_window);
  if (window === undefined) return [`rotation_window invalid: unsupported ISO-8601 duration: ${display(rotation_window)}`];
  const over = now - wholeSeconds(stated) - window;
  return over > 0 ? [`credential rotation stale by ${formatDelta(over)}`] : [];
}
