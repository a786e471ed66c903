/** A private mode of terminals (xterm): the other screen, whose content is gone when it is left. */
const otherScreen = '\u001B[?1049h';
const ownScreen = '\u001B[?1049l';
const cursorOff = '\u001B[?25l';
const cursorOn = '\u001B[?25h';
/** A paste comes between marks. */
export const markedPaste = '\u001B[?2004h';
export const plainPaste = '\u001B[?2004l';
const home = '\u001B[H';

type Terminal = Pick<NodeJS.WriteStream, 'write'>;

/** Shows rows on the other screen, before there is anything that could draw them. */
export function paint(terminal: Terminal, rows: readonly string[]): void {
  terminal.write(`${otherScreen}${cursorOff}${markedPaste}${home}${rows.join('\n')}`);
}

/** Gives back a screen that was painted on and that nobody took over. */
export function wipe(terminal: Terminal): void {
  terminal.write(`${plainPaste}${ownScreen}${cursorOn}`);
}

/**
 * What Ink writes from now on, until its first frame is there, goes through here: it is on the other screen already,
 * and of its frame only the rows that are not as painted are drawn. It goes on from the end of the last row.
 */
export function handOver(terminal: Terminal, painted: readonly string[]): void {
  const own = terminal.write;
  const passOn = own.bind(terminal) as (text: string, ...rest: unknown[]) => boolean;
  const said = new Set([otherScreen, cursorOff]);
  terminal.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = String(chunk);
    if (text.includes('\n')) {
      terminal.write = own;
      return passOn(changes(painted, text.split('\n')), ...rest);
    }
    return passOn(said.has(text) ? '' : text, ...rest);
  };
}

/** What makes one window of the other. */
function changes(from: readonly string[], to: readonly string[]): string {
  if (from.length !== to.length) return `${home}\u001B[J${to.join('\n')}`;
  const changed = to.map((row, index) => (row === from[index] ? '' : `\u001B[${index + 1}H\u001B[2K${row}`)).join('');
  return changed === '' ? '' : `${changed}\u001B[${to.length}H\u001B[2K${to.at(-1) ?? ''}`;
}
