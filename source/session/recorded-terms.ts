import {hash} from 'node:crypto';
import type {Environment, Given, Setting} from '../environment/environment.ts';
import {fingerprintWith} from '../environment/fingerprint.ts';
import {toggleRows} from '../environment/toggle-table.ts';
import {clip} from '../journal/clip.ts';
import type {Body} from '../journal/event.ts';
import {jsonLine} from '../json.ts';
import {isSecretName} from '../secret-places.ts';
import {viaText} from '../proxy.ts';

export type RecordedEnvironment = Body<'session.opened'>['environment'];

/** Bytes of one row besides its value, and of all rows together, in a line of the journal. */
const frame = 64;
const mostTogether = 900;

/** Of the shell's variables: rows for those in the open, and for secrets; what is beyond stands in the last one. */
const mostGiven = 3;
const longestName = 32;
const longestFingerprint = 'fingerprint 01234567'.length;

/** The environment as a line of the journal names it: long values are cut, and known again by their digest. */
export function recordedEnvironment(environment: Environment): RecordedEnvironment {
  const {terms: {file, settings, given}, people} = environment;
  const mask = environment.mask();
  // Masked before it is cut: a cut through a token would leave a piece that no mask knows.
  const fit = (text: string, bytes: number): string => clip(mask.text(text), bytes);
  const {open = [], secret = []} = Object.groupBy(given().filter(({ofWalk}) => ofWalk), ({name}) => (isSecretName(name) ? 'secret' : 'open'));
  const gateway = environment.gateway();
  const via = viaText(gateway.proxy);
  const all: Setting[] = [{name: 'approval', value: people.approvers ? `two people, by ${people.approvers.join(' or ')}` : people.approval}, ...settings];
  const shell = [...fewer(open, 'others'), ...fewer(secret, 'other secrets')];
  const share = Math.max(12, Math.floor(mostTogether / (all.length + shell.length)) - frame);
  return {
    name: environment.name,
    gateway: fit(gateway.url, 200),
    gateway_source: gateway.source.label,
    ...(via !== undefined && {proxy: fit(via, 100)}),
    // Where no file describes it, class and gateway decide, and those are told anyway.
    ...(file && {
      file: fit(file.path, 160),
      file_sha256: file.sha256,
      settings: all.map(({name, value}) => ({name, value: fit(value, share), mark: markOf(mask.text(value))})),
      given: shell.map(({name, found, key}) => ({
        name,
        found: found === null ? null : fit(found, Math.max(share, longestFingerprint)),
        mark: markOf(jsonLine(found === null ? null : mask.text(found))),
        ...(key !== undefined && {key}),
      })),
    }),
  };
}

function markOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 12);
}

/**
 * A row for each while they are few, else one for all the others. Secrets apart, since their fingerprints can be compared by
 * one key alone; by their names, so that the rows are the same whichever of them are set.
 */
function fewer(given: readonly Given[], others: string): readonly Given[] {
  const alone = given.filter(({name}) => name.length <= longestName).slice(0, given.length > mostGiven ? mostGiven - 1 : mostGiven);
  const rest = given.filter(one => !alone.includes(one));
  const key = rest.find(one => one.key !== undefined)?.key;
  return rest.length === 0 ? alone : [...alone, {name: others, found: jsonLine(rest.map(one => [one.name, one.found])), ...(key !== undefined && {key}), ofWalk: true}];
}

/** The toggles as they read now, and what decides about the heartbeat. */
export function recordedToggles(environment: Environment): Body<'session.opened'>['toggles'] {
  const {noHeartbeat, toggles, places} = environment;
  const mask = environment.mask();
  const rows = toggleRows(toggles, fingerprintWith(places.fingerprintKey)).filter(({verdict}) => verdict !== 'not set');
  return [...(noHeartbeat === undefined ? [] : [{name: 'heartbeat', found: 'skip', source: noHeartbeat}]), ...rows]
    .slice(0, 8)
    .map(({name, found, source}) => ({name, found: found === null ? null : clip(mask.text(found), 60), source}));
}

/**
 * What decides otherwise than it did, one sentence each; what is not known of an older journal is not compared. `said`: what
 * the file says, unmasked, since an earlier version may have masked less of it.
 */
export function changedTerms(before: RecordedEnvironment, now: RecordedEnvironment, said: readonly Setting[] = []): string[] {
  const gateway = before.gateway === now.gateway ? [] : [`the gateway was ${before.gateway}, and is ${now.gateway} now`];
  const [way, newWay] = [before, now].map(({proxy}) => proxy ?? 'direct');
  const proxy = way === newWay ? [] : [`the way to the gateway was ${way}, and is ${newWay} now`];
  const names = before.settings ? [...new Set([...before.settings, ...(now.settings ?? [])].map(({name}) => name))] : [];
  const told = names.flatMap(name => {
    const [old, fresh] = [before, now].map(({settings}) => settings?.find(setting => setting.name === name));
    if (old?.mark === fresh?.mark || said.some(setting => setting.name === name && markOf(setting.value) === old?.mark)) return [];
    if (!old || !fresh) return [old ? `${name} was ${old.value}, and nobody says it now` : `${name} is ${fresh?.value ?? ''} now, and nobody said it before`];
    return [`${name} was ${old.value}, and is ${old.value === fresh.value ? 'another one' : fresh.value} now`];
  });
  return [...gateway, ...proxy, ...told, ...changedVariables(before, now)];
}

/** The same of the variables that commands get from the shell. One that is on one side alone is told by what names it in the file. */
export function changedVariables(before: RecordedEnvironment, now: RecordedEnvironment): string[] {
  return (before.given ?? []).flatMap(old => {
    const fresh = now.given?.find(({name}) => name === old.name);
    // Fingerprints that two consoles make with keys of their own say nothing of each other.
    const cannotTell = old.key !== undefined && fresh?.key !== undefined && old.key !== fresh.key;
    if (fresh === undefined || old.mark === fresh.mark || cannotTell) return [];
    return [`${old.name} of the shell was ${saidOf(old.found)}, and is ${old.found === fresh.found ? 'another one' : saidOf(fresh.found)} now`];
  });
}

function saidOf(found: string | null): string {
  return found === null ? 'not set' : found === '' ? 'empty' : found;
}

/** What changed in the file without deciding anything otherwise; undefined where it is the same file. */
export function editedFile(before: RecordedEnvironment, now: RecordedEnvironment): string | undefined {
  if (before.file_sha256 === undefined || now.file_sha256 === undefined) return undefined;
  if (before.file !== now.file) return `the environment is described by ${now.file ?? ''} now, before by ${before.file ?? ''}`;
  return before.file_sha256 === now.file_sha256 ? undefined : `${now.file ?? ''} was edited since; what it says of this environment is as it was`;
}
