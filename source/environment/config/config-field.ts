import {isAlias, isMap, isScalar, isSeq, type Node} from 'yaml';
import {nearestWord} from '../../nearest-word.ts';
import type {ConfigTree} from './config-tree.ts';
import {memberPath} from './member-path.ts';
import type {Finding} from './config-problem.ts';

/** One value of the file: where it stands and what it is. Readers tell what is wrong and answer undefined. */
export type Field = {
  /** `environments.rehearsal.gateway`. */
  path: string;
  line: number;
  /** Null where a key has no value. */
  node: Node | null;
  file: {tree: ConfigTree; findings: Finding[]; /** Relative paths start here. */ folder: string};
};

/** Adds a problem with this field. An alias was told already, and what it stands for is unknown. */
export function wrong({path, line, node, file}: Field, message: string, expected: string, nearest?: string): undefined {
  if (isAlias(node)) return;
  file.findings.push({line, ...(path !== '' && {field: path}), message, expected, ...(nearest !== undefined && {nearest})});
}

/** What kind of value stands there, for problems that must not repeat it. */
export function kindOf({node}: Field): string {
  if (isMap(node)) return node.items.length === 0 ? 'an empty map' : 'a map';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  if (typeof node.value === 'string') return node.value === '' ? 'an empty text' : 'text';
  return typeof node.value === 'boolean' ? 'true or false' : 'a number';
}

/** The members of a map by their keys. Unknown and repeated keys are told; `undefined` where it is no map. */
export function membersOf(field: Field, known: readonly string[], expected: string): ReadonlyMap<string, Field> | undefined {
  const members = entriesOf(field, expected);
  if (!members) return undefined;
  for (const [key, member] of members) {
    if (known.includes(key)) continue;
    if (key === '<<') wrong(member, 'a merge key (<<)', 'the values themselves, written where they count');
    else wrong(member, 'unknown key', `one of ${known.join(', ')}`, nearestWord(key, known));
  }
  return members;
}

/** The same where the keys are names of the operator's own. */
export function entriesOf(field: Field, expected: string): ReadonlyMap<string, Field> | undefined {
  const {node, path, file} = field;
  if (!isMap<Node, Node | null>(node)) return wrong(field, kindOf(field), expected);
  const members = new Map<string, Field>();
  for (const {key, value} of node.items) {
    const line = file.tree.lineOf(key);
    const name = isScalar(key) ? key.value : undefined;
    // A list or map is known by the line of its key: its first item may be further down.
    const alone = isScalar(value) && value.value !== null;
    const member: Field = {path: memberPath(path, name), line: alone ? file.tree.lineOf(value) : line, node: value, file};
    if (typeof name !== 'string') wrong({...member, line}, 'a key that is no text', 'a word; a number or true is put in quotes');
    else if (members.has(name)) wrong({...member, line}, `written twice, first in line ${members.get(name)?.line ?? 0}`, 'each key once');
    else members.set(name, member);
  }
  return members;
}

/** The member of that name, or a problem at its parent. */
export function needed(parent: Field, members: ReadonlyMap<string, Field>, key: string, expected: string): Field | undefined {
  const member = members.get(key);
  return member ?? wrong({...parent, path: memberPath(parent.path, key)}, 'missing', expected);
}

/** Reads a member where it is there. */
export function optional<T>(members: ReadonlyMap<string, Field>, key: string, read: (field: Field) => T | undefined): T | undefined {
  const member = members.get(key);
  return member && read(member);
}
