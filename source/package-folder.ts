import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** The folder that holds our package.json, whether we run from source/ or from dist/. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export type Tool = {name: string; version: string};

export function tool(): Tool {
  const {name, version} = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return {name, version};
}
