import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {deserialize, serialize} from 'node:v8';
import {transform} from 'esbuild';
import {withPresentModules} from './load-order.ts';

const launcher = readFileSync(join(import.meta.dirname, 'launch.cjs'), 'utf8');

/** Where in a part a file begins, as esbuild says it; it keeps such words only where they look like a licence. */
const beginsFile = /^\/\/(?= \S+$)/gm;
const keptWords = /^\/\/!/gm;

/** The mark is for CommonJS that has a default, and who looks through it looks at every name twice. */
const marked = /^module\.exports = __toCommonJS\((\w+)\);$/m;

const lateImport = /\bimport\(("[^"]+")\)/g;

/**
 * A bundled ES module as a script that launch.cjs runs: only of a script does V8 take what it compiled earlier, and
 * ES modules alone cost a tenth of bare Node. An import on demand stays one turn later than its caller.
 */
async function asCommonJs(text: string): Promise<string> {
  const {code} = await transform(withPresentModules(text).replaceAll(beginsFile, '//!'), {
    format: 'cjs',
    platform: 'node',
    target: 'node26',
    supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
    define: {'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.url': 'undefined'},
    legalComments: 'inline',
  });
  return code.replaceAll(keptWords, '//').replace(marked, 'module.exports = $1;').replaceAll(lateImport, 'Promise.resolve().then(() => require($1))');
}

export async function asPart(text: string): Promise<string> {
  return `(function (exports, require, module, __filename, __dirname) {'use strict';${await asCommonJs(text)}})`;
}

/** The entry behind what loads its parts. */
export async function asEntry(text: string): Promise<string> {
  const shebang = '#!/usr/bin/env node\n';
  return `${shebang}${launcher}\n((require, exports, module) => {'use strict';${await asCommonJs(text.replace(/^#!.*\n/, ''))}})(module.exports, exports, module);\n`;
}

/** Where what V8 made of a part is: beside it, by the kind of machine, since another one could trip over it. As launch.cjs asks for it. */
export const compiledEnd = `.${process.platform}-${process.arch}.compiled`;

/** What V8 makes of each part: the same bytes whenever the same Node makes it of the same text. */
export async function compiled(texts: readonly string[]): Promise<Buffer[]> {
  // A flag of V8 in the shell would become one of what is compiled, which no other shell's Node takes.
  const {NODE_OPTIONS: _, ...env} = process.env;
  const compiler = spawn(process.execPath, ['--hash-seed=1', join(import.meta.dirname, 'compile-parts.ts')], {env, stdio: ['pipe', 'pipe', 'inherit']});
  compiler.stdin.end(serialize(texts));
  const answer = await buffer(compiler.stdout);
  return deserialize(answer) as Buffer[];
}
