import {mkdirSync, renameSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';

/** What becomes of a file that is only kept to spare work. */
export const spoiltFiles: ReadonlyArray<[what: string, spoil: (path: string) => void]> = [
  ['leads elsewhere', path => {
    renameSync(path, `${path}.moved`);
    symlinkSync(`${path}.moved`, path);
  }],
  ['can be neither read nor written', path => {
    rmSync(path);
    mkdirSync(join(path, 'folder'), {recursive: true});
  }],
];
