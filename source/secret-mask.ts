import {isWeak, placedSecrets} from './secret-places.ts';
import {toldSecrets} from './secret-prose.ts';
import {sureShapes} from './secret-shapes.ts';
import {encodings, redacted, squeezed, viewsOf} from './secret-spellings.ts';
import {Secret} from './secret.ts';

/** Where a text holds a secret, in its own units, and how that is known. */
export type Found = {start: number; end: number; known: 'by value' | 'by place' | 'by shape'; shape: string};

/** Shorter values would mask ordinary words; a bearer token that short protects nothing anyway. */
const shortest = 4;

/** From this length on a value is found in other letters, turned round and broken by blanks; */
const longEnough = 8;

/** from this one on encoded: what it is encoded as is longer. */
const longEnoughEncoded = 6;

/** As much of a long value's beginning or end is worth hiding too: a cut leaves such pieces. */
const piece = 12;
const longestWhole = 16;

type Needle = {text: string; /** A piece runs on as far as the value does. */ value: string; kind: 'whole' | 'head' | 'tail' | 'word'};

/** What is looked for: `exact` in the text, `loose` in its small letters without blanks, the others as their encodings are. */
type Needles = {exact: Needle[]; loose: Needle[]; base64: Needle[]; hexadecimal: Needle[]};

const reversed = (text: string): string => [...text].reverse().join('');
/** In small letters, unit for unit. */
function folded(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
}
const packed = (text: string): string => folded(text.replaceAll(/\s/g, ''));
/** A piece without a digit may be a word of the language. */
const isPiece = (text: string): boolean => /\d/.test(text) && /\D/.test(text);

const wholeNeedle = (text: string): Needle => ({text, value: text, kind: 'whole'});

function needlesOf(values: readonly string[]): Needles {
  const long = values.filter(value => packed(value).length >= longEnough);
  const encoded = values.filter(value => value.length >= longEnoughEncoded).flatMap(value => [...new Set([value, JSON.stringify(value).slice(1, -1)])].flatMap(encodings));
  const of = (wanted: string): Needle[] => encoded.filter(({kind}) => kind === wanted).map(({text}) => wholeNeedle(text));
  return {exact: values.map(wholeNeedle), loose: long.flatMap(looseNeedles), base64: of('Base64'), hexadecimal: of('hexadecimal')};
}

function looseNeedles(value: string): Needle[] {
  const loose = packed(value);
  const whole = [...new Set([loose, reversed(loose), packed(Buffer.from(value).toString('latin1'))])].map(wholeNeedle);
  const pieces: Needle[] = [{text: loose.slice(0, piece), value: loose, kind: 'head'}, {text: loose.slice(-piece), value: loose, kind: 'tail'}];
  return [...whole, ...(loose.length >= longestWhole ? pieces.filter(({text}) => isPiece(text)) : [])];
}

/** Replaces secrets in text that leaves us: live values in whatever spelling, and what stands where a secret stands or has the shape of one. */
export class SecretMask {
  readonly #values: readonly string[];
  #needles: Needles | undefined;

  constructor(secrets: Iterable<Secret>) {
    this.#values = [...new Set([...secrets].map(secret => secret.reveal()))].filter(value => value.length >= shortest);
  }

  /** Whether both mask the same values. */
  knows(other: SecretMask): boolean {
    return this.#values.length === other.#values.length && this.#values.every((value, index) => value === other.#values[index]);
  }

  /** One mask of all that these and this one mask. */
  with(others: readonly SecretMask[]): SecretMask {
    return new SecretMask([this, ...others].flatMap(mask => mask.#values.map(value => new Secret(value))));
  }

  /** The same with more secrets. */
  and(secrets: Iterable<Secret>): SecretMask {
    return new SecretMask([...this.#values.map(value => new Secret(value)), ...secrets]);
  }

  text(text: string): string {
    return withoutFound(text, this.find(text));
  }

  /** The same of JSON, or lines of it, as text: what is a word in a member's name stays, as in a value. */
  document(text: string): string {
    return withoutFound(text, this.find(text).filter(({start, end}) => !isWord(text.slice(start, end)) || !isInName(text, start, end)));
  }

  /**
   * The same of what a person has typed, where a sentence tells a secret too. Not for what the program says itself: its
   * sentences name fingerprints and paths where such a one would have a token.
   */
  typed(text: string): string {
    return withoutFound(text, this.#find(text, inItsPlace(text, toldSecrets(text), () => false)));
  }

  /** In their order, none over another. What is masked already is no secret, whatever its letters are. */
  find(text: string): Found[] {
    return this.#find(text, []);
  }

  #find(text: string, more: readonly Found[]): Found[] {
    const found = [...this.#byValue(text), ...inItsPlace(text, placedSecrets(text)), ...byShape(text), ...more];
    if (found.length === 0) return found;
    const masked = [...text.matchAll(redactedForm)].map(({index}) => [index, index + redacted.length] as const);
    return united(found.flatMap(one => outside(one, masked)));
  }

  /** Every string inside, names of members included, but for what is a word in one: whoever reads a document of ours looks for `operator_api`. */
  value<T>(value: T): T {
    const placed = placedSecrets(value);
    const strong = placed.filter(text => !isWeak(text));
    const mask = strong.length === 0 ? this : this.and(strong.map(text => new Secret(text)));
    return mask.#inside(value, placed.filter(isWeak));
  }

  #inside<T>(value: T, weak: readonly string[]): T {
    if (typeof value === 'string') return withoutFound(value, this.#find(value, inItsPlace(value, weak))) as T;
    if (Array.isArray(value)) return value.map(item => this.#inside(item, weak)) as T;
    if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.#name(name), this.#inside(member, weak)])) as T;
  }

  #name(name: string): string {
    return withoutFound(name, this.find(name).filter(({start, end}) => !isWord(name.slice(start, end))));
  }

  #byValue(text: string): Found[] {
    if (this.#values.length === 0 || text.length < shortest) return [];
    this.#needles ??= needlesOf(this.#values);
    return findNeedles(text, this.#needles).map(([start, end]) => ({start, end, known: 'by value', shape: 'a secret that is in use'}));
  }
}

/** The mask of secrets that come and go: made anew only when they are others than before. */
export function liveMask(secrets: () => Iterable<Secret>): () => SecretMask {
  let mask = new SecretMask([]);
  return () => {
    const now = new SecretMask(secrets());
    if (!mask.knows(now)) mask = now;
    return mask;
  };
}

/** What every way out of the program hides: what this process knows from the start, and what each environment that is opened knows. */
export type Masks = {hide(mask: () => SecretMask): void; now(): SecretMask};

export function openMasks(first: SecretMask): Masks {
  const opened: Array<() => SecretMask> = [];
  return {
    hide: mask => void opened.push(mask),
    now: () => (opened.length === 0 ? first : first.with(opened.map(mask => mask()))),
  };
}

const isWord = (text: string): boolean => /^[a-z_]+$/.test(text);

/** Whether what stands there is a part of the name of a member. */
function isInName(text: string, start: number, end: number): boolean {
  return /"\w{0,100}$/.test(text.slice(Math.max(0, start - 101), start)) && /^\w{0,100}" ?:/.test(text.slice(end, end + 104));
}

const redactedForm = new RegExp(redacted, 'g');

type Place = readonly [start: number, end: number];

function findNeedles(text: string, needles: Readonly<Needles>): Place[] {
  return viewsOf(text).flatMap(view => {
    const plain = needles.exact.flatMap(needle => placesOf(view.text, needle)).map(([start, end]): Place => [view.from(start), view.to(end - 1)]);
    if (needles.base64.length === 0 || view.text.length < longEnough) return plain;
    const tight = squeezed(view);
    const letters = folded(tight.text);
    const sextets = tight.text.replaceAll('-', '+').replaceAll('_', '/');
    const encoded = [...needles.base64.flatMap(needle => placesOf(sextets, needle)), ...needles.hexadecimal.flatMap(needle => placesOf(letters, needle))];
    const back = ([start, end]: Place): Place => [tight.from(start), tight.to(end - 1)];
    return [...plain, ...needles.loose.flatMap(needle => placesOf(letters, needle)).map(back), ...encoded.map(back).map(place => wholeRun(text, place))];
  });
}

/** Of an encoded text nothing is left: its edges hold bits of the secret too. */
function wholeRun(text: string, [start, end]: Place): Place {
  const edge = /[\w+/=-]/;
  let [from, to] = [start, end];
  while (from > 0 && edge.test(text[from - 1] ?? '')) from -= 1;
  while (to < text.length && edge.test(text[to] ?? '')) to += 1;
  return [from, to];
}

function placesOf(text: string, {text: needle, value, kind}: Needle): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) {
    let [start, end] = [at, at + needle.length];
    if (kind === 'head') while (end - start < value.length && text[end] === value[end - start]) end += 1;
    if (kind === 'tail') while (end - start < value.length && text[start - 1] !== undefined && text[start - 1] === value.at(start - 1 - end)) start -= 1;
    if (kind === 'word' && isPartOfWord(text, start, end)) continue;
    places.push([start, end]);
  }
  return places;
}

function withoutFound(text: string, found: readonly Found[]): string {
  let masked = '';
  let at = 0;
  for (const {start, end} of found) {
    masked += `${text.slice(at, start)}${redacted}`;
    at = end;
  }
  return masked + text.slice(at);
}

const isPartOfWord = (text: string, start: number, end: number): boolean => [start, end].some(edge => /^\w\w/.test(text.slice(Math.max(0, edge - 1), edge + 1)));

/** What stands in the place of a secret, wherever else in the text it is too. */
function inItsPlace(text: string, placed: readonly string[], asWord = isWeak): Found[] {
  if (placed.length === 0) return [];
  return findNeedles(text, {exact: placed.map(value => ({text: value, value, kind: asWord(value) ? 'word' : 'whole'})), loose: [], base64: [], hexadecimal: []}).map(([start, end]) => ({start, end, known: 'by place', shape: 'a secret by its place'}));
}

function byShape(text: string): Found[] {
  // Most texts have none, and to search is much cheaper than to go through matches.
  return sureShapes.filter(({form}) => text.search(form) !== -1).flatMap(({shape, form, fits}) =>
    [...text.matchAll(form)].flatMap(match => {
      const [, token = ''] = match;
      if (!fits(token)) return [];
      const start = match.index + match[0].indexOf(token);
      return [{start, end: start + token.length, known: 'by shape' as const, shape}];
    }),
  );
}

/** What of a place is not masked yet. */
function outside(found: Found, masked: ReadonlyArray<readonly [number, number]>): Found[] {
  let left = [found];
  for (const [start, end] of masked) {
    left = left.flatMap(one => {
      if (one.end <= start || one.start >= end) return [one];
      return [{...one, end: start}, {...one, start: end}].filter(part => part.end > part.start);
    });
  }
  return left;
}

function united(found: readonly Found[]): Found[] {
  const sorted = found.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: Found[] = [];
  for (const one of sorted) {
    const last = kept.at(-1);
    if (last && one.start < last.end) kept[kept.length - 1] = {...(last.known === 'by value' ? last : one), start: last.start, end: Math.max(last.end, one.end)};
    else kept.push(one);
  }
  return kept;
}
