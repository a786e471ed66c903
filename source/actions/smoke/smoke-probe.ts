import {join} from 'node:path';
import {mostOfOurs, namesIn, readText} from '../../file-door.ts';
import {objectIn} from '../../json.ts';
import {growthSince, type Growth} from '../../ledger/growth.ts';
import {compactTimestamp, parseTimestamp} from '../../time.ts';
import type {Ports, Started} from '../action.ts';

/** What a smoke run that has no outcome left behind: ledger lines, run folders, what they recorded as sent. */
export async function probeSmoke({environment, clock}: Ports, started: Started): Promise<string[]> {
  const {ledger, archive} = environment.places;
  return [ledgerGain(growthSince(ledger, started.ledgerBytes, clock.now()), started.ledgerBytes), ...runFolders(archive, started.at)];
}

function ledgerGain(growth: Growth, from: number): string {
  switch (growth.kind) {
    case 'unreadable':
      return `The ledger cannot be read: ${growth.reason}.`;
    case 'shorter':
      return `The ledger has ${growth.size} bytes and had ${from} when the step began: somebody cut it.`;
    case 'grown': {
      const gained = [...growth.entries.map(({connectorId}) => connectorId), ...Array<string>(growth.malformed).fill('a malformed line'), ...growth.ahead.map(({connectorId}) => `${connectorId} ahead of now, as the live service writes`)];
      return gained.length === 0
        ? 'The ledger gained no line since the step began.'
        : `The ledger gained ${gained.length} ${gained.length === 1 ? 'line' : 'lines'} since the step began: ${gained.join(', ')}.`;
    }
  }
}

function runFolders(archive: string, at: string): string[] {
  const since = compactTimestamp(parseTimestamp(at) ?? 0);
  const reading = namesIn(archive);
  if (!reading.ok && !reading.missing) return [`Whether a run folder was made cannot be read: ${archive}: ${reading.reason}.`];
  const runs = reading.ok ? reading.names.filter(name => name >= since) : [];
  if (runs.length === 0) return ['No run folder was made: nothing was sent.'];
  return runs.map(run => `Run ${run}: ${recorded(join(archive, run, 'telemetry.jsonl'))}.`);
}

/** Each record is on disk before the next thing is done, so the last one says how far it came at least. */
function recorded(telemetry: string): string {
  const reading = readText(telemetry, {most: mostOfOurs, whose: 'mine'});
  if (!reading.ok && !reading.missing) return `what it recorded cannot be read (${reading.reason}); a handshake may have been sent`;
  const lines = reading.ok ? reading.text.split('\n').filter(line => line !== '') : [];
  const events = lines.map(line => {
    const event = objectIn(line)?.event;
    return typeof event === 'string' ? event : 'a torn line';
  });
  return events.length === 0 ? 'it recorded nothing; a handshake may have been sent' : `it recorded ${events.join(', ')}`;
}
