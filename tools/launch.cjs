// Begins the built program (build.ts puts its entry behind this): loads its parts, each a function in a file, with what
// V8 compiled of it when it was built. What another Node compiled V8 refuses by itself, and compiles anew. Where the
// program is one file, its parts are in there.
'use strict';
if (!process.getBuiltinModule) {
  process.stderr.write(`mcp-runbook needs Node 26 or newer, and this is Node ${process.versions.node}\n`);
  process.exit(2);
}
const {readFileSync} = process.getBuiltinModule('node:fs');
const {Script} = process.getBuiltinModule('node:vm');
const {isSea, getRawAsset} = process.getBuiltinModule('node:sea');

const folder = isSea() ? 'dist' : __dirname;
const read = isSea() ? path => Buffer.from(getRawAsset(path)) : path => readFileSync(path);

const loaded = new Map();

function compiledOf(file) {
  try {
    return read(`${file}.${process.platform}-${process.arch}.compiled`);
  } catch {
    return undefined;
  }
}

/** `require` of a part, for parts; for all else Node's own. */
function load(name) {
  if (!name.startsWith('./part-')) return require(name);
  let module = loaded.get(name);
  if (module) return module.exports;
  module = {exports: {}};
  loaded.set(name, module);
  const filename = `${folder}/${name.slice(2)}`;
  const script = new Script(read(filename).toString('utf8'), {filename, cachedData: compiledOf(filename)});
  script.runInThisContext()(module.exports, load, module, filename, folder);
  return module.exports;
}

module.exports = load;
