import {basename} from 'node:path';
import type {Trouble} from '../../errors.ts';
import {Secret} from '../../secret.ts';
import {doubtsAbout, doubtTrouble} from './dotenv-doubt.ts';
import {lastOf, readDotenv} from './dotenv.ts';
import {editDotenv, type DotenvEdit} from './dotenv-edit.ts';
import {replaceStoreFile} from './replace-file.ts';
import {changeTrouble, readStoreFile, type StoreFile} from './store-file.ts';
import {held, staleness, type Store, type StoreTerms, type StoreValue} from './toggle-store.ts';
import {handOver} from './token-hand-over.ts';

/** Toggles in a dotenv file, edited in place. */
export function dotenvStore(file: string, shown: string, {basis, tell, now}: Pick<StoreTerms, 'basis' | 'tell' | 'now'>): Store {
  const read = () => readStoreFile(file, shown);
  return {
    label: shown,
    look: async name => {
      const reading = read();
      if (!reading.ok) return reading;
      const {text} = reading.found;
      const doubt = dotenvTrouble(text, name, shown);
      return doubt ? {ok: false, ...doubt} : {ok: true, ...held(name, lastOf(readDotenv(text), name)?.value), basis: basis(text)};
    },
    plan: async (name, value) => {
      const reading = read();
      if (!reading.ok) return reading;
      const {text} = reading.found;
      const edit = editWith(text, name, value);
      if (!edit.ok) return {ok: false, problem: `${shown} cannot be edited: ${edit.problem}`, next: edit.next};
      const trouble = changeTrouble(reading.found, shown, {keepsOld: true});
      if (trouble) return {ok: false, ...trouble};
      const was = lastOf(readDotenv(text), name);
      const does = value instanceof Secret ? tokenEdit(name, edit) : textEdit(name, edit, was && text.slice(was.from, was.to), tell);
      return {
        ok: true,
        from: tell(held(name, was?.value).value),
        where: `${shown}, line ${edit.line}${edit.isNew ? ' (new)' : ''}`,
        does: [`in ${shown}${otherNames(reading.found)}, ${does}`],
        basis: basis(text),
      };
    },
    write: async (name, value, planned, {report}) => {
      const reading = read();
      if (!reading.ok) return {outcome: 'failed', problem: `${reading.problem}; nothing was changed`, next: reading.next};
      const {found} = reading;
      if (basis(found.text) !== planned) return staleness(shown);
      const edit = editWith(found.text, name, value);
      if (!edit.ok) return {outcome: 'failed', problem: `${shown} cannot be edited: ${edit.problem}`, next: edit.next};
      if (edit.text === found.text) {
        report({stage: 'edit', state: 'ok', text: `${shown} says so already`});
        return {outcome: 'done'};
      }
      const replaced = replaceStoreFile(found, edit.text, {shown, keepOldAt: now()});
      if (!replaced.ok) {
        report({stage: 'edit', state: 'failed', text: replaced.problem});
        return {outcome: replaced.changed ? 'unknown' : 'failed', problem: replaced.problem, next: replaced.next};
      }
      report({stage: 'edit', state: 'ok', text: `${shown}, line ${edit.line} was changed; the old copy is ${basename(replaced.old ?? '')} beside it`});
      return {outcome: 'done'};
    },
  };
}

/** What else is changed with it. */
function otherNames({names}: StoreFile): string {
  return names > 1 ? ` (a file with ${names} names, hard links, which all change with it)` : '';
}

/** Why nobody can say what a file sets a variable to: its readers see different values. */
export function dotenvTrouble(text: string, name: string, shown: string): Trouble | undefined {
  const doubt = doubtsAbout(text, name).find(({decides}) => decides);
  if (!doubt) return undefined;
  const {problem, next} = doubtTrouble(name, doubt);
  return {problem: `${shown} does not say one thing to everybody who reads it: ${problem}`, next};
}

type Edited = DotenvEdit & {ok: true};

function tokenEdit(name: string, {line, isNew}: Edited): string {
  return `line ${line}: ${isNew ? 'add ' : ''}${name}= with the new token behind it`;
}

/** `was` is how the value is written now. */
function textEdit(name: string, {line, spelling}: Edited, was: string | undefined, tell: StoreTerms['tell']): string {
  const before = was === undefined ? `add line ${line}:` : `line ${line}: ${name}=${tell(was)} becomes`;
  const mark = /^['"]/.test(spelling) ? ' (docker run --env-file would take the quotation marks as part of the value)' : '';
  return `${before} ${name}=${tell(spelling)}${mark}`;
}

function editWith(text: string, name: string, value: StoreValue): DotenvEdit {
  return value instanceof Secret ? handOver(value, plain => editDotenv(text, name, plain)) : editDotenv(text, name, value);
}
