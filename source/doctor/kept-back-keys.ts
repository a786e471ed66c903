/** A terminal that keeps keys for itself, unless somebody told it otherwise, which nobody can see from here. */
export type KeptBack = {terminal: string; is(variables: NodeJS.ProcessEnv): boolean; says: string; next: string};

/** By their own manuals: Terminal User Guide, "Keyboard shortcuts"; screen(1), maptimeout; term.el; JetBrains, "Terminal". */
export const keptBack: readonly KeptBack[] = [
  {
    terminal: 'Terminal of macOS',
    is: ({TERM_PROGRAM}) => TERM_PROGRAM === 'Apple_Terminal',
    says: 'may scroll by itself at home, end, page up and page down',
    next: 'Hold shift with them; g and G are home and end.',
  },
  {
    terminal: 'screen',
    is: ({STY}) => Boolean(STY),
    says: 'may hold escape back for 300 ms',
    next: 'In ~/.screenrc: maptimeout 10',
  },
  {
    terminal: 'Emacs',
    is: ({INSIDE_EMACS, TERM}) => Boolean(INSIDE_EMACS) || TERM?.startsWith('eterm') === true,
    says: 'may keep ctrl-c and escape for itself',
    next: 'C-c C-c sends ctrl-c; where escape does not arrive, use another terminal.',
  },
  {
    terminal: 'the terminal of a JetBrains editor',
    is: ({TERMINAL_EMULATOR}) => TERMINAL_EMULATOR === 'JetBrains-JediTerm',
    says: 'may leave for the editor at escape',
    next: 'Switch off "Move focus to the editor with Escape" in its settings.',
  },
  {
    terminal: 'a terminal of this kind',
    is: ({TERM}) => /^(?:vt52|vt100|vt102|ansi|cons25)$/.test(TERM ?? ''),
    says: 'may have no home, end, page up and page down',
    next: 'g and G are home and end; the arrows scroll.',
  },
];
