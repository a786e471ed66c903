import {usage} from '../usage.ts';
import type {Context} from '../context.ts';
import {exitCode} from '../../errors.ts';
import {currentWord, namesFor, type Names} from './names-for.ts';
import {knownNames} from './known-names.ts';
import {scripts} from './scripts.ts';

/**
 * `mcp-runbook completion SHELL` prints its script; `completion names WORDS` is what the scripts ask at each press
 * of tab. That one never fails: nobody wants an error in the middle of a line.
 * @throws OperatorError for another shell
 */
export async function completion(context: Context, shell: string, words: readonly string[]): Promise<number> {
  if (shell === 'names') {
    const known = await namesFor(words, knownNames(context.place)).catch((): Names => []);
    if (known.length > 0) context.printTable(`${known.map(([name, says]) => (says === '' ? name : `${name}\t${says}`)).join('\n')}\n`);
    return exitCode.done;
  }
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as keyof typeof scripts] : undefined;
  if (script === undefined || words.length > 0) throw usage(`completion ${[shell, ...words].join(' ')}: no such shell`, `Use one of: ${Object.keys(scripts).map(name => `completion ${name}`).join(', ')}.`);
  context.printTable(script(currentWord));
  return exitCode.done;
}
