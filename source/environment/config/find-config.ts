import {lstatSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import {causeOf, exitCode, OperatorError} from '../../errors.ts';
import type {ConfigFile} from './read-environments.ts';

const usualName = 'mcp-runbook.yaml';

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
  try {
    // A link that leads nowhere is there: what it was to name must not be missing in silence.
    if (config === undefined) lstatSync(file.path);
    else statSync(file.path);
    return file;
  } catch (error) {
    const cause = causeOf(error);
    // One that is there and cannot be looked at is told when it is read.
    if (config === undefined) return cause === 'ENOENT' ? undefined : file;
    throw new OperatorError(`--config ${config}: ${cause === 'ENOENT' ? 'there is no such file' : cause}`, {
      code: 'config-missing',
      next: `Name a file that is there, or leave --config out to use ${usualName} of the working folder.`,
      exit: exitCode.usage,
    });
  }
}
