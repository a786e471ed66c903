import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import {Script} from 'node:vm';
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

/** What V8 makes of a part, all its functions: which of them are wanted differs with each command. For this very Node, and read by no other. */
export function compiled(text: string): Buffer {
  // V8 compares flags too, so they are those of a run again when it is kept.
  setFlagsFromString('--no-lazy');
  try {
    const script = new Script(text);
    setFlagsFromString('--lazy');
    return script.createCachedData();
  } finally {
    setFlagsFromString('--lazy');
  }
}
