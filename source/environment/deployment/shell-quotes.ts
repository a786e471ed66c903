/** How a POSIX shell stands at a place of a text: outside quotation marks, inside them, or in a comment. */
export type ShellState = {kind: 'bare' | "'" | '"' | 'comment'; /** Where it began. */ since: number};

/**
 * Walks a text as a shell would (POSIX.1-2024, Shell Command Language, 2.2 and 2.3) and gives the state
 * at each of the offsets, which come in their order. Pure.
 */
export function shellStates(text: string, offsets: readonly number[]): ShellState[] {
  const states: ShellState[] = [];
  let state: ShellState = {kind: 'bare', since: 0};
  let at = 0;
  for (const offset of offsets) {
    while (at < offset) {
      const escapes = text[at] === '\\' && (state.kind === 'bare' || state.kind === '"');
      if (!escapes) state = after(state, text, at);
      at += escapes ? 2 : 1;
    }
    states.push(state);
  }
  return states;
}

function after(state: ShellState, text: string, at: number): ShellState {
  const sign = text[at];
  if (state.kind === 'comment') return sign === '\n' ? {kind: 'bare', since: at + 1} : state;
  if (state.kind !== 'bare') return sign === state.kind ? {kind: 'bare', since: at + 1} : state;
  if (sign === "'" || sign === '"') return {kind: sign, since: at};
  // Only at the beginning of a word.
  return sign === '#' && /^[\s;&|()]?$/.test(text[at - 1] ?? '') ? {kind: 'comment', since: at} : state;
}
