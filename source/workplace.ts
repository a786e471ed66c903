import {resolve} from 'node:path';
import type {Clock} from './clock.ts';
import type {FileCalls} from './durable-file.ts';
import {exitCode, OperatorError} from './errors.ts';
import type {RecordKeeper} from './record-keeper.ts';
import type {SecretMask} from './secret-mask.ts';

/** Where we work: named once, before anything is done, and the same from then on. */
export type Workplace = Readonly<{
  /** Working folder; paths that people name begin there. */
  folder: string;
  /** Folder of `logs/` and the connector documents, where one was named: stronger than what a file says. */
  root?: string | undefined;
  /** The file that names environments, when it is not where it is looked for. */
  config?: string | undefined;
  /** Folder of the runbooks; our own unless named. */
  runbooks?: string | undefined;
  variables: NodeJS.ProcessEnv;
  /** What a command to paste begins with; `mcp-runbook` unless told otherwise. */
  program?: string | undefined;
  clock: Clock;
  /** Told of each environment that is opened: what it masks, every way out of the program masks from then on. */
  hide?(mask: () => SecretMask): void;
  /** Who writes records, where somebody does. */
  records?: RecordKeeper | undefined;
  /** How a journal reaches the disk, where not as usual. */
  calls?: FileCalls;
}>;

/** The folder that holds `logs/`: the root that was named, else the working folder. */
export function rootOf({folder, root}: Pick<Workplace, 'folder' | 'root'>): string {
  return resolve(folder, root ?? '.');
}

/** What a shell would have filled in and did not: taken as it stands, it would be a folder of that name. Undefined in a path that is whole. */
export function unfilledIn(path: string): '~' | '$' | undefined {
  if (path.startsWith('~')) return '~';
  return /\$[{(\w]/.test(path) ? '$' : undefined;
}

/** `from`: the option or the variable that names the path. @throws OperatorError for one that nobody has filled in */
export function verifyFilledIn(from: string, path: string): void {
  const unfilled = unfilledIn(path);
  if (unfilled === undefined) return;
  throw new OperatorError(`${from} ${path}: nobody has filled in the ${unfilled}`, {
    code: 'usage',
    next: 'Write the path in full: within quotation marks, and a ~ behind the equals sign of an option, a shell leaves it as it is.',
    exit: exitCode.usage,
  });
}
