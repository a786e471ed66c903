import addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

export type Size = readonly [columns: number, rows: number];

export type Colour = {kind: 'default'} | {kind: 'palette'; index: number} | {kind: 'rgb'; value: number};

export type Cell = {
  /** Empty where the character to the left takes two columns. */
  text: string;
  width: number;
  ink: Colour;
  paper: Colour;
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  italic: boolean;
  underline: boolean;
};

/** What a person has in front of them: bytes in, picture out. */
export class Terminal {
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  readonly #chunks: string[] = [];
  readonly #decoder = new TextDecoder();
  #cursorVisible = true;

  constructor([columns, rows]: Size, options: {convertEol?: boolean} = {}) {
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 2000,
      convertEol: options.convertEol ?? false,
    });
    this.#terminal.loadAddon(new addon.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#watchCursor('h', true);
    this.#watchCursor('l', false);
  }

  /** DECTCEM, mode 25: the library obeys it and does not tell. */
  #watchCursor(final: string, visible: boolean): void {
    this.#terminal.parser.registerCsiHandler({prefix: '?', final}, parameters => {
      if (parameters.includes(25)) this.#cursorVisible = visible;
      return false;
    });
  }

  /** Resolves when the picture shows it. */
  feed(bytes: string | Uint8Array): Promise<void> {
    const text = typeof bytes === 'string' ? bytes : this.#decoder.decode(bytes, {stream: true});
    this.#chunks.push(text);
    return new Promise(resolve => this.#terminal.write(text, resolve));
  }

  /** What the terminal answers to queries, to be sent to the program. */
  onReply(listener: (reply: string) => void): void {
    this.#terminal.onData(listener);
  }

  resize([columns, rows]: Size): void {
    this.#terminal.resize(columns, rows);
  }

  get size(): Size {
    return [this.#terminal.cols, this.#terminal.rows];
  }

  /** Every byte so far, as it came. */
  get output(): string {
    return this.#chunks.join('');
  }

  get buffer(): 'normal' | 'alternate' {
    return this.#terminal.buffer.active.type;
  }

  get bracketedPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  get cursor(): {column: number; row: number; visible: boolean} {
    const {cursorX, cursorY} = this.#terminal.buffer.active;
    return {column: cursorX, row: cursorY, visible: this.#cursorVisible};
  }

  /** The visible rows, blanks at their ends cut. */
  rows(): string[] {
    return this.#lines(this.#terminal.buffer.active.baseY, this.#terminal.rows);
  }

  /** The visible rows as one text without the blank ones at the end. */
  text(): string {
    return this.rows().join('\n').trimEnd();
  }

  /** With what has scrolled off the top. */
  everything(): string {
    return this.#lines(0, this.#terminal.buffer.active.length).join('\n').trimEnd();
  }

  #lines(from: number, count: number): string[] {
    const {active} = this.#terminal.buffer;
    return Array.from({length: count}, (_, row) => active.getLine(from + row)?.translateToString(true).trimEnd() ?? '');
  }

  cells(): Cell[][] {
    const {active} = this.#terminal.buffer;
    return Array.from({length: this.#terminal.rows}, (_, row) => {
      const line = active.getLine(active.baseY + row);
      return Array.from({length: this.#terminal.cols}, (__, column) => cellOf(line?.getCell(column)));
    });
  }
}

type LibraryCell = NonNullable<
  ReturnType<NonNullable<ReturnType<InstanceType<typeof headless.Terminal>['buffer']['active']['getLine']>>['getCell']>
>;

function cellOf(cell: LibraryCell | undefined): Cell {
  const has = (flag: number | undefined): boolean => Boolean(flag);
  return {
    text: cell?.getChars() ?? '',
    width: cell?.getWidth() ?? 1,
    ink: colourOf(cell?.getFgColor(), cell?.isFgPalette(), cell?.isFgRGB()),
    paper: colourOf(cell?.getBgColor(), cell?.isBgPalette(), cell?.isBgRGB()),
    bold: has(cell?.isBold()),
    dim: has(cell?.isDim()),
    inverse: has(cell?.isInverse()),
    italic: has(cell?.isItalic()),
    underline: has(cell?.isUnderline()),
  };
}

function colourOf(value = 0, isPalette = false, isRgb = false): Colour {
  if (isPalette) return {kind: 'palette', index: value};
  return isRgb ? {kind: 'rgb', value} : {kind: 'default'};
}
