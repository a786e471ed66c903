import assert from 'node:assert/strict';
import {test} from 'node:test';
import {onPty} from '../people/pty-program.ts';
import {Terminal} from '../people/terminal.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

test('keys that are pressed at the first frame, before anything reads them, are all taken, and the screen is entered once', async t => {
  const size = [80, 24] as const;
  const terminal = new Terminal([...size]);
  const program = await onPty(t, {size: [...size], cwd: await temporaryFolder(t)});
  let pressed = false;
  program.onOutput(text => {
    if (!pressed) program.write('bcdefgh');
    pressed = true;
    return terminal.feed(text);
  });
  const shown = (): string => terminal.text();
  await program.waitFor({until: () => /> {2}.*bcdefgh▏/.test(shown()), complaint: 'not all keys were taken', shown});
  program.write('\u0003');
  assert.equal((await program.ended).code, 130);
  assert.equal(terminal.output.split('\u001B[?1049h').length, 2);
  assert.deepEqual([terminal.buffer, terminal.cursor.visible, terminal.bracketedPaste], ['normal', true, false]);
});
