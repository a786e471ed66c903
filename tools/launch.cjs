// Begins the built program (build.ts puts its entry behind this): loads its parts, each a function in a file, with what
// V8 compiled of it when it was built. What another Node compiled V8 refuses by itself, and compiles anew.
'use strict';
const {readFileSync} = process.getBuiltinModule('node:fs');
const {Script} = process.getBuiltinModule('node:vm');

const loaded = new Map();

function compiledOf(file) {
  try {
    return readFileSync(`${file}.${process.platform}-${process.arch}.compiled`);
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
  const filename = `${__dirname}/${name.slice(2)}`;
  const script = new Script(readFileSync(filename, 'utf8'), {filename, cachedData: compiledOf(filename)});
  script.runInThisContext()(module.exports, load, module, filename, __dirname);
  return module.exports;
}

module.exports = load;
