/**
 * The spellings in which a text may carry a secret. Nothing is listed: escapes are decoded, what only
 * breaks a word is taken out, and of encodings that is looked for which does not depend on what stands
 * around (docs/secrets.md says what is not seen through). Pure.
 */

/** What stands where a secret stood. */
export const redacted = '<redacted>';

/** A text made of another one; unit `i` of it stands for the units from `from(i)` up to `to(i)` of that. */
export type View = {text: string; from(unit: number): number; to(unit: number): number};

/** What escapes decode to, and the decoded units' lengths in the escape where they differ. */
type Decoder = {form: RegExp; decode(found: string): ReadonlyArray<readonly [text: string, length: number]>};

const whole = (text: string, found: string): Array<[string, number]> => [[text, found.length]];

const named: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', equals: '=', plus: '+', nbsp: ' '};
const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', e: '\u001B', a: '\u0007', 0: '\0'};

function codePoint(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10_FFFF ? String.fromCodePoint(code) : '';
}

/** Bytes that are spelt in `size` characters each, as UTF-8; what is no UTF-8 stands for itself, one by one. */
function bytesOf(codes: readonly number[], size: number): Array<[string, number]> {
  const read: Array<[string, number]> = [];
  for (let index = 0; index < codes.length; ) {
    const first = codes[index] ?? 0;
    const length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const text = Buffer.from(codes.slice(index, index + length)).toString('utf8');
    const good = !text.includes('\uFFFD') && index + length <= codes.length;
    read.push(good ? [text, length * size] : [String.fromCharCode(first), size]);
    index += good ? length : 1;
  }
  return read;
}

/** A place, bytes in hexadecimal, and the same as text, as xxd and hexdump -C print them. */
const rows = /^[ \t]{0,8}[0-9a-f]{4,16}:?[ \t]{1,4}(?:[0-9a-f]{2}(?:[0-9a-f]{2}){0,3}[ \t]{1,40}){1,16}\S.{0,17}$/gim;

function inRow(row: string, kept: 'bytes' | 'text'): Array<[string, number]> {
  const [, before = '', bytes = '', text = ''] = /^([ \t]*[0-9a-f]+:?[ \t]+)((?:[0-9a-f]{2,8}[ \t]+)+)([^]*)$/i.exec(row) ?? [];
  const signs = (part: string, dropped: (sign: string, index: number) => boolean): Array<[string, number]> => [...part].map((sign, index) => [dropped(sign, index) ? '' : sign, sign.length]);
  if (kept === 'bytes') return [['', before.length], ...signs(bytes, sign => /\s/.test(sign)), ['', text.length]];
  return [['', before.length + bytes.length], ...signs(text, (sign, index) => sign === '|' && (index === 0 || index === text.length - 1))];
}

/** JSON, JavaScript, C and shell; URLs (RFC 3986, section 2.1); HTML; quoted-printable (RFC 2045, section 6.7). */
const decoders: readonly Decoder[] = [
  {
    form: /\\(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[0-3][0-7]{2}|[^])/gi,
    decode: found => {
      const digits = found.replaceAll(/[^0-9a-f]/gi, '');
      if (/^\\[ux]/i.test(found) && found.length > 2) return whole(codePoint(digits, 16), found);
      if (/^\\\d{3}$/.test(found)) return whole(codePoint(digits, 8), found);
      return whole(controls[found.slice(1)] ?? found.slice(1), found);
    },
  },
  {form: /(?:%[0-9a-f]{2})+/gi, decode: found => bytesOf([...found.matchAll(/%(..)/g)].map(([, digits = '']) => Number.parseInt(digits, 16)), 3)},
  {
    form: /&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi,
    decode: found => {
      if (/^&#x/i.test(found)) return whole(codePoint(found.slice(3, -1), 16), found);
      return whole(found[1] === '#' ? codePoint(found.slice(2, -1), 10) : (named[found.slice(1, -1).toLowerCase()] ?? found), found);
    },
  },
  {form: /(?:=[0-9A-F]{2})+|=\r?\n/g, decode: found => (found.endsWith('\n') ? [] : bytesOf([...found.matchAll(/=(..)/g)].map(([, digits = '']) => Number.parseInt(digits, 16)), 3))},
  // How a shell has a quotation mark between quotation marks, and a form a blank (HTML, application/x-www-form-urlencoded).
  {form: /'(?:\\'|"'")'/g, decode: found => whole("'", found)},
  {form: /(?<=[\w%.~-])\+(?=[\w%.~-])/g, decode: found => whole(' ', found)},
  // Bytes as numbers: a list of them, 0x74, 0x6f, and the rows of xxd and hexdump -C, once what is hexadecimal and once what is text.
  {form: /(?<![\w.])\d{1,3}(?:,\s{0,20}\d{1,3}){5,}(?![\w.])/g, decode: found => (found.match(/\d+|\D+/g) ?? []).map(part => [/\d/.test(part) ? String.fromCharCode(Number(part)) : '', part.length])},
  {form: /0x[0-9a-f]{2}(?:[,\s]{1,20}0x[0-9a-f]{2}){3,}/gi, decode: found => (found.match(/0x|[0-9a-f]|[,\s]+/gi) ?? []).map(part => [/^[0-9a-f]$/i.test(part) ? part : '', part.length])},
  {form: rows, decode: found => inRow(found, 'bytes')},
  {form: rows, decode: found => inRow(found, 'text')},
  // Bytes that are told apart: aa:bb:cc.
  {form: /[0-9a-f]{2}(?:[:,-][0-9a-f]{2}){7,}/gi, decode: found => [...found].map((sign, index): [string, number] => (index % 3 === 2 ? ['', 1] : [sign, 1]))},
];

/** Colours and other control sequences (ECMA-48), blanks, line ends and whatever is not seen. */
const breaks = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[ -~])|[\s\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|\uDB40[\uDC00-\uDC7F]/g;

/** As many views of one text as are looked at: enough for two escapes in one another, and no text can ask for more. */
const mostViews = 40;

/** Only a text with such a sign is decoded. */
const escaped = /[\\]|%[0-9a-f]{2}|&[#a-z]|=[0-9A-F]{2}|=\r?\n|[0-9a-f]{2}[:,-][0-9a-f]{2}[:,-]|\w\+\w|'"'"'|\d,\s{0,20}\d{1,3},|0x[0-9a-f]{2}|^[ \t]*[0-9a-f]{4,16}:?[ \t]+[0-9a-f]{2}/im;

const identity = (text: string): View => ({text, from: unit => unit, to: unit => unit + 1});

/** The text itself, and what it is once its escapes are decoded, escapes inside escapes too. */
export function viewsOf(text: string): View[] {
  const views = [identity(text)];
  if (!escaped.test(text)) return views;
  const seen = new Set([text]);
  for (const view of views) {
    for (const {form, decode} of decoders) {
      if (views.length >= mostViews) return views;
      const next = replaced(view, form, decode);
      if (next === undefined || seen.has(next.text)) continue;
      seen.add(next.text);
      views.push(next);
    }
  }
  return views;
}

/** The same without anything that only breaks a word. The places are worked out when somebody asks for one. */
export function squeezed(view: View): View {
  let placed: View | undefined;
  const places = (): View => (placed ??= replaced(view, breaks, () => []) ?? view);
  return {text: view.text.replace(breaks, ''), from: unit => places().from(unit), to: unit => places().to(unit)};
}

function replaced({text, from, to}: View, form: RegExp, decode: Decoder['decode']): View | undefined {
  const matches = [...text.matchAll(form)];
  if (matches.length === 0) return undefined;
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  const copy = (end: number): void => {
    parts.push(text.slice(at, end));
    for (; at < end; at += 1) {
      starts.push(from(at));
      ends.push(to(at));
    }
  };
  for (const {0: found, index} of matches) {
    copy(index);
    for (const [piece, length] of decode(found)) {
      parts.push(piece);
      for (let unit = 0; unit < piece.length; unit += 1) {
        starts.push(from(at));
        ends.push(to(at + length - 1));
      }
      at += length;
    }
    at = index + found.length;
  }
  copy(text.length);
  return {text: parts.join(''), from: unit => starts[unit] ?? 0, to: unit => ends[unit] ?? 0};
}

/**
 * What of Base64 (RFC 4648, section 4) stays the same whatever is encoded before and after: three texts,
 * one for each place at which the bytes may begin in a group of three.
 */
function sextetsOf(bytes: Buffer): string[] {
  return [0, 1, 2].map(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replaceAll('=', '');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

export type Encoded = {kind: 'Base64' | 'hexadecimal'; text: string};

/** How a text stands in Base64 and in hexadecimal, wherever it begins, and those encoded once more. */
export function encodings(text: string): Encoded[] {
  const once = (given: string): Encoded[] => {
    const bytes = Buffer.from(given);
    return [...sextetsOf(bytes).map((found): Encoded => ({kind: 'Base64', text: found})), {kind: 'hexadecimal', text: bytes.toString('hex')}];
  };
  const first = once(text);
  return [...first, ...first.flatMap(({text: inner}) => once(inner))];
}
