import type {Json} from '../json.ts';

/**
 * How a request to the gateway can end (design, section 10): a closed list. Every sentence is ours,
 * names the host, holds outside text only in its visible form, and never a secret.
 */
export type GatewayOutcome = {
  /** From the call to its end, whole milliseconds of the monotonic clock. */
  milliseconds: number;
} & (
  | {
      /** Nothing of the request left this machine: no name, no connection, no trusted certificate, no time. */
      kind: 'not sent';
      reason: string;
      /** Present when somebody stopped it. */
      cancelled?: true;
    }
  | {
      /** We refused it ourselves: it could not be written as JSON. */
      kind: 'refused before sending';
      reason: string;
    }
  | {
      /** Unknown: bytes may have arrived and the gateway may have acted on them. */
      kind: 'sent, no answer';
      reason: string;
      cancelled?: true;
    }
  | {
      /** Something came back that is not an answer we take: not HTTP, cut off, too long, not strict JSON. */
      kind: 'bad answer';
      reason: string;
      /** Absent where not even the status could be read. */
      status?: number;
    }
  | {
      /** A status outside 200..299, redirects included. */
      kind: 'error answer';
      reason: string;
      status: number;
      /** Beginning of the answer's body, raw text with secrets masked; absent where the body was not read. */
      excerpt?: string;
    }
  | {
      kind: 'ok';
      status: number;
      /** Undefined where the body was not read. */
      body: Json | undefined;
    }
);

export type OutcomeKind = GatewayOutcome['kind'];

/** `Omit` that keeps a union a union. */
type WithoutTime<T> = T extends unknown ? Omit<T, 'milliseconds'> : never;

/** An outcome before its duration is measured. */
export type Ending = WithoutTime<GatewayOutcome>;

/** Whether somebody can connect to the gateway; nothing is sent to find out. */
export type Reachability = {milliseconds: number} & (
  | {kind: 'reachable'; /** IP address and port that answered, as `127.0.0.1:8001` or `[::1]:8001`. */ address: string}
  | {kind: 'unreachable'; reason: string; cancelled?: true}
);
