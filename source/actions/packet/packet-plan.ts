import {createHash} from 'node:crypto';
import {mostOfOurs, readFile} from '../../file-door.ts';
import {isJsonObject, objectIn} from '../../json.ts';
import type {ActionPlanning, Ports} from '../action.ts';
import {basisOf, shownPath} from '../plan-basis.ts';
import {notPlanned} from '../failed-result.ts';
import {buildPacket} from './build-packet.ts';

/** Which packet would be replaced, and by what; the reason where none can be made. */
export function planPacket(ports: Ports): ActionPlanning {
  const built = buildPacket(ports);
  if (!built.ok) return notPlanned(built);
  const {places} = ports.environment;
  const where = shownPath(ports.environment, places.packet);
  const old = oldPacket(places.packet);
  const {connectors} = built.packet;
  const names = isJsonObject(connectors) ? Object.keys(connectors).join(', ') : '';
  return {ok: true, plan: {
    items: [{what: 'rehearsal packet', where, from: old?.told ?? null, to: 'a new one, made now'}],
    does: [
      `make the packet of ${names} without contacting the gateway`,
      old === undefined ? `write it to ${where}` : `replace ${where} as a whole; the old one (${old.told}) is not kept`,
    ],
    byHand: false,
    basis: basisOf(old?.digest ?? null),
  }};
}

/** The packet that is there now, by its time and digest. */
function oldPacket(path: string): {told: string; digest: string} | undefined {
  const reading = readFile(path, {most: mostOfOurs});
  if (!reading.ok) return reading.missing ? undefined : {told: `not readable: ${reading.reason}`, digest: reading.reason};
  const {bytes} = reading;
  const digest = createHash('sha256').update(bytes).digest('hex');
  return {told: `${generatedAt(bytes)}, sha256 ${digest.slice(0, 8)}`, digest};
}

function generatedAt(bytes: Buffer): string {
  const generated = objectIn(bytes.toString('utf8'))?.generated_at;
  // One that is not ours is named by its digest alone.
  return typeof generated === 'string' ? `made at ${generated}` : 'without a time';
}
