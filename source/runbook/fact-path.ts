import {targets} from '../connector/services.ts';
import {editDistance, nearestWord} from '../nearest-word.ts';
import {fault, quoted} from './problem.ts';
import type {ActionSignature} from './schema.ts';

/**
 * What a proof looks at and its action never tells. A path is told that an action lists, that leads to such
 * ones, or that goes on behind `*` or with places in a list.
 */
export function verifyFact({name, facts = []}: Pick<ActionSignature, 'name' | 'facts'>, path: string): ReturnType<typeof fault> | undefined {
  const given = path.split('.');
  for (const fact of facts) {
    const parts = fact.split('.');
    const at = parts.indexOf(targets[0]);
    const connector = given[at];
    if (at === -1 || connector === undefined || !isSame(parts.slice(0, at), given.slice(0, at)) || isTarget(connector)) continue;
    const near = targets.find(id => id.includes(connector)) ?? nearestWord(connector, targets);
    return fault('unknown-fact', `${name} tells of no connector ${quoted(connector)}`, `one of ${targets.join(', ')}`, near);
  }
  const known = facts.flatMap(forEachConnector);
  if (known.length === 0 || known.some(fact => isToldBy(fact, path))) return undefined;
  const words = known.map(fact => fact.replace(/\.\*$/, ''));
  const meant = words.find(fact => isSlip(given, fact.split('.'))) ?? nearestWord(path, words);
  return fault('unknown-fact', `${name} tells no ${quoted(path)}`, `one of ${facts.join(', ')}`, meant);
}

function isToldBy(fact: string, path: string): boolean {
  const [, behind] = /^(.*)\.\*$/.exec(fact) ?? [];
  if (behind !== undefined && path.startsWith(`${behind}.`)) return true;
  const [list = ''] = path.split(/\.\d+(?:\.|$)/, 1);
  return fact === list || `${fact}.`.startsWith(`${path}.`);
}

/** One connector stands for all of them. */
function forEachConnector(fact: string): string[] {
  const [first] = targets;
  return fact.split('.').includes(first) ? targets.map(id => fact.replace(first, id)) : [fact];
}

function isTarget(word: string): boolean {
  return targets.some(id => id === word);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join('.') === other.join('.');
}

/** The same path but for one name, which is nearly that. */
function isSlip(given: readonly string[], fact: readonly string[]): boolean {
  if (given.length !== fact.length) return false;
  const [slip, ...others] = fact.flatMap((part, index) => (part === given[index] ? [] : [[part, given[index] ?? ''] as const]));
  if (slip === undefined || others.length > 0) return false;
  const most = Math.min(2, Math.floor(slip[0].length / 3));
  return editDistance(slip[1], slip[0], most) <= most;
}
