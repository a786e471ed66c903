import type {EnvironmentClass} from '../../environment/environment.ts';
import type {StepStatus} from '../../journal/session.ts';

/** What a run of text means; the theme says how that looks. Never the only sign of anything. */
export type Style =
  | 'strong' | 'faint' | 'good' | 'bad' | 'warning' | 'code' | 'selected' | 'drill'
  | EnvironmentClass;

/** Properties of Ink's `<Text>`. */
export type Look = {color?: string; bold?: boolean; dimColor?: boolean; inverse?: boolean};

const looks: Record<Style, Look> = {
  strong: {bold: true},
  faint: {dimColor: true},
  good: {color: 'green'},
  bad: {color: 'red', bold: true},
  warning: {color: 'yellow', bold: true},
  code: {color: 'cyan'},
  selected: {inverse: true},
  drill: {color: 'magenta', bold: true},
  practice: {color: 'cyan', bold: true},
  rehearsal: {color: 'yellow', bold: true},
  live: {color: 'red', bold: true, inverse: true},
};

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
  bar: {full: '█', half: '▌', empty: '░'},
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
