import * as z from 'zod/mini';
import {display} from '../display.ts';
import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';

/** What every generation of receipts tells; the optional parts came with later ones. */
export type Receipt = {
  targets: string[];
  /** Undefined where the receipt carries none. */
  session: JsonObject | undefined;
  doctrineOk: boolean;
  doctrineFailures: string[];
  /** Ours; none where another program wrote it. */
  findings: string[];
  acceptedContexts: Json[];
  gateway?: string;
  heartbeat?: {payload: JsonObject; credentialExpiry: Json};
  /** Connector id to ledger entry. */
  rotationLedger?: Record<string, JsonObject>;
};

export type ReadReceipt = {ok: true; receipt: Receipt} | {ok: false; problems: string[]};

const objectForm = z.custom<JsonObject>(isJsonObject, {error: 'expected an object'});

const anything = z.custom<Json>(() => true);

const text = z.string({error: 'expected a text'});
const notObject = {error: 'expected an object'};
const notList = {error: 'expected a list'};

const serviceForm = z.looseObject(
  {
    session: z.optional(z.nullable(objectForm)),
    accepted_contexts: z.optional(z.nullable(z.array(anything, notList))),
  },
  notObject,
);

const receiptForm = z.looseObject(
  {
    stage: z.literal('B', {error: 'expected "B"'}),
    targets: z.array(text, notList),
    services: z.looseObject({operator_api: serviceForm}, notObject),
    endpoints: z.optional(z.looseObject({gateway: text}, notObject)),
    heartbeat: z.optional(z.looseObject({payload: objectForm, credential_expiry: z.optional(anything)}, notObject)),
    rotation_ledger: z.optional(z.record(z.string(), objectForm, notObject)),
    doctrine_ok: z.boolean({error: 'expected true or false'}),
    doctrine_failures: z.array(text, notList),
    findings: z.optional(z.array(text, notList)),
  },
  notObject,
);

/**
 * Reads a smoke document of any generation; unknown members are passed over, all problems are told
 * at once. The gateway's own answers inside are not judged again.
 */
export function readReceipt(value: Json): ReadReceipt {
  const parsed = receiptForm.safeParse(value);
  if (!parsed.success) return {ok: false, problems: parsed.error.issues.map(problemText)};
  const {targets, services, endpoints, heartbeat, rotation_ledger, doctrine_ok, doctrine_failures, findings} = parsed.data;
  const {session, accepted_contexts} = services.operator_api;
  return {
    ok: true,
    receipt: {
      targets,
      session: session ?? undefined,
      doctrineOk: doctrine_ok,
      doctrineFailures: doctrine_failures,
      findings: findings ?? [],
      acceptedContexts: accepted_contexts ?? [],
      ...(endpoints && {gateway: endpoints.gateway}),
      ...(heartbeat && {
        heartbeat: {payload: heartbeat.payload, credentialExpiry: heartbeat.credential_expiry ?? null},
      }),
      ...(rotation_ledger && {rotationLedger: rotation_ledger}),
    },
  };
}

function problemText({path, message}: {path: PropertyKey[]; message: string}): string {
  return `${display(path.join('.')) || 'the document'}: ${message}`;
}

