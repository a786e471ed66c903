import assert from 'node:assert/strict';
import {closeSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {verifySession} from '../../source/verify/verify-session.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {Scribe} from '../worlds/scribe.ts';

type Flips = {flipped: number; missed: string[]; verdicts: Record<string, number>};

/** Flips each bit of the file in turn, and counts what is told of each. */
function flipAll(folder: string, file: string, bytes: Buffer): Flips {
  const descriptor = openSync(join(folder, file), 'r+');
  const flips: Flips = {flipped: 0, missed: [], verdicts: {}};
  for (const [offset, byte] of bytes.entries()) {
    for (let bit = 0; bit < 8; bit += 1) {
      writeSync(descriptor, Buffer.of(byte ^ (1 << bit)), 0, 1, offset);
      const {verdict, exit} = verifySession(folder);
      flips.flipped += 1;
      flips.verdicts[verdict] = (flips.verdicts[verdict] ?? 0) + 1;
      if (verdict === 'intact' || exit === 0) flips.missed.push(`bit ${bit} of byte ${offset} of ${file}`);
    }
    writeSync(descriptor, Buffer.of(byte), 0, 1, offset);
  }
  closeSync(descriptor);
  return flips;
}

/** Texts hold what one flipped bit turns into a line end, a quote or a backslash: `J`, `*`, `#`, `|`. */
function closed(): Scribe {
  const scribe = new Scribe().open();
  return scribe.step([scribe.keep('{"ok": true}\n')]).note('"JJ*#| \u202e \u007f').note('d\u00e9j\u00e0 vu').close({reason: 'all done, J*'});
}

const recovered = (): Scribe => new Scribe('s').open().tear(Buffer.from('{"v":1,"session":"s","seq')).recover().close();

describe('every single bit', () => {
  for (const {of, written, lines} of [
    {of: 'of a closed journal of six lines', written: closed, lines: 6},
    {of: 'of a closed journal of two files with a torn end between', written: recovered, lines: 3},
  ]) {
    it(`${of}, flipped, is noticed: the closing line's and the line ends' too`, async t => {
      const scribe = written();
      const folder = scribe.write(await temporaryFolder(t));
      assert.deepEqual([verifySession(folder).verdict, verifySession(folder).lines], ['intact', lines]);
      for (const [name, bytes] of Object.entries(scribe.files)) {
        const {flipped, missed, verdicts} = flipAll(folder, name, bytes);
        t.diagnostic(`${name}: ${flipped} bits flipped, ${missed.length} missed; ${JSON.stringify(verdicts)}`);
        assert.equal(flipped, bytes.length * 8);
        assert.deepEqual(missed, []);
      }
      assert.equal(verifySession(folder).verdict, 'intact', 'every bit was put back');
    });
  }
});
