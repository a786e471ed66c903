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
 * folder; undefined where nobody asked and none is there.
 * @throws OperatorError when the one that was asked for is not there.
 */
export function findConfig({folder, config}: ConfigPlace): ConfigFile | undefined {
  const file: ConfigFile = {path: resolve(folder, config ?? usualName), shown: config ?? usualName};
  // One that is there and cannot be used is told when it is read, a link that leads nowhere too.
  if (config === undefined) return isThereOrHidden(file.path) ? file : undefined;
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

/** Names in the working folder that were meant as the file, and are not read. */
export function nearConfigs(folder: string): string[] {
  const reading = namesIn(folder);
  return reading.ok ? reading.names.filter(name => name !== usualName && /^\.?mcp[-_. ]?runbooks?\.(?:ya?ml|json)(?:\.txt)?$/i.test(name)) : [];
}
