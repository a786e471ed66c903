import {rehearsalPacket} from '../../connector/packet.ts';
import {StorageError, writeDurably} from '../../durable-file.ts';
import {fingerprintWith} from '../../environment/fingerprint.ts';
import {mcpToggle} from '../../environment/toggles.ts';
import {exitCode} from '../../errors.ts';
import {jsonDocument, type JsonObject} from '../../json.ts';
import type {ActionFailure, Ports} from '../action.ts';
import {mcpOffFailure} from '../mcp-gate.ts';
import {keepsBecause} from './replaceable.ts';
import {unusable} from '../open-conversation.ts';

export type PacketResult = {ok: true; path: string; packet: JsonObject; failures: string[]} | {ok: false; failure: ActionFailure};

type Built = {ok: true; packet: JsonObject; failures: string[]} | {ok: false; failure: ActionFailure};

/** The packet as it would be written now. */
export function buildPacket({environment, documents, clock}: Omit<Ports, 'earlier'>, note?: string): Built {
  const off = mcpToggle(environment.toggles).value === undefined ? undefined : mcpOffFailure(environment);
  if (off) return {ok: false, failure: {...off, next: 'Set ABZU_USE_MCP to 1, or leave it unset: the packet needs no gateway.'}};
  const made = rehearsalPacket({
    variables: environment.toggles.variables,
    documents,
    now: clock.now(),
    fingerprintOf: fingerprintWith(environment.places.fingerprintKey),
    note: note === undefined ? undefined : environment.mask().typed(note),
  });
  if (!made.ok) return {ok: false, failure: unusable('invalid-override', made.reason)};
  return {ok: true, packet: environment.mask().value(made.packet), failures: made.failures};
}

/**
 * Writes the rehearsal packet (protocol notes, section 16) to its own place, where an old one is replaced
 * as a whole, or to `elsewhere`, where nothing but a packet is. No network.
 */
export function makePacket(ports: Omit<Ports, 'earlier'>, {elsewhere, note}: {elsewhere?: string | undefined; note?: string | undefined} = {}): PacketResult {
  const path = elsewhere ?? ports.environment.places.packet;
  const kept = elsewhere === undefined ? undefined : keepsBecause(elsewhere);
  if (kept !== undefined) return {ok: false, failure: {code: 'not-a-packet', problem: `${path} is not replaced: ${kept}`, next: 'Nothing was written. Name another place with --out.', exit: exitCode.usage}};
  const built = buildPacket(ports, note);
  if (!built.ok) return built;
  const {packet, failures} = built;
  try {
    writeDurably(path, `${jsonDocument(packet)}\n`, 0o644);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return {ok: false, failure: {code: 'not-recorded', problem: error.message, next: 'Choose a folder that can be written; the old packet is untouched.', exit: exitCode.notRecorded}};
  }
  return {ok: true, path, packet, failures};
}
