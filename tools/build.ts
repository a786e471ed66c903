import {chmod, mkdir, readdir, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {basename, join, relative, resolve} from 'node:path';
import {build as bundle, formatMessages, type Metafile} from 'esbuild';
import {cheapWidths, deafPackages, screenSegmenters, withoutUnused} from './bundle-plugins.ts';
import {commitOf, commitText} from './commit.ts';
import {builtInsOnFirstUse, loadInLevels, type LoadLevels} from './load-order.ts';
import {asEntry, asPart, compiled, compiledEnd} from './parts.ts';
import {yogaAtOnce} from './yoga-at-once.ts';

const root = resolve(import.meta.dirname, '..');

const quick = ['doctrine', 'packet', 'toggles'].map(name => `source/commands/${name}.ts`);

const programLevels: LoadLevels = [
  {modules: ['source/commands/main.ts']},
  {modules: ['source/commands/app.ts', 'source/app/start.ts'], aside: true},
  {modules: ['source/app/take-over.tsx'], aside: true},
  {modules: ['source/app/trace.ts'], aside: true},
  {modules: ['source/commands/output/terminal-rows.ts'], aside: true},
  {modules: ['source/commands/ledger.ts']},
  {modules: ['source/commands/status.ts'], aside: true},
  {modules: quick},
  {modules: ['source/commands/docs.ts'], aside: true},
  {modules: ['source/session/look-now.ts'], aside: true},
  {modules: ['source/environment/config/load-config.ts', 'source/environment/configured.ts'], aside: true},
  {modules: ['source/actions/smoke/external-run.ts'], aside: true},
  {modules: ['source/team/share-with.ts', 'source/team/ask-team.ts'], aside: true},
  {modules: ['source/commands/team/watch.ts'], aside: true},
  {modules: ['source/commands/team/team.ts', 'source/commands/team/ask-witness.ts', 'source/commands/team/others-of-incident.ts'], aside: true},
  {modules: ['source/commands/team/approve.ts', 'source/commands/team/take.ts'], aside: true},
  {modules: ['source/commands/doctor.ts'], aside: true},
  {modules: ['source/commands/output/columns.ts'], aside: true},
  {modules: ['source/commands/smoke.ts']},
  {modules: ['source/commands/gateway.ts', 'source/practice/world.ts']},
  {modules: ['source/commands/sessions.ts']},
  {modules: ['source/record/session-story.ts', 'source/record/record-of-folder.ts'], aside: true},
  {modules: ['source/record/export-record.ts', 'source/record/export/signing-key.ts'], aside: true},
  {modules: ['source/commands/record-incident.ts', 'source/record/export-incident.ts', 'source/record/incident/first-lines.ts', 'source/record/incident/off-times.ts', 'source/record/incident/channel-sentence.ts'], aside: true},
  {modules: ['source/commands/lint.ts', 'source/commands/print.ts'], aside: true},
  {modules: ['source/commands/drills.ts', 'source/commands/team/others-drills.ts'], aside: true},
  {modules: ['source/commands/completion/names-waiting.ts'], aside: true},
  {modules: ['source/commands/dry-run.ts'], aside: true},
  {modules: ['source/commands/completion/completion.ts'], aside: true},
  {modules: ['source/commands/resume.ts', 'source/commands/run.ts']},
  {modules: ['source/commands/drill/after-drill.ts'], aside: true},
  {modules: ['source/commands/picker-cards.ts', 'source/app/effects/loaded-late.ts', 'source/commands/output/exit-summary.ts', 'source/drill/draw.ts']},
];

export type Build = {
  /** Becomes `<folder>/<name>.js`, executable, with a first line that starts node. */
  entry: string;
  folder: string;
  /** What it imports on demand; those of the program unless told otherwise. */
  levels?: LoadLevels;
};

export type Built = {
  files: string[];
  /** Where the packages are installed of which something is in them. */
  packages: string[];
  bytes: number;
  warnings: string[];
  milliseconds: number;
};

/**
 * Whitespace and names are kept and there are no source maps: stack traces stay readable as they
 * are, and Ink shows the lines around an error, which must not be a whole program in one line.
 * Shared code is split off so that a command loads only what it needs.
 */
export async function build({entry, folder, levels = programLevels}: Build): Promise<Built> {
  const started = performance.now();
  const asOf = new Date();
  const result = await bundle({
    entryPoints: [entry],
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    // Else esbuild writes such patterns as calls of RegExp, which compile them at once, used or not.
    supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
    jsx: 'automatic',
    minifySyntax: true,
    legalComments: 'none',
    chunkNames: 'part-[hash]',
    define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
    plugins: [loadInLevels(root, levels), builtInsOnFirstUse, cheapWidths, deafPackages, screenSegmenters, yogaAtOnce, withoutUnused],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const main = `${basename(entry).replace(/\.tsx?$/, '')}.js`;
  const files = await filesOf(result.outputFiles.map(({path, text}): readonly [string, string] => [basename(path), text]), main);
  // All of them are scripts, whatever the package says of its own.
  files.push(['package.json', '{"type": "commonjs"}\n'], ['commit', `${commitText(commitOf(root))}\n`]);
  await replaceFiles(folder, files, main, asOf);
  return {
    files: files.map(([name]) => name),
    packages: packagesIn(result.metafile),
    bytes: files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0),
    warnings: await formatMessages(result.warnings, {kind: 'warning'}),
    milliseconds: performance.now() - started,
  };
}

function packagesIn({outputs}: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({inputs}) => Object.entries(inputs).flatMap(([path, {bytesInOutput}]) => (bytesInOutput > 0 ? [path] : [])));
  return [...new Set(used.flatMap(path => /^(?:[^:]+:)?(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))].sort();
}

type Output = readonly [name: string, content: string | Buffer];

/** A part is accompanied by what V8 makes of it, for this kind of machine. */
async function filesOf(outputs: ReadonlyArray<readonly [name: string, text: string]>, main: string): Promise<Output[]> {
  const texts = await Promise.all(outputs.map(async ([name, text]): Promise<[string, string]> => [name, await (name === main ? asEntry(text) : asPart(text))]));
  const parts = texts.filter(([name]) => name !== main);
  const codes = await compiled(parts.map(([, text]) => text));
  return [...codes.map((code, index): Output => [`${parts[index]?.[0]}${compiledEnd}`, code]), ...texts];
}

/**
 * New parts first, the entry last, old files after that: a program started meanwhile finds its parts. They are
 * as old as the sources that were read, so that what is changed during a build is newer than what it built.
 */
async function replaceFiles(folder: string, files: readonly Output[], main: string, asOf: Date): Promise<void> {
  await mkdir(folder, {recursive: true});
  const entryLast = files.toSorted(([a], [b]) => Number(a === main) - Number(b === main));
  for (const [name, content] of entryLast) {
    const file = join(folder, name);
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, content);
    if (name === main) await chmod(temporary, 0o755);
    await utimes(temporary, asOf, asOf);
    await rename(temporary, file);
  }
  const current = new Set(files.map(([name]) => name));
  const stale = (await readdir(folder)).filter(name => !current.has(name));
  await Promise.all(stale.map(name => rm(join(folder, name), {recursive: true, force: true})));
}

function summary({files, bytes, milliseconds}: Built, folder: string): string {
  const kilobytes = Math.round(bytes / 1024);
  return `build: ${files.length} files, ${kilobytes} kB in ${relative(root, folder)}/, ${Math.round(milliseconds)} ms`;
}

/** Builds source/cli.ts into dist/; true when it worked. What went wrong is on stderr. */
export async function buildProgram(say: (text: string) => void): Promise<boolean> {
  const entry = join(root, 'source/cli.ts');
  const folder = join(root, 'dist');
  if (!existsSync(entry)) {
    say(`build: there is no ${relative(root, entry)}`);
    return false;
  }
  try {
    const built = await build({entry, folder});
    for (const warning of built.warnings) say(warning.trimEnd());
    say(summary(built, folder));
    // A file that is on no level, or on one and gone, works and starts slowly: nobody would notice.
    return built.warnings.length === 0;
  } catch (error) {
    const errors = (error as {errors?: Parameters<typeof formatMessages>[0]}).errors;
    if (!errors) throw error;
    for (const text of await formatMessages(errors, {kind: 'error'})) say(text.trimEnd());
    say(`build: ${errors.length} errors`);
    return false;
  }
}

if (import.meta.main) {
  const built = await buildProgram(text => process.stderr.write(`${text}\n`));
  process.exitCode = built ? 0 : 1;
}

