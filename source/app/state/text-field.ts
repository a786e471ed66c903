/** A one-line text field. The cursor counts whole characters as a reader sees them. */
export type Field = {
  characters: readonly string[];
  cursor: number;
  /** The text is an offer: whatever is typed stands in its place. */
  offered?: true;
};

export const emptyField: Field = {characters: [], cursor: 0};

/** A journal line has room for this many characters of any script. */
export const longestField = 400;

export function fieldOf(text: string): Field {
  const characters = split(text);
  return {characters, cursor: characters.length};
}

/** A field with a proposal in it: enter takes it, text replaces it, editing keys make it one's own. */
export function offeredField(text: string): Field {
  return text === '' ? emptyField : {...fieldOf(text), offered: true};
}

export function fieldText(field: Field): string {
  return field.characters.join('');
}

function split(text: string): string[] {
  return Array.from(new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(text), ({segment}) => segment);
}

/** Line breaks and tabs become spaces: a pasted log line stays one line. */
export function insert(before: Field, text: string, longest: number = longestField): Field {
  if (text === '') return before;
  const field = before.offered ? emptyField : before;
  const room = longest - field.characters.length;
  const added = split(text.replaceAll(/[\r\n\t]+/g, ' ')).slice(0, room);
  return {
    characters: field.characters.toSpliced(field.cursor, 0, ...added),
    cursor: field.cursor + added.length,
  };
}

export type Edit = 'backspace' | 'delete' | 'left' | 'right' | 'home' | 'end' | 'clear';

export function edit(field: Field, by: Edit): Field {
  const {characters, cursor} = field;
  const last = characters.length;
  switch (by) {
    case 'backspace':
      return cursor === 0 ? field : {characters: characters.toSpliced(cursor - 1, 1), cursor: cursor - 1};
    case 'delete':
      return {characters: characters.toSpliced(cursor, 1), cursor};
    case 'left':
      return {characters, cursor: Math.max(0, cursor - 1)};
    case 'right':
      return {characters, cursor: Math.min(last, cursor + 1)};
    case 'home':
      return {characters, cursor: 0};
    case 'end':
      return {characters, cursor: last};
    case 'clear':
      return emptyField;
  }
}

const editing: Readonly<Record<string, Edit>> = {'\u007F': 'backspace', '\b': 'backspace', '\u0015': 'clear'};

/**
 * Keys that arrived in one read, as over a slow line: what edits edits, other control keys are no text.
 * Enter at the end was not pressed after reading the field, so it counts for nothing; one before the first letter was
 * meant for what stood there before.
 */
export function insertKeys(field: Field, keys: string, longest?: number): Field {
  const line = field.cursor === 0 ? keys.replace(/^[\r\n]+/, '') : keys;
  return split(line.replace(/[\r\n]+$/, '').replaceAll(/[\r\n\t]+/g, ' ')).reduce((typed, character) => {
    const by = editing[character];
    if (by) return edit(typed, by);
    return /^\p{Cc}/u.test(character) ? typed : insert(typed, character, longest);
  }, field);
}
