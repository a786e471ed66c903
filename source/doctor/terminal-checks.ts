import {isPlain, localeOf} from '../locale.ts';
import {runCommand} from '../environment/command/run-command.ts';
import {keptBack} from './kept-back-keys.ts';
import {found, unknown, well, type Check, type Looked, type Machine} from './check.ts';

const noTerminal = unknown('standard input and output are no terminal');

/** Milliseconds that tmux may wait after escape; people notice more. */
const soonEnough = 50;

export const terminalChecks: readonly Check[] = [
  {
    name: 'terminal',
    how: 'standard input and output, and `TERM`',
    remedy: 'Set TERM to what the terminal is, such as: export TERM=xterm-256color. Until then there are plain lines instead of screens.',
    look: ({terminal, place: {variables: {TERM}}}) => {
      if (!terminal) return [noTerminal];
      return [TERM === undefined || TERM === '' || TERM === 'dumb' ? found(`TERM is ${TERM || 'not set'}`) : well(TERM)];
    },
  },
  {
    name: 'size',
    how: 'what the terminal says of its window',
    remedy: 'Make the window larger; while it is smaller nothing can be confirmed.',
    look: ({terminal, smallest}) => {
      if (!terminal) return [noTerminal];
      const {columns, rows} = terminal;
      if (!(columns > 0 && rows > 0)) return [unknown('the terminal does not say its size', {next: 'Tell it, such as: stty cols 80 rows 24'})];
      const size = `${columns}x${rows}`;
      return [columns < smallest.columns || rows < smallest.rows ? found(`${size}, and ${smallest.columns}x${smallest.rows} is the least`) : well(size)];
    },
  },
  {
    name: 'colours',
    how: 'what `TERM`, `COLORTERM` and `NO_COLOR` say',
    remedy: 'If the terminal has colours, set TERM to what it is, such as: export TERM=xterm-256color. Without them the class of an environment is told by word and shape alone.',
    look: ({terminal, place: {variables: {NO_COLOR, TERM}}}) => {
      if (NO_COLOR) return [well('switched off by NO_COLOR')];
      if (!terminal) return [noTerminal];
      return [terminal.colours > 1 ? well(`${2 ** terminal.colours}`) : found(`TERM=${TERM ?? ''} is said to have none`)];
    },
  },
  {
    name: 'locale',
    how: '`LC_ALL`, `LC_CTYPE`, `LANG`',
    remedy: 'If the terminal shows UTF-8: export LANG=C.UTF-8. Until then lines are drawn with ASCII characters.',
    look: ({place: {variables}}) => {
      const locale = localeOf(variables);
      if (!locale) return [unknown('none is named, and UTF-8 is taken for granted', {next: 'If lines come out as question marks, use --ascii.'})];
      const text = `${locale.variable}=${locale.value}`;
      return [isPlain(variables) ? found(`${text} is not UTF-8`) : well(text)];
    },
  },
  {
    name: 'keys',
    how: 'which terminal its variables name, and what tmux says of `escape-time`',
    remedy: 'Have the terminal send them.',
    look: async machine => {
      if (!machine.terminal) return [noTerminal];
      const kept = keptBack.filter(({is}) => is(machine.place.variables)).map(({terminal, says, next}) => unknown(`${terminal} ${says}`, {next}));
      const escape = await escapeIn(machine);
      return kept.length + escape.length > 0 ? [...escape, ...kept] : [well('none is known to be kept back by this terminal')];
    },
  },
];

/** tmux holds escape back as long as it might be the beginning of another key (tmux(1), escape-time). */
async function escapeIn({place: {folder, variables}, signal}: Machine): Promise<Looked[]> {
  if (!variables.TMUX) return [];
  const {ending, printed} = await runCommand({command: ['tmux', 'show-options', '-sv', 'escape-time'], folder, variables, pass: ['TMUX'], limit: 500, mask: text => text, signal});
  const time = ending.kind === 'ended' && ending.exit === 0 ? /^\d+$/.exec(printed?.trim() ?? '')?.[0] : undefined;
  const next = 'In ~/.tmux.conf: set -sg escape-time 10';
  if (time === undefined) return [unknown('tmux was not asked how long it holds escape back', {next})];
  return [Number(time) > soonEnough ? found(`tmux holds escape back for ${time} ms`, {next}) : well(`tmux holds escape back for ${time} ms`)];
}
