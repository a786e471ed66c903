import {isJsonObject, type JsonObject} from '../json.ts';
import {describe, valueAt} from '../runbook/proof.ts';
import type {Step, Subject} from '../runbook/schema.ts';
import type {ChangedLine} from '../runbook/changed-lines.ts';
import {formatElapsed, second} from '../time.ts';
import type {ProofRecord} from './prove.ts';

/** What a step came to in another walk. */
export type LastStep = {
  milliseconds: number;
  proofs: readonly ProofRecord[];
  /** What else its action found, by the path of the fact. */
  facts: Readonly<Record<string, string>>;
};

/** The last walk of a runbook that was completed in an environment; of its steps those that went well. */
export type LastWalk = {session: string; operator: string; /** When it was closed. */ at: string; steps: Readonly<Record<string, LastStep>>};

/** What earlier walks of this runbook say to whoever walks it today. */
export type EarlierWalks = {
  last: LastWalk | undefined;
  /** Newer than these are walks that cannot be read, one sentence each: what is shown may not be the last. */
  unread: readonly string[];
  /** How the page differs from what this operator walked last, and when that was; undefined where it does not. */
  page: {at: string; changes: readonly ChangedLine[]} | undefined;
};

/** A step of today; facts only where it ran in this program. */
export type Today = {milliseconds: number; proofs: readonly ProofRecord[]; facts?: JsonObject | undefined};

/** `then`: of the last time; left out where nothing is compared. `isOther`: to be looked at. */
export type Compared = {text: string; then?: string; isOther: boolean};

/** Characters of one value that can be compared at a glance. */
const longest = 40;

/** Times, names made of them, and where practice listens are others in each walk, and say nothing. */
const passing = /^\d{4}-\d\d-\d\d[T ]|^\d{8}T\d{6}Z|^https?:\/\/127\.0\.0\.1:\d+$/;

/** What of a step's result two walks can be compared by: single values, and how many where there are several. */
export function comparableFacts(facts: JsonObject, paths: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of paths.flatMap(one => placesOf(facts, one))) {
    const value = valueAt(facts, path);
    if (value === undefined || value === null || value === '' || isJsonObject(value)) continue;
    if (typeof value === 'string' && value.length > longest) continue;
    found[path] = describe(value);
  }
  return found;
}

/** `toggles.*` is each of its members. */
function placesOf(facts: JsonObject, path: string): string[] {
  if (!path.endsWith('.*')) return [path];
  const parent = path.slice(0, -2);
  const members = valueAt(facts, parent);
  return isJsonObject(members) ? Object.keys(members).map(name => `${parent}.${name}`) : [];
}

/**
 * How long a step took and what it found, beside the last good walk: first what is other than it was, then
 * what is as it was. What has no room is counted; `fits` says whether all of it has.
 */
export function besideLast(step: Step, today: Today, {at, operator, ...walk}: LastWalk, fits: (told: readonly Compared[]) => boolean): Compared[] {
  const last = walk.steps[step.id];
  if (!last) return [];
  const found = findings(step, today, last);
  // What only a person did, in no time, has nothing beside it.
  if (found.length === 0 && Math.max(today.milliseconds, last.milliseconds) < second) return [];
  const time = took(today.milliseconds, last.milliseconds);
  const told = found.map(({name, now, then}): Compared => ({text: `${name} ${now}`, then, isOther: now !== then}));
  const others = [time, ...told].filter(({isOther}) => isOther);
  const near = time.isOther || time.then === undefined ? [] : [time];
  const same = [...(time.then === undefined ? [time] : []), ...told.filter(({isOther}) => !isOther)].map(({text}) => text);
  const when: Compared = {text: `last time was ${at.slice(0, 10)}${operator.length > longest ? '' : `, ${operator}`}`, isOther: false};
  const tellings = Array.from({length: others.length + 1}, (_, left) => [[when], []].flatMap(end => [3, 2, 1, 0].map((names): Compared[] =>
    [...others.slice(0, others.length - left), ...(left > 0 ? [moreDiffer(left)] : []), ...near, ...asBefore(same, names), ...end]))).flat();
  return tellings.find(fits) ?? tellings.at(-1) ?? [];
}

const moreDiffer = (count: number): Compared => ({text: `${count} more ${count === 1 ? 'differs' : 'differ'}`, isOther: true});

/** `session op-6f1c, heartbeat ok true and 3 more, as last time`. */
function asBefore(same: readonly string[], most: number): Compared[] {
  const names = same.slice(0, most).join(', ');
  const rest = same.length - most;
  const told = rest <= 0 ? names : most === 0 ? `${rest} more` : `${names} and ${rest} more`;
  return same.length === 0 ? [] : [{text: `${told}, as last time`, isOther: false}];
}

/** `took 42 ms, last time 40 ms`. */
export function comparedText({text, then}: Compared): string {
  return then === undefined ? text : `${text}, last time ${then}`;
}

/** No two runs take the same time; so much longer or shorter is worth a look. */
function took(now: number, then: number): Compared {
  const [text, before] = [formatElapsed(now), formatElapsed(then)];
  return {text: `took ${text}`, ...(before !== text && {then: before}), isOther: Math.abs(now - then) > second && Math.max(now, then) > 2 * Math.min(now, then)};
}

type Finding = {name: string; now: string; then: string};

/** What the proofs looked at comes first: it is what the page asks for. What was only said is no finding. */
function findings(step: Step, today: Today, last: LastStep): Finding[] {
  const found = new Map<string, Finding>();
  for (const [index, proof] of step.proofs.entries()) {
    // As it was recorded, which may be shorter than the page's.
    const shown = today.proofs[index];
    const [now, then] = [seen(shown), seen(last.proofs.find(({text}) => text === shown?.text))];
    if (proof.kind !== 'observed' || now === undefined || then === undefined) continue;
    const name = nameOf(proof.subject);
    found.set(name, {name, now, then});
  }
  for (const [path, then] of Object.entries(last.facts)) {
    const [name, value] = [words(path), valueAt(today.facts ?? {}, path)];
    if (value !== undefined && !found.has(name)) found.set(name, {name, now: short(describe(value)), then: short(then)});
  }
  return [...found.values()].filter(({now, then}) => !passing.test(now) || !passing.test(then));
}

/** What the proofs of a step looked at and found, in few words: `session op-6f1c`, `heartbeat ok true`. Safe as the record is. */
export function foundWords({action, proofs}: Step, records: readonly ProofRecord[]): string[] {
  return proofs.flatMap((proof, index): string[] => {
    const record = records[index];
    const found = record?.state === 'not looked at' ? undefined : seen(record);
    if (proof.kind !== 'observed' || found === undefined || found.length > longest || passing.test(found)) return [];
    const {subject} = proof;
    // The one value of an action is called as the action is.
    return [`${nameOf(subject.action || subject.path !== undefined || !action ? subject : {action})} ${found}`];
  });
}

function seen(proof: ProofRecord | undefined): string | undefined {
  if (!proof || proof.state === 'stated' || proof.state === 'not stated') return undefined;
  return proof.state === 'not looked at' ? 'not looked at' : short(proof.found);
}

/** `session`, `route.probe`, `ledger.growth restore entries`. */
function nameOf({action, path}: Subject): string {
  return [...(action ? [action.name, ...action.parameters] : []), ...(path === undefined ? (action ? [] : ['value']) : [words(path)])].join(' ');
}

/** `session.id` is the session; names of variables and connectors stay as they are. */
function words(path: string): string {
  return path.replace(/\.id$/, '').replaceAll('.', ' ');
}

/** A count needs no word for what its name says. */
function short(found: string): string {
  return found.replace(/^(\d+) items?$/, '$1');
}
