import type {Key as InkKey} from 'ink';

const namedKeys = [
  'enter', 'escape', 'up', 'down', 'left', 'right', 'page up', 'page down', 'home', 'end',
  'backspace', 'delete', 'tab', 'ctrl-c', 'ctrl-u', 'ctrl-z',
] as const;

export type NamedKey = (typeof namedKeys)[number];

/** One key press; `together`: in one read with others, `burst` is more than one character in one read, `paste` a bracketed paste. */
export type Key =
  | {kind: 'named'; name: NamedKey; together?: true}
  | {kind: 'character'; character: string}
  | {kind: 'burst' | 'paste'; text: string}
  | {kind: 'other'};

const flags: ReadonlyArray<readonly [keyof InkKey, NamedKey]> = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page up'],
  ['pageDown', 'page down'],
  ['home', 'home'],
  ['end', 'end'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['tab', 'tab'],
];

const controls: Record<string, NamedKey> = {c: 'ctrl-c', u: 'ctrl-u', z: 'ctrl-z'};

/** What Ink's input hook reports, as one value; `alone`: nothing else was read with it. */
export function toKey(input: string, key: InkKey, alone: boolean = true): Key {
  if (key.ctrl) {
    const name = controls[input];
    return name ? {kind: 'named', name} : {kind: 'other'};
  }
  const named = flags.find(([flag]) => key[flag]);
  if (named) return {kind: 'named', name: named[1], ...(!alone && {together: true})};
  if (key.meta || input === '') return {kind: 'other'};
  const [first = '', second] = new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(input);
  if (second !== undefined) return {kind: 'burst', text: input};
  return typeof first === 'object' && /^\P{Cc}/u.test(first.segment)
    ? {kind: 'character', character: first.segment}
    : {kind: 'other'};
}
