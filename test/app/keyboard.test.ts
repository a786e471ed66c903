import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer, type AddressInfo} from 'node:net';
import {PassThrough} from 'node:stream';
import {describe, it, type TestContext} from 'node:test';
import {Keyboard, sequencePatience, takeApart} from '../../source/app/effects/keyboard.ts';

const escapeKey = '\u001B[27u';

describe('Keys as they are read', () => {
  const cases: ReadonlyArray<readonly [what: string, text: string, whole: string, rest: string]> = [
    ['a letter', 'a', 'a', ''],
    ['an arrow', '\u001B[D', '\u001B[D', ''],
    ['two arrows and a letter', '\u001B[A\u001BOBx', '\u001B[A\u001BOBx', ''],
    ['a key with its modifiers', '\u001B[1;5C', '\u001B[1;5C', ''],
    ['a function key of the Linux console', '\u001B[[A', '\u001B[[A', ''],
    ['what may become an arrow', 'ab\u001B', 'ab', '\u001B'],
    ['half an arrow', 'ab\u001B[', 'ab', '\u001B['],
    ['half a longer one', '\u001B[1;', '', '\u001B[1;'],
    ['half an application key', '\u001BO', '', '\u001BO'],
    ['escape and a letter in one read', '\u001Bn', `${escapeKey}n`, ''],
    ['escape and an arrow in one read', '\u001B\u001B[A', `${escapeKey}\u001B[A`, ''],
    ['escape twice', '\u001B\u001B', escapeKey, '\u001B'],
    ['a paste', '\u001B[200~a\rb\u001B[201~', '\u001B[200~a\rb\u001B[201~', ''],
    ['a paste that holds an escape', '\u001B[200~a\u001Bb\u001B[201~', '\u001B[200~a\u001Bb\u001B[201~', ''],
    ['half a paste', 'x\u001B[200~a\u001B[D', 'x', '\u001B[200~a\u001B[D'],
    ['a paste and half an arrow', '\u001B[200~a\u001B[201~\u001B', '\u001B[200~a\u001B[201~', '\u001B'],
  ];
  for (const [what, text, whole, rest] of cases) it(`${what}: what is whole goes on, the rest waits`, () => assert.deepEqual(takeApart(text), {whole, rest}));

  it('come apart no otherwise wherever a line cuts them', () => {
    const typed = 'ab\u001B[D\u001B[1;5Cc\u001B[200~x\u001B[Ay\r\u001B[201~\u001BOPz\u001B[[Ed';
    for (let cut = 1; cut < typed.length; cut += 1) {
      const first = takeApart(typed.slice(0, cut));
      assert.equal(first.whole + takeApart(first.rest + typed.slice(cut)).whole, typed, `cut after ${cut}`);
    }
  });

  it('may take longer over a network', () => {
    assert.ok(sequencePatience({}) < sequencePatience({SSH_CONNECTION: '10.0.0.2 50022 10.0.0.3 22'}));
    assert.equal(sequencePatience({SSH_TTY: '/dev/pts/3'}), sequencePatience({SSH_CLIENT: '10.0.0.2 50022 22'}));
  });
});

describe('The keyboard', () => {
  type Read = {text: string; alone: boolean};

  function typing(t: TestContext): {send(text: string): Promise<void>; wait(milliseconds: number): Promise<void>; read: Read[]} {
    t.mock.timers.enable({apis: ['setTimeout']});
    const terminal = new PassThrough();
    Object.assign(terminal, {setRawMode: () => terminal, ref: () => terminal, unref: () => terminal});
    const keyboard = new Keyboard(terminal as unknown as ConstructorParameters<typeof Keyboard>[0], 100);
    const read: Read[] = [];
    keyboard.on('readable', () => {
      const {alone} = keyboard;
      read.push({text: keyboard.read() ?? '', alone});
    });
    keyboard.setRawMode(true);
    const send = async (text: string): Promise<void> => {
      terminal.write(text);
      await new Promise(resolve => setImmediate(resolve));
    };
    const wait = async (milliseconds: number): Promise<void> => {
      t.mock.timers.tick(milliseconds);
      await new Promise(resolve => setImmediate(resolve));
    };
    return {send, wait, read};
  }

  const texts = (read: readonly Read[]): string[] => read.map(({text}) => text);

  it('reads what has come in time before it gives up, on a machine that held it up', async t => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [[far], near] = await Promise.all([once(server, 'connection'), Promise.resolve(connect((server.address() as AddressInfo).port, '127.0.0.1'))]);
    t.after(() => [far, near, server].forEach(each => ('destroy' in each ? each.destroy() : each.close())));
    const keyboard = new Keyboard(Object.assign(near, {setRawMode: () => near}) as unknown as ConstructorParameters<typeof Keyboard>[0], 20);
    const read: Array<string | null> = [];
    keyboard.on('readable', () => read.push(keyboard.read()));
    keyboard.setRawMode(true);
    far.write('\u001B');
    await once(near, 'data');
    far.write('[D');
    for (const over = performance.now() + 60; performance.now() < over;);
    await once(near, 'data');
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual(read, ['\u001B[D']);
  });

  it('puts an arrow together that comes in pieces', async t => {
    const {send, wait, read} = typing(t);
    await send('a\u001B');
    await wait(40);
    await send('[');
    await wait(40);
    await send('D');
    await wait(200);
    assert.deepEqual(texts(read), ['a', '\u001B[D']);
  });

  it('takes an escape for one when nothing follows in time, or something that continues none', async t => {
    const {send, wait, read} = typing(t);
    await send('\u001B');
    assert.deepEqual(read, []);
    await wait(100);
    await send('\u001B');
    await send('n');
    assert.deepEqual(texts(read), [escapeKey, `${escapeKey}n`]);
  });

  it('takes what stays half for escape and text', async t => {
    const {send, wait, read} = typing(t);
    await send('\u001B[1');
    await wait(100);
    assert.deepEqual(texts(read), [escapeKey, '[1']);
  });

  it('waits for the end of a paste', async t => {
    const {send, wait, read} = typing(t);
    await send('\u001B[200~one ');
    await wait(5000);
    await send('two\u001B[201~');
    assert.deepEqual(texts(read), ['\u001B[200~one two\u001B[201~']);
  });

  it('knows an enter that came alone', async t => {
    const {send, read} = typing(t);
    for (const text of ['\r', 'a\r', '\u007F\r', '\u001B[D\r', '\r\r']) await send(text);
    assert.deepEqual(read.map(({alone}) => alone), [true, false, false, false, false]);
  });
});
