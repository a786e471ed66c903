/** What a terminal sends for a key (xterm control sequences; ECMA-48). */
const sequences: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  'shift-tab': '\u001B[Z',
  space: ' ',
  backspace: '\u007F',
  delete: '\u001B[3~',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  'page-up': '\u001B[5~',
  'page-down': '\u001B[6~',
};

/** The bytes of a key named `enter`, `ctrl-c` or `x`; a longer unknown name is a mistake in the test. */
export function keySequence(key: string): string {
  const known = sequences[key];
  if (known !== undefined) return known;
  const [, letter] = /^ctrl-([a-z])$/.exec(key) ?? [];
  if (letter) return String.fromCharCode(letter.charCodeAt(0) - 96);
  if ([...key].length === 1) return key;
  const names = [...Object.keys(sequences), 'ctrl-a to ctrl-z', 'single characters'];
  throw new Error(`no such key: ${key}; known are ${names.join(', ')}`);
}
