import {statusOf} from '../../file-door.ts';
import {jsonDocument, type JsonObject} from '../../json.ts';
import {formatTimestamp, parseTimestamp} from '../../time.ts';
import type {Action, Ports} from '../action.ts';
import {planPacket} from './packet-plan.ts';
import {buildPacket, makePacket} from './build-packet.ts';

const mayAsk = {kind: 'text', text: 'What is wrong, and what was done about it?'} as const;

/** The rehearsal packet as a step of a runbook. */
export const writePacket: Action = {
  signature: {name: 'packet.write', effect: 'changes', parameters: [], command: 'mcp-runbook packet'},
  facts: {path: 'of the packet', connectors: 'in it', failures: 'of doctrine'},
  mayAsk,
  plan: async (_parameters, ports) => planPacket(ports),
  async probe({environment}, {at}) {
    const written = statusOf(environment.places.packet)?.mtimeMs;
    if (written === undefined) return ['There is no packet: it was not written.'];
    const after = written >= (parseTimestamp(at) ?? Number.POSITIVE_INFINITY);
    return [`The packet was last replaced at ${formatTimestamp(written)}, ${after ? 'after' : 'before'} this step began at ${at}.`];
  },
  async *run(_parameters, ports, signal) {
    yield {stage: 'packet', state: 'running', text: ports.environment.places.packet};
    const result = makePacket(ports, {note: await noteOn(ports, signal)});
    if (!result.ok) {
      yield {stage: 'packet', state: 'failed', text: result.failure.problem};
      return {outcome: 'failed', facts: {}, failure: result.failure, attachments: []};
    }
    const {path, packet, failures} = result;
    yield {stage: 'packet', state: 'ok', text: path};
    const facts: JsonObject = {path, connectors: Object.keys(packet.connectors as JsonObject), failures};
    return {outcome: 'done', facts, attachments: [{name: 'stage_b_rehearsal_packet.json', mediaType: 'application/json', text: `${jsonDocument(packet)}\n`}]};
  },
};

/** Where doctrine fails somebody says what is wrong and what is done about it, before production rotations; without an answer the packet has no note. */
async function noteOn(ports: Ports, signal: AbortSignal): Promise<string | undefined> {
  const built = buildPacket(ports);
  if (!built.ok || built.failures.length === 0) return undefined;
  return (await ports.ask({...mayAsk, text: `Doctrine fails (${built.failures.length}). ${mayAsk.text} The packet keeps it.`}, signal))?.trim() || undefined;
}
