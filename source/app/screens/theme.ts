import type {EnvironmentClass} from '../../environment/environment.ts';
import type {StepStatus} from '../../journal/session.ts';

/**
 * What a run of text means; the theme says how that looks. Never the only sign of anything: a style is for a word
 * or a sign that says the same (docs/screens.md).
 */
export type Style =
  /** What the eye should find first, and what is beside the point. */
  | 'strong' | 'faint'
  /** How something turned out, and what changes something. */
  | 'good' | 'bad' | 'warning' | 'change'
  /** What can be typed. */
  | 'code'
  /** The row of a list that enter opens. */
  | 'selected'
  /** Lines and bars: nobody reads them. */
  | 'drawn'
  | 'drill'
  | EnvironmentClass;

/** Properties of Ink's `<Text>`. */
export type Look = {color?: Colour; backgroundColor?: Colour; bold?: boolean; dimColor?: boolean; inverse?: boolean; underline?: boolean};

/** Of the sixteen that every terminal has, as chalk names them. */
export type Colour = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | `${'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'}Bright`;

const caution: Look = {color: 'black', backgroundColor: 'yellowBright'};

/**
 * No colour can be read on white and on black paper alike, so each brings its own paper; the ink on it is never bold,
 * which many terminals draw in another colour, unless it is one that has no brighter one.
 */
const looks: Record<Style, Look> = {
  strong: {bold: true},
  faint: {},
  good: {color: 'black', backgroundColor: 'green'},
  bad: {color: 'whiteBright', backgroundColor: 'red'},
  warning: caution,
  change: caution,
  code: {underline: true},
  selected: {inverse: true},
  drawn: {dimColor: true},
  drill: {inverse: true, bold: true},
  practice: {color: 'black', backgroundColor: 'cyan'},
  rehearsal: caution,
  live: {color: 'whiteBright', backgroundColor: 'red', bold: true},
};

/** Every style that there is, for tests and pages. */
export const styles = Object.keys(looks) as Style[];

export function lookOf(style: Style | undefined): Look {
  return style === undefined ? {} : looks[style];
}

export type Symbols = {
  class: Record<EnvironmentClass, string>;
  /** Beside practice, while a drill is walked. */
  drilling: string;
  step: Record<StepStatus, string>;
  current: string;
  progress: Record<'running' | 'ok' | 'failed' | 'skipped', string>;
  proof: Record<'holds' | 'fails' | 'stated' | 'not stated' | 'not looked at' | 'waiting', string>;
  bullet: string;
  horizontal: string;
  vertical: string;
  more: {above: string; below: string};
  cut: string;
  separator: string;
  cursor: string;
  bar: {full: string; empty: string; half: string};
  /** A recent drill on its strip: fine, odd, unreadable. */
  drill: {good: string; odd: string};
};

/** The shapes of a set; those that mean the same in two places are the same. */
type Shapes = Omit<Symbols, 'step' | 'progress' | 'proof'> & {
  yes: string;
  no: string;
  running: string;
  waiting: string;
};

function symbolsOf({yes, no, running, waiting, ...shapes}: Shapes): Symbols {
  const {current, bullet} = shapes;
  return {
    ...shapes,
    step: {waiting, running, done: yes, failed: no, skipped: '-', unknown: '?'},
    progress: {running: current, ok: yes, failed: no, skipped: '-'},
    proof: {holds: yes, fails: no, stated: bullet, 'not stated': '-', 'not looked at': '?', waiting},
  };
}

/** Shapes that differ without colour. All are one column wide in every terminal font we tried. */
export const unicodeSymbols = symbolsOf({
  class: {practice: '○', rehearsal: '◆', live: '■'},
  drilling: '▲',
  yes: '✓',
  no: '✗',
  running: '»',
  waiting: '·',
  current: '▸',
  bullet: '•',
  horizontal: '─',
  vertical: '│',
  more: {above: '↑', below: '↓'},
  cut: '…',
  separator: '·',
  cursor: '▏',
  // No blocks: those of two rows would be one.
  bar: {full: '━', half: '╸', empty: '╌'},
  drill: {good: '▪', odd: '!'},
});

export const asciiSymbols = symbolsOf({
  class: {practice: '(o)', rehearsal: '<#>', live: '[!]'},
  drilling: '^',
  yes: '+',
  no: 'x',
  running: '*',
  waiting: '.',
  current: '>',
  bullet: '*',
  horizontal: '-',
  vertical: '|',
  more: {above: '^', below: 'v'},
  cut: '~',
  separator: '-',
  cursor: '_',
  bar: {full: '#', half: '=', empty: '.'},
  drill: {good: 'o', odd: '!'},
});

export function symbolsFor({ascii}: {ascii: boolean}): Symbols {
  return ascii ? asciiSymbols : unicodeSymbols;
}
