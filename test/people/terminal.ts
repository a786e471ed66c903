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
  /** What was shown when the frame began that is being drawn. */
  #held: string[] | undefined;

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
    // The cursor (DECTCEM, mode 25): the library obeys it and does not tell.
    this.#watchMode(25, on => (this.#cursorVisible = on));
    // Synchronized output (mode 2026): nobody sees a part of a frame.
    this.#watchMode(2026, on => (this.#held = on ? this.rows() : undefined));
  }

  #watchMode(mode: number, tell: (on: boolean) => void): void {
    for (const final of ['h', 'l']) {
      this.#terminal.parser.registerCsiHandler({prefix: '?', final}, parameters => {
        if (parameters.includes(mode)) tell(final === 'h');
        return false;
      });
    }
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

  /** A frame has begun and is not whole. */
  get isDrawing(): boolean {
    return this.#held !== undefined;
  }

  /** Whoever drew has ended: what there is of the last frame is seen. */
  release(): void {
    this.#held = undefined;
  }

  /** The visible rows, blanks at their ends cut; while a frame is drawn, those before it. */
  rows(): string[] {
    return this.#held ?? this.#lines(this.#terminal.buffer.active.baseY, this.#terminal.rows);
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
