import {dirname, join} from 'node:path';
import {objectOrEmpty} from '../connector/plain-values.ts';
import {operatorApi} from '../connector/services.ts';
import {compareTelemetry, sampleNames, type ComparedSample} from '../connector/telemetry.ts';
import {mostOfOurs, readText} from '../file-door.ts';
import {objectIn, type Json, type JsonObject} from '../json.ts';
import {isAhead} from '../ledger/entry.ts';
import {readEntriesBack} from '../ledger/read-entries.ts';
import type {Action, Ports} from './action.ts';

/** The telemetry of the runbook beside what this session left behind, member by member. */
export const compareTelemetryAction: Action = {
  signature: {name: 'telemetry.compare', effect: 'reads', parameters: []},
  facts: {
    'handshake.verdict': 'same, different, not seen',
    'handshake.fields': 'what was compared',
    'heartbeat.verdict': 'the same words',
    'heartbeat.fields': 'the same',
    'drill.verdict': 'the same words',
    'drill.fields': 'the same',
    differences: 'how many',
  },
  async *run(_parameters, ports) {
    const {environment} = ports;
    const {differences, ...samples} = compareTelemetry(environment.mask().value(seenTelemetry(ports, ports.clock.now())));
    for (const name of sampleNames) {
      const {verdict} = samples[name];
      yield {stage: name, state: verdict === 'same' ? 'ok' : verdict === 'different' ? 'failed' : 'skipped', text: sentence(samples[name])};
    }
    const facts: JsonObject = {...Object.fromEntries(sampleNames.map(name => [name, sampleDocument(samples[name])])), differences};
    return {outcome: 'done', facts, attachments: []};
  },
};

/**
 * What the newest smoke run of this session recorded, and the newest line of operator_api in the
 * ledger that is not ahead of now. A heartbeat that only the receipt tells of counts too. What cannot be read was not seen.
 */
export function seenTelemetry({environment, earlier: {receipt}}: Pick<Ports, 'environment' | 'earlier'>, now: number): {handshake?: Json; heartbeat?: Json; drill?: Json} {
  const records = receipt === undefined ? [] : recordsIn(join(dirname(receipt), 'telemetry.jsonl'));
  const last = (event: string): JsonObject | undefined => records.findLast(record => record.event === event);
  const handshake = last('mcp.handshake');
  const heartbeat = last('mcp.heartbeat')?.payload ?? (receipt === undefined ? undefined : objectOrEmpty(objectIn(textOf(receipt))?.heartbeat).payload);
  const drill = newestDrill(environment.places.ledger, now);
  return {...(handshake !== undefined && {handshake}), ...(heartbeat !== undefined && {heartbeat}), ...(drill !== undefined && {drill})};
}

function recordsIn(path: string): JsonObject[] {
  return textOf(path).split('\n').map(objectIn).filter(record => record !== undefined);
}

function textOf(path: string): string {
  const reading = readText(path, {most: mostOfOurs, whose: 'mine'});
  // Then nothing was seen.
  return reading.ok ? reading.text : '';
}

function newestDrill(ledger: string, now: number): JsonObject | undefined {
  let drill: JsonObject | undefined;
  readEntriesBack(ledger, line => {
    if (line.kind === 'entry' && line.entry.connectorId === operatorApi.id && !isAhead(line.entry, now)) drill = line.entry.raw;
    return drill !== undefined;
  });
  return drill;
}

function sentence({verdict, fields}: ComparedSample): string {
  if (verdict !== 'different') return verdict;
  const wrong = fields.filter(field => field.verdict === 'different' || field.verdict === 'missing');
  return wrong.map(({name, expected, seen, why, verdict: how}) => (how === 'missing' ? `${name} is missing` : `${name} is ${JSON.stringify(seen)}, ${why ?? `expected ${JSON.stringify(expected)}`}`)).join('; ');
}

function sampleDocument({verdict, fields}: ComparedSample): JsonObject {
  return {verdict, fields: fields.map(field => ({...field}))};
}
