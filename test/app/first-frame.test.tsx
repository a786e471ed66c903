import '../people/colours-on.ts';
import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {describe, it, test} from 'node:test';
import {render} from 'ink';
import {handOver, paint} from '../../source/app/first-frame.ts';
import {frameOf} from '../../source/app/screens/frame.ts';
import {painted, windowLines} from '../../source/app/screens/painted.ts';
import {styles, symbolsFor} from '../../source/app/screens/theme.ts';
import {Rows} from '../../source/app/screens/rows.tsx';
import {Window} from '../../source/app/screens/window.tsx';
import {segment, type Line} from '../../source/app/screens/line.ts';
import type {State} from '../../source/app/state/state.ts';
import {Terminal} from '../people/terminal.ts';
import {everyMode, lobby, resized} from './scene.ts';

const [columns, rows] = [100, 30];

/** What Ink writes to draw it, until it rests. */
async function written(node: React.ReactNode, before: (stdout: NodeJS.WriteStream) => void = () => {}): Promise<string[]> {
  const texts: string[] = [];
  const write = (text: string, done?: () => void): boolean => {
    if (text !== '') texts.push(text);
    done?.();
    return true;
  };
  const stdout = Object.assign(new EventEmitter(), {isTTY: true, columns, rows, writable: true, write}) as unknown as NodeJS.WriteStream;
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  Object.assign(stdin, {isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin});
  before(stdout);
  const app = render(node, {stdout, stderr: stdout, stdin, interactive: true, exitOnCtrlC: false, patchConsole: false, alternateScreen: true, incrementalRendering: true});
  await app.waitUntilRenderFlush();
  const seen = [...texts];
  app.unmount();
  app.cleanup();
  return seen;
}

const drawn = (state: State) => <Window state={state} frame={frameOf(state, symbolsFor(state))} />;
const rowsOf = (state: State): string[] => painted(windowLines(frameOf(state, symbolsFor(state))), true);
const frameIn = (texts: readonly string[]): string[] => (texts.find(text => text.includes('\n')) ?? '').split('\n');

describe('a frame that is painted without Ink', () => {
  for (const [name, mode] of Object.entries(everyMode)) {
    it(`has the bytes that Ink writes: ${name}`, async () => {
      const state = resized(mode, columns, rows);
      assert.deepEqual(rowsOf(state), frameIn(await written(drawn(state))));
    });
  }

  it('has them for every style beside every other', async () => {
    const lines: Line[] = styles.map(style => styles.flatMap(other => [segment('a', style), segment('b', other), segment(' ')]));
    assert.deepEqual(painted(lines, true), frameIn(await written(<Rows lines={lines} />)).slice(0, lines.length));
  });
});

test('the paper of a word ends with it', () => {
  const [row = ''] = painted([[segment('DONE  ', 'good'), segment('in 2 s')]], true);
  assert.match(row, /^(?:\u001B\[\d+m)+DONE(?:\u001B\[\d+m)+ {2}in 2 s$/);
});

describe('Ink takes the painted frame over', () => {
  const before = resized(lobby, columns, rows);
  const later: State = {...before, notice: 'What was remembered cannot be read.'};
  const smaller = resized(lobby, 80, 24);

  for (const [what, state, most] of [['the same', before, 0], ['one with a notice', later, 600]] as const) {
    it(`and draws ${what} with no more bytes than it needs, on the screen that is there`, async () => {
      const terminal = new Terminal([columns, rows], {convertEol: true});
      const texts = await written(drawn(state), stdout => {
        paint(stdout, rowsOf(before));
        handOver(stdout, rowsOf(before));
      });
      const [first = '', ...more] = texts;
      assert.ok(first.startsWith('\u001B[?1049h\u001B[?25l\u001B[?2004h\u001B[H'));
      assert.ok(!more.join('').includes('\u001B[?1049h'), 'no second screen');
      const bytes = more.filter(text => !/^\u001B\[\?\d+[hl]$/.test(text)).join('').length;
      assert.ok(bytes <= most && (most === 0 || bytes > 0), `${bytes} bytes`);
      await terminal.feed(texts.join(''));
      const whole = new Terminal([columns, rows], {convertEol: true});
      await whole.feed((await written(drawn(state))).join(''));
      assert.equal(terminal.text(), whole.text());
    });
  }

  it('and draws all of it in a window that is another by then', async () => {
    const texts = await written(drawn(before), stdout => {
      paint(stdout, rowsOf(smaller));
      handOver(stdout, rowsOf(smaller));
    });
    assert.ok(texts.some(text => text.startsWith('\u001B[H\u001B[J') && text.split('\n').length === rows));
  });
});
