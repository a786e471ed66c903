import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {describe, it} from 'node:test';
import type {Machine} from '../../source/doctor/check.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {machineAt, says} from './machine.ts';

const window = (columns: number, rows: number, colours = 8): Partial<Machine> => ({terminal: {columns, rows, colours}});

const rows: ReadonlyArray<{check: string; change?: Partial<Machine>; variables?: NodeJS.ProcessEnv; expected: string}> = [
  {check: 'terminal', expected: 'well: xterm-256color'},
  {check: 'terminal', variables: {TERM: 'dumb'}, expected: 'finding: TERM is dumb'},
  {check: 'terminal', variables: {TERM: ''}, expected: 'finding: TERM is not set'},
  ...['terminal', 'size', 'colours', 'keys'].map(check => ({check, change: {terminal: undefined}, expected: 'unknown: standard input and output are no terminal'})),
  {check: 'size', expected: 'well: 80x24'},
  {check: 'size', change: window(60, 16), expected: 'well: 60x16'},
  {check: 'size', change: window(59, 16), expected: 'finding: 59x16, and 60x16 is the least'},
  {check: 'size', change: window(200, 15), expected: 'finding: 200x15, and 60x16 is the least'},
  {check: 'size', change: window(0, 0), expected: 'unknown: the terminal does not say its size'},
  {check: 'colours', expected: 'well: 256'},
  {check: 'colours', change: window(80, 24, 1), variables: {TERM: 'vt100'}, expected: 'finding: TERM=vt100 is said to have none'},
  {check: 'colours', change: window(80, 24, 1), variables: {NO_COLOR: '1'}, expected: 'well: switched off by NO_COLOR'},
  {check: 'locale', expected: 'well: LANG=C.UTF-8'},
  {check: 'locale', variables: {LC_ALL: 'POSIX'}, expected: 'finding: LC_ALL=POSIX is not UTF-8'},
  {check: 'locale', variables: {LANG: undefined}, expected: 'unknown: none is named, and UTF-8 is taken for granted'},
  {check: 'keys', expected: 'well: none is known to be kept back by this terminal'},
  {check: 'keys', variables: {TERM_PROGRAM: 'Apple_Terminal'}, expected: 'unknown: Terminal of macOS may scroll by itself at home, end, page up and page down'},
  {check: 'keys', variables: {STY: '4711.pts-0'}, expected: 'unknown: screen may hold escape back for 300 ms'},
  {check: 'keys', variables: {INSIDE_EMACS: '30.1,term:0.96'}, expected: 'unknown: Emacs may keep ctrl-c and escape for itself'},
  {check: 'keys', variables: {TERMINAL_EMULATOR: 'JetBrains-JediTerm'}, expected: 'unknown: the terminal of a JetBrains editor may leave for the editor at escape'},
  {check: 'keys', variables: {TERM: 'vt100'}, expected: 'unknown: a terminal of this kind may have no home, end, page up and page down'},
];

describe('A terminal', () => {
  for (const {check, change, variables, expected} of rows) {
    it(`${JSON.stringify({...change, ...variables})}: ${check}, ${expected}`, async () => assert.deepEqual(await says(check, machineAt('/', change, variables)), [expected]));
  }

  for (const [printed, expected] of [['500', 'finding: tmux holds escape back for 500 ms'], ['10', 'well: tmux holds escape back for 10 ms'], ['later', 'unknown: tmux was not asked how long it holds escape back']] as const) {
    it(`inside a tmux that answers ${printed} holds escape back: ${expected}`, async t => {
      const folder = await temporaryFolder(t);
      writeFileSync(join(folder, 'tmux'), `#!/bin/sh\n[ "$TMUX $*" = "here show-options -sv escape-time" ] && echo ${printed}\n`, {mode: 0o755});
      assert.deepEqual(await says('keys', machineAt(folder, {}, {TMUX: 'here', PATH: [folder, process.env.PATH].join(delimiter)})), [expected]);
    });
  }
});
