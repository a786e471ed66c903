/**
 * A page as both printers understand it. All texts in it are raw: a printer makes them displayable and
 * takes the meaning out of every character that its format would read as markup.
 */
export type Page = {title: string; blocks: Block[]};

export type Block =
  | {kind: 'heading'; level: 1 | 2 | 3; text: Inline[]}
  | {kind: 'paragraph'; text: Inline[]}
  | {kind: 'list'; items: Inline[][]}
  | {kind: 'table'; head: string[]; rows: Inline[][][]}
  /** Our own drawing as SVG in which outside text is escaped; `text` says what it shows. */
  | {kind: 'picture'; svg: string; text: Inline[]}
  /** Our own lines, to be copied into a shell. */
  | {kind: 'shell'; lines: string[]};

export type Tone = 'good' | 'bad' | 'warning';

export type Inline =
  | {kind: 'text'; text: string}
  | {kind: 'strong'; text: string; tone?: Tone}
  /** A value as it was found or typed. */
  | {kind: 'value'; text: string}
  /** A time or a name of ours, which stays on one line. */
  | {kind: 'whole'; text: string}
  /** Struck through: it was to be done and was not; never left out. */
  | {kind: 'struck'; text: string}
  /** To a file of the same folder. */
  | {kind: 'file'; text: string; path: string};

type Words = string | Inline;

export function words(...parts: readonly Words[]): Inline[] {
  return parts.map(part => (typeof part === 'string' ? {kind: 'text', text: part} : part));
}

export function strong(text: string, tone?: Tone): Inline {
  return {kind: 'strong', text, ...(tone && {tone})};
}

export function value(text: string | number): Inline {
  return {kind: 'value', text: String(text)};
}

export function whole(text: string): Inline {
  return {kind: 'whole', text};
}

export function struck(text: string): Inline {
  return {kind: 'struck', text};
}

/** Paths are names that we gave: digests and fixed words. */
const ownPath = /^(?:sessions\/\d{8}T\d{6}Z-[a-z0-9-]+\/)?(?:evidence\/[0-9a-f]{64}|[A-Za-z][A-Za-z0-9.-]*)$/;

export function file(path: string, text: string = path): Inline {
  return ownPath.test(path) ? {kind: 'file', text: text.trim() === '' ? path : text, path} : {kind: 'value', text};
}

export function heading(level: 1 | 2 | 3, ...parts: readonly Words[]): Block {
  return {kind: 'heading', level, text: words(...parts)};
}

export function paragraph(...parts: readonly Words[]): Block {
  return {kind: 'paragraph', text: words(...parts)};
}

/** Nothing, said in words, where there is no item. */
export function list(items: readonly Inline[][], none: string): Block {
  return items.length === 0 ? paragraph(none) : {kind: 'list', items: [...items]};
}

export function table(head: readonly string[], rows: readonly Inline[][][]): Block[] {
  return rows.length === 0 ? [] : [{kind: 'table', head: [...head], rows: [...rows]}];
}
