import {hash} from 'node:crypto';
import {hasDigit, sureShapes, type Shape} from './secret-shapes.ts';

/** A text that looks like a token. `mark`: 8 hex digits of its SHA-256, to speak of it without showing it. */
export type Lookalike = {shape: string; line: number; mark: string};

/** Shapes that much else has too: a person says which of them is a secret. */
const likelyShapes: ReadonlyArray<Pick<Shape, 'shape' | 'form' | 'fits'>> = [
  {shape: 'a long hexadecimal value', form: /(?<![0-9a-f])([0-9a-f]{40,})(?![0-9a-f])/gi, fits: hasDigit},
  {shape: 'a long random value', form: /(?<![\w+/])([\w+/-]{32,}={0,2})/g, fits: looksRandom},
];

/**
 * Digests that our own formats and the ledger's other writers name (protocol notes, section 13.3), and
 * the torn tail that a recovery line quotes: its bytes stand in the old journal file and are looked
 * through there. At the end of a torn file a digest may be cut.
 */
const digestMembers = /"(?:\w*sha256|prev|head|digest)": ?"[^"\\\n]{0,64}(?:"|(?=\n)|$)|"\w*checksum": ?"[0-9a-f]{64}"|"torn": ?"[A-Za-z0-9+/=]*"/g;

/**
 * Random texts change between small letters, capitals and digits at nearly two of three places; names,
 * paths and times do so at few. All three kinds must occur, or a hexadecimal value is what it is.
 */
function looksRandom(text: string): boolean {
  const kinds = [...text].map(kindOf).filter(kind => kind !== 'other');
  const counts = ['small', 'capital', 'digit'].map(kind => kinds.filter(found => found === kind).length);
  if (counts.some(count => count < 2)) return false;
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return changes >= 0.4 * (kinds.length - 1);
}

function kindOf(character: string): 'small' | 'capital' | 'digit' | 'other' {
  if (/[a-z]/.test(character)) return 'small';
  if (/[A-Z]/.test(character)) return 'capital';
  return /\d/.test(character) ? 'digit' : 'other';
}

/** @param known digests of the record's own files and lines, in lower case. */
export function findLookalikes(text: string, known: ReadonlySet<string>): Lookalike[] {
  const looked = text.replaceAll(digestMembers, member => ' '.repeat(member.length));
  return [...sureShapes, ...likelyShapes].flatMap(({shape, form, fits}) => {
    const lineAt = lineCounter(text);
    return [...looked.matchAll(form)]
      .filter(([, token = '']) => !known.has(token) && fits(token))
      .map(({1: token = '', index}) => ({shape, line: lineAt(index), mark: hash('sha256', token, 'hex').slice(0, 8)}));
  });
}

/** Line numbers from 1, for indexes that only grow. */
export function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let feed = text.indexOf('\n');
  return index => {
    while (feed !== -1 && feed < index) {
      line += 1;
      feed = text.indexOf('\n', feed + 1);
    }
    return line;
  };
}
