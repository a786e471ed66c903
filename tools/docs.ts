import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {alike, framesIn, reframed} from './docs/framed-page.ts';
import {referencePages} from './docs/reference.ts';
import {readTree} from './lint/source-tree.ts';

const root = resolve(import.meta.dirname, '..');

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
}

async function main(): Promise<void> {
  for (const [path, make] of referencePages) write(path, make());
  if (process.argv.includes('--no-frames')) return;
  const afterwards: Array<() => Promise<void> | void> = [];
  try {
    // The walk through the program is loaded where it is wanted only.
    const {captureFrames} = await import('./docs/frames.ts');
    const captured = await captureFrames({after: finish => void afterwards.push(finish)});
    for (const [file, picture] of captured.pictures) {
      if (!existsSync(join(root, file)) || alike(readFileSync(join(root, file), 'utf8')) !== alike(picture)) write(file, picture);
    }
    const framed = [...readTree(root).documents.keys()].filter(path => framesIn(readFileSync(join(root, path), 'utf8')).size > 0);
    for (const path of framed) write(path, reframed(readFileSync(join(root, path), 'utf8'), captured.frames));
  } finally {
    for (const finish of afterwards.toReversed()) await finish();
  }
}

if (import.meta.main) await main();
