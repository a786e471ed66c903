import type {JsonObject} from '../json.ts';
import type {Gateway} from './client.ts';
import type {Deadline} from './limits.ts';
import type {GatewayOutcome} from './outcome.ts';

export type HeartbeatRequest = {
  gateway: Gateway;
  /** Prepared and validated. */
  payload: JsonObject;
  signal?: AbortSignal | undefined;
  /** What is left of the run, see `runLimit`. */
  deadline?: Deadline | undefined;
};

/**
 * One heartbeat (protocol notes, section 7): no retry, any status outside 200..299 is an error
 * answer, the answer's body is never read.
 */
export function sendHeartbeat({gateway, payload, signal, deadline}: HeartbeatRequest): Promise<GatewayOutcome> {
  return gateway.post('/heartbeat', payload, {readBody: false, signal, deadline});
}
