import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseEnv} from 'node:util';

/** How the programs that read such files see one variable; undefined where they see none. */
export type EnvReader = (text: string, name: string) => string | undefined;

type Shell = (texts: readonly string[], name: string) => Array<string | undefined | null>;

/**
 * A real shell, which finds no program to run and begins anew with each text. `more.env`, the variables FILE and CODE
 * lead to another value of ABZU_USE_MCP. Null where it ends before it could say one.
 */
const shellAt = (program: string, take: string): Shell => (texts, name) => {
  const one = `${take} >/dev/null 2>&1; eval "printf =%s \\"\\\${$2-<unset>}\\""`;
  const script = `name=$1; shift; for text; do (set -- "$text" "$name"; ${one}); printf '\\001'; done`;
  const folder = mkdtempSync(join(tmpdir(), 'env-'));
  writeFileSync(join(folder, 'more.env'), 'ABZU_USE_MCP=more\n');
  const env = {PATH: '/nonexistent', FILE: './more.env', CODE: 'ABZU_USE_MCP=code'};
  const {stdout} = spawnSync(program, ['-c', script, 'sh', name, ...texts], {cwd: folder, env, encoding: 'utf8', input: ''});
  rmSync(folder, {recursive: true});
  const said = stdout.split('\u0001');
  if (said.length !== texts.length + 1) throw new Error(`the shell said ${said.length - 1} of ${texts.length}`);
  return texts.map((_, index) => (said[index] === '' ? null : said[index] === '=<unset>' ? undefined : said[index]?.slice(1)));
};

/** Of POSIX; it ends at what it cannot read. */
export const asShell = shellAt('/bin/sh', 'eval "$1"');

/** It leaves off there, and goes on with whatever read the file in. */
export const asBash = shellAt('/bin/bash', '. /dev/stdin <<< "$1"');

export const asNode: EnvReader = (text, name) => parseEnv(text)[name];

/** `docker run --env-file` (docker/cli, pkg/kvfile): a line is a variable, and nothing is special but a # in front. */
export const asDocker: EnvReader = (text, name) => {
  const lines = text.replace(/^\uFEFF/, '').split('\n').map(line => line.replace(/\r$/, '').trimStart());
  const found = lines.findLast(line => line.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
};

/** EnvironmentFile= of systemd (src/basic/env-file.c, parse_env_file_internal), as far as it goes. */
export const asSystemd: EnvReader = (text, name) => {
  let value: string | undefined;
  let at = 0;
  const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';
  const isEnd = (sign: string | undefined): boolean => sign === undefined || sign === '\n' || sign === '\r';
  while (at < text.length) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
    if (text[at] === '#' || text[at] === ';') {
      // Older versions go on in the next line behind a backslash.
      while (!isEnd(text[at])) at += text[at] === '\\' ? 2 : 1;
      continue;
    }
    let key = '';
    while (!isEnd(text[at]) && text[at] !== '=') key += text[at++];
    if (text[at] !== '=') continue;
    at += 1;
    while (isBlank(text[at])) at += 1;
    let read = '';
    let kept = 0;
    while (!isEnd(text[at])) {
      const sign = text[at++] ?? '';
      if ((sign === "'" || sign === '"') && read.slice(kept).trim() === '' ) {
        while (at < text.length && text[at] !== sign) {
          if (sign === '"' && text[at] === '\\') at += 1;
          read += text[at++] ?? '';
        }
        at += 1;
        kept = read.length;
      } else if (sign === '\\') {
        read += text[at] === '\n' ? '' : (text[at] ?? '');
        at += 1;
      } else {
        read += sign;
      }
    }
    read = read.slice(0, kept) + read.slice(kept).trimEnd();
    if (key.trimEnd() === name) value = read;
  }
  return value;
};
