import {resolve} from 'node:path';
import {exitCode, OperatorError} from '../../errors.ts';
import {hasEntry, isThere, namesIn} from '../../file-door.ts';
import type {ConfigFile} from './read-environments.ts';

export const usualName = 'mcp-runbook.yaml';

export type ConfigPlace = {
  /** Working folder. */
  folder: string;
  /** As given with `--config`. */
  config?: string | undefined;
};

/**
 * The file that names environments: the one that was asked for, or `mcp-runbook.yaml` in the working
 * folder, or what was meant as it there and is not read; undefined where nobody asked and none is there.
 * @throws OperatorError when the one that was asked for is not there.
 */
export function findConfig({folder, config}: ConfigPlace): ConfigFile | undefined {
  const file: ConfigFile = {path: resolve(folder, config ?? usualName), shown: config ?? usualName};
  // One that is there and cannot be used is told when it is read, a link that leads nowhere too.
  if (config === undefined) return isThereOrHidden(file.path) ? file : misnamedIn(folder);
  if (hasEntry(file.path)) return file;
  throw new OperatorError(`--config ${config}: there is no such file`, {
    code: 'config-missing',
    next: `Name a file that is there, or leave --config out to use ${usualName} of the working folder.`,
    exit: exitCode.usage,
  });
}

function isThereOrHidden(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return true;
  }
}

/** Whoever named it so has environments, and is not to hear that there are none. */
function misnamedIn(folder: string): ConfigFile | undefined {
  const reading = namesIn(folder);
  const shown = reading.ok ? reading.names.find(name => /^\.?mcp[-_. ]?runbooks?\.(?:ya?ml|json)(?:\.txt)?$/i.test(name)) : undefined;
  return shown === undefined ? undefined : {path: resolve(folder, shown), shown, misnamed: true};
}

/** What to do about a file that cannot be used, without its full stop. */
export function configRemedy({shown, misnamed}: ConfigFile): string {
  return misnamed ? `Rename ${shown} to ${usualName}, or name it with --config ${shown}` : `Correct ${shown}`;
}
