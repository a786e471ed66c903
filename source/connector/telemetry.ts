import {isJsonObject, type Json, type JsonObject} from '../json.ts';
import {parseTimestamp} from '../time.ts';
import {operatorApi, rotationWindowHours, stageContext} from './services.ts';

export type FieldVerdict = 'same' | 'differs as it may' | 'different' | 'missing' | 'extra';

/** One member of a sample beside what was seen. Null stands where there is nothing. */
export type ComparedField = {
  name: string;
  expected: Json;
  seen: Json;
  verdict: FieldVerdict;
  /** Why it may differ, or what it should have been; null where there is nothing to say. */
  why: string | null;
};

export type ComparedSample = {verdict: 'same' | 'different' | 'not seen'; fields: ComparedField[]};

export const sampleNames = ['handshake', 'heartbeat', 'drill'] as const;

export type SampleName = (typeof sampleNames)[number];

export type TelemetryComparison = Record<SampleName, ComparedSample> & {
  /** Members of seen samples that are different or missing. */
  differences: number;
};

/** The telemetry of a healthy adapter, as the original runbook prints it ("Sample Stage B Telemetry"). */
export const telemetrySamples: Readonly<Record<SampleName, JsonObject>> = {
  handshake: {level: 'INFO', event: 'mcp.handshake', stage: 'B', session_id: 'op-6f1c', accepted_contexts: [stageContext]},
  heartbeat: {
    event: 'stage-b-smoke',
    chakra: 'neo',
    cycle_count: 0,
    context: stageContext,
    credential_expiry: '2025-01-18T22:00:00Z',
    emitted_at: '2025-01-17T22:00:05Z',
  },
  drill: {connector_id: 'operator_api', rotated_at: '2025-01-17T22:00:06Z', window_hours: rotationWindowHours},
};

/** A member that is another one in each run: what it must look like, and why it differs. */
type Form = {fits(value: Json): boolean; must: string; why: string};

const time: Form = {
  fits: value => typeof value === 'string' && parseTimestamp(value) !== undefined,
  must: 'an ISO-8601 timestamp',
  why: 'the time of this run',
};

const forms: Readonly<Record<SampleName, Readonly<Record<string, Form>>>> = {
  handshake: {
    session_id: {fits: value => typeof value === 'string' && value !== '', must: 'a text that is not empty', why: 'each session has an id of its own'},
    accepted_contexts: {
      fits: value => Array.isArray(value) && value.includes(stageContext),
      must: `a list with ${stageContext}`,
      why: 'a gateway may know more contexts',
    },
  },
  heartbeat: {
    // The sample is the template's; a connector says its own (protocol notes, sections 2 and 17).
    chakra: {fits: value => value === operatorApi.chakra, must: `neo, or ${operatorApi.chakra} from operator_api`, why: 'the sample is the template\'s, this one operator_api\'s'},
    cycle_count: {fits: value => Number.isSafeInteger(value) && Number(value) >= 0, must: 'a whole number from 0', why: 'counts the cycles since start'},
    credential_expiry: time,
    emitted_at: time,
  },
  drill: {rotated_at: time},
};

/**
 * The three expected samples member by member beside what was seen. What is another one in each run
 * by its nature (ids, times) is judged by its form; members beyond the sample are listed and do not
 * count against it.
 */
export function compareTelemetry(seen: Partial<Record<SampleName, Json>>): TelemetryComparison {
  const [handshake, heartbeat, drill] = sampleNames.map(name => compareSample(name, seen[name])) as [ComparedSample, ComparedSample, ComparedSample];
  const differences = [handshake, heartbeat, drill].filter(({verdict}) => verdict !== 'not seen').flatMap(({fields}) => fields.filter(isDifference)).length;
  return {handshake, heartbeat, drill, differences};
}

function compareSample(name: SampleName, seen: Json | undefined): ComparedSample {
  const members = isJsonObject(seen) ? seen : {};
  const sample = telemetrySamples[name];
  const expected = Object.entries(sample).map(([member, value]) => compareField(member, value, members[member], forms[name][member]));
  const extra = Object.entries(members)
    .filter(([member]) => !Object.hasOwn(sample, member))
    .map(([member, value]): ComparedField => ({name: member, expected: null, seen: value, verdict: 'extra', why: null}));
  const fields = [...expected, ...extra];
  if (seen === undefined) return {verdict: 'not seen', fields};
  return {verdict: fields.some(isDifference) ? 'different' : 'same', fields};
}

function compareField(name: string, expected: Json, seen: Json | undefined, form: Form | undefined): ComparedField {
  if (seen === undefined) return {name, expected, seen: null, verdict: 'missing', why: null};
  if (JSON.stringify(seen) === JSON.stringify(expected)) return {name, expected, seen, verdict: 'same', why: null};
  if (form?.fits(seen)) return {name, expected, seen, verdict: 'differs as it may', why: form.why};
  return {name, expected, seen, verdict: 'different', why: form ? `must be ${form.must}` : null};
}

function isDifference({verdict}: ComparedField): boolean {
  return verdict === 'different' || verdict === 'missing';
}
