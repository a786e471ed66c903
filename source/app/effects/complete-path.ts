import {join, resolve} from 'node:path';
import {namesIn} from '../../file-door.ts';
import type {Completed} from '../state/effect.ts';

/** As a shell does it; what begins with a dot is left out until a dot is typed. `folder`: where a relative path begins. */
export function completePath(folder: string, typed: string): Completed {
  const begun = typed.slice(typed.lastIndexOf('/') + 1);
  const before = typed.slice(0, typed.length - begun.length);
  const reading = namesIn(resolve(folder, before === '' ? '.' : before));
  const names = reading.ok ? reading.names.filter(name => name.startsWith(begun) && (begun !== '' || !name.startsWith('.'))) : [];
  const [first, ...others] = names;
  if (first === undefined) return {text: typed, choices: []};
  if (others.length === 0) return {text: `${before}${first}${namesIn(resolve(folder, join(before, first))).ok ? '/' : ''}`, choices: [first]};
  return {text: `${before}${others.reduce(sharedStart, first)}`, choices: names};
}

/** In whole characters: half of one is no name. */
function sharedStart(one: string, other: string): string {
  const [these, those] = [[...one], [...other]];
  const differs = these.findIndex((character, index) => character !== those[index]);
  return differs === -1 ? one : these.slice(0, differs).join('');
}
