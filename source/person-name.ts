import {exitCode, OperatorError} from './errors.ts';
import {redacted} from './secret-spellings.ts';

/** A name is never cut for the record: what is left of it would be compared with whole ones. */
export const longestName = 100;

/** Why a text is no name that a record can hold; undefined for a name. */
export function nameFault(text: string): string | undefined {
  if (text.trim() === '') return 'the record needs a name';
  if (text.length > longestName) return `the record needs a name of ${longestName} letters at most`;
  if (text.includes(redacted)) return 'the record needs a name that is no secret here';
  return plainName(text) === '' ? 'the record needs a name that can be seen' : undefined;
}

/** @throws OperatorError when whoever is at the keyboard is not named. */
export function verifyName(text: string): void {
  const fault = nameFault(text);
  if (fault === undefined) return;
  throw new OperatorError(`the operator's name is ${JSON.stringify(text.slice(0, 40))}: ${fault}`, {
    code: 'operator-unnamed',
    next: 'Say who is at the keyboard with: --operator NAME.',
    exit: exitCode.usage,
  });
}

/** Whether two names may be one person's: two people have two names, however they are dressed. */
export function isSamePerson(one: string, other: string): boolean {
  return plainName(one) === plainName(other) || asDrawn(one) === asDrawn(other);
}

/** Letters that are taken for one of these, or written for it: Unicode's confusables (UTS 39), small capitals, and strokes, which NFKD keeps. */
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['a', 'аɑαᴀ'], ['ae', 'æ'], ['b', 'вʙƀ'], ['c', 'сϲᴄ'], ['d', 'ԁđðᴅ'], ['e', 'еεᴇ'], ['f', 'ꜰ'], ['g', 'ɡǥɢ'], ['h', 'һнħʜ'], ['i', 'іιɩɪ'], ['j', 'јϳᴊ'], ['k', 'кκᴋ'], ['l', 'ӏłʟ'],
    ['m', 'мᴍ'], ['n', 'ոηɴ'], ['o', 'оοօσøᴏ'], ['oe', 'œ'], ['p', 'рρᴘ'], ['q', 'ԛ'], ['r', 'гʀ'], ['s', 'ѕꜱ'], ['t', 'тτŧᴛ'], ['th', 'þ'], ['u', 'υսᴜ'], ['v', 'νѵᴠ'], ['w', 'ԝωᴡ'], ['x', 'хχ'],
    ['y', 'уγʏ'], ['z', 'ᴢƶ'],
  ].flatMap(([letter = '', others = '']) => [...others].map(other => [other, letter])),
);

/** As it looks where I, l and 1 are drawn alike: in its own capitals, so that Ian is not Lan. */
function asDrawn(text: string): string {
  return bare(text.normalize('NFKD')).replaceAll(/[I1|]/g, 'l').replaceAll('0', 'O');
}

/** Without case, width, accents, and what cannot be seen or told apart. */
function plainName(text: string): string {
  return [...bare(text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD'))].map(letter => lookAlikes[letter] ?? letter).join('');
}

/** Letters and digits alone, signs where there is nothing else. */
function bare(folded: string): string {
  const seen = folded.replaceAll(/[^\p{L}\p{N}\p{M}\p{S}]|\u2800|\p{Script=Inherited}|\p{Default_Ignorable_Code_Point}/gu, '');
  const letters = seen.replaceAll(/\p{S}/gu, '');
  return /[\p{L}\p{N}]/u.test(letters) ? letters : seen.replaceAll(/\p{M}/gu, '');
}
