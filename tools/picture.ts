import {writeFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {Resvg} from '@resvg/resvg-js';
import {operator} from '../test/people/operator.ts';
import type {Cell} from '../test/people/terminal.ts';
import {schemes, type Scheme} from './picture/colours.ts';
import {parseSize, play} from './picture/script.ts';
import {fontFamily, screenSvg} from './picture/svg.ts';

const usage = `Takes a picture of the built program's screen, for the README and for reviews.

  node --import ./tools/loader.js tools/picture.ts --keys 'wait:Stage enter' --out frame.png -- run stage-b-rehearsal

  --size COLUMNSxROWS  the window (80x24)
  --keys SCRIPT        wait:REGEXP, type:TEXT, size:60x16 and names of keys, between spaces
  --env NAME=VALUE     for the program; may be repeated
  --scheme NAME        dark or light
  --cwd FOLDER         where it runs; without it in a fresh folder
  --out FILE           .png, .svg or .txt; without it the text goes to stdout
  --text               text, whatever the file is called
`;

/** The screen as PNG at twice its size, for sharp text. */
export function screenPng(rows: readonly Cell[][], scheme: Scheme = schemes.dark): Buffer {
  const font = {loadSystemFonts: true, defaultFontFamily: fontFamily, monospaceFamily: fontFamily};
  return new Resvg(screenSvg(rows, scheme), {font, fitTo: {mode: 'zoom', value: 2}}).render().asPng();
}

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      size: {type: 'string', default: '80x24'},
      keys: {type: 'string', default: ''},
      env: {type: 'string', multiple: true, default: []},
      cwd: {type: 'string'},
      scheme: {type: 'string', default: 'dark'},
      out: {type: 'string'},
      text: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const afterwards: Array<() => Promise<void> | void> = [];
  try {
    const person = await operator(
      {after: finish => void afterwards.push(finish)},
      {
        args: positionals,
        size: parseSize(values.size),
        env: {COLORTERM: 'truecolor', ...Object.fromEntries(values.env.map(pair => pair.split(/=(.*)/s, 2)))},
        ...(values.cwd !== undefined && {cwd: values.cwd}),
      },
    );
    await person.sees(/\S/);
    await play(values.keys, person);
    const {terminal} = person;
    const scheme = values.scheme === 'light' ? schemes.light : schemes.dark;
    if (values.out === undefined) process.stdout.write(`${terminal.text()}\n`);
    else if (values.text || values.out.endsWith('.txt')) await writeFile(values.out, `${terminal.text()}\n`);
    else if (values.out.endsWith('.svg')) await writeFile(values.out, screenSvg(terminal.cells(), scheme));
    else await writeFile(values.out, screenPng(terminal.cells(), scheme));
  } finally {
    for (const finish of afterwards.toReversed()) await finish();
  }
}

if (import.meta.main) await main();
