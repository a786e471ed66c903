import {isUtf8} from 'node:buffer';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {display} from '../display.ts';
import {causeOf} from '../errors.ts';
import {packageFolder} from '../package-folder.ts';
import {parseRunbook} from './document.ts';
import {problemText} from './problem.ts';
import {nearestWord} from './suggest.ts';
import {idForm, type ActionSignature, type Runbook} from './schema.ts';

export type LoadedRunbook =
  /** `sha256` is of the file's bytes: a session pins the text it was walked by. */
  | {ok: true; id: string; runbook: Runbook; /** As read from the file. */ text: string; sha256: string}
  | {ok: false; id: string; problems: string[]};

const folder = (): string => join(packageFolder(), 'runbooks');

/** Every runbook that ships with us, in the order of their names, whether or not it can be walked. */
export function listRunbooks(actions: ReadonlyMap<string, ActionSignature>): LoadedRunbook[] {
  return readdirSync(folder())
    .filter(name => name.endsWith('.md') && !name.endsWith('.scenarios.md'))
    .sort()
    .map(name => loadRunbook(name.slice(0, -'.md'.length), actions));
}

function missing(id: string): string {
  const known = readdirSync(folder()).flatMap(name => (name.endsWith('.md') ? [name.slice(0, -'.md'.length)] : []));
  const near = nearestWord(id, known);
  return `there is no runbook ${id}; known: ${known.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** One runbook by its id, which is also its file's name. */
export function loadRunbook(id: string, actions: ReadonlyMap<string, ActionSignature>): LoadedRunbook {
  const file = `runbooks/${id}.md`;
  if (!idForm.test(id)) return {ok: false, id, problems: [`${display(id)} is no runbook id; expected the name of a file in runbooks/ without .md`]};
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder(), `${id}.md`));
  } catch (error) {
    return {ok: false, id, problems: [causeOf(error) === 'ENOENT' ? missing(id) : `${file}: ${causeOf(error)}`]};
  }
  if (!isUtf8(bytes)) return {ok: false, id, problems: [`${file}: not UTF-8 text`]};
  const text = bytes.toString('utf8');
  const read = parseRunbook(text, {file, actions});
  if (!read.ok) return {ok: false, id, problems: read.problems.map(problemText)};
  if (read.runbook.id !== id) {
    return {ok: false, id, problems: [`${file}: its id is ${read.runbook.id}; expected the file's name, ${id}`]};
  }
  return {ok: true, id, runbook: read.runbook, text, sha256: createHash('sha256').update(bytes).digest('hex')};
}
