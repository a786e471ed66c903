import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {exitCode, OperatorError} from './errors.ts';

/** The folder that holds our package.json and the one that we run from, source/ or dist/. Throws an OperatorError where there is none above `from`. */
export function packageFolder(from = dirname(import.meta.dirname)): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) {
      throw new OperatorError(`the program was taken out of its folder: there is no package.json above ${from}`, {
        code: 'no-package',
        next: 'Keep dist/, runbooks/ and package.json together, and run the program from there.',
        exit: exitCode.usage,
      });
    }
  }
}
