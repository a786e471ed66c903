import pty from '@lydell/node-pty';

type Screen = {columns: number; rows: number};

export type PtyRun = {
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  screen: Screen;
};

/** A program on a pseudo terminal, its bytes only: a model of the terminal would take part in the measurement. */
export class OnPty {
  readonly #child: pty.IPty;
  readonly #ended: Promise<number>;
  readonly #started = performance.now();
  #output = '';
  #lastOutput = Number.NaN;
  #wake: () => void = () => {};

  constructor({command: [file = '', ...words], cwd, env, screen}: PtyRun) {
    this.#child = pty.spawn(file, words, {name: 'xterm-256color', cols: screen.columns, rows: screen.rows, cwd, env});
    this.#child.onData(text => {
      this.#lastOutput = performance.now();
      this.#output += text;
      this.#wake();
    });
    this.#ended = new Promise(resolve => {
      this.#child.onExit(() => {
        resolve(performance.now());
        this.#wake();
      });
    });
  }

  /** Milliseconds from start to end. */
  async lifetime(): Promise<number> {
    return (await this.#ended) - this.#started;
  }

  /** Milliseconds from start until all of the words had been written; rejects after half a minute. */
  async sees(...words: readonly string[]): Promise<number> {
    const limit = performance.now() + 30_000;
    while (!words.every(word => this.#output.includes(word))) {
      if (performance.now() > limit) throw new Error(`never saw ${words.join(', ')} in ${JSON.stringify(this.#output.slice(-2000))}`);
      await this.#change(100);
    }
    return this.#lastOutput - this.#started;
  }

  /** Written so far. */
  bytes(): number {
    return Buffer.byteLength(this.#output);
  }

  hasShown(word: string): boolean {
    return this.#output.includes(word);
  }

  /** Milliseconds from a key until the last byte of the frame with this word; rejects when it does not come. */
  async press(key: string, word: string): Promise<number> {
    const before = this.#output.length;
    const pressed = performance.now();
    this.#child.write(key);
    while (!this.#output.includes(word, before)) {
      if (performance.now() - pressed > 10_000) throw new Error(`${JSON.stringify(key)} did not show ${word}`);
      await this.#change(100);
    }
    await this.rests();
    return this.#lastOutput - pressed;
  }

  /** Until nothing has been written for as long as two repeats of a held key are apart (30 a second). */
  async rests(): Promise<void> {
    while (performance.now() - this.#lastOutput < 33) await this.#change(34);
  }

  /** Ends it with a key, in good order. */
  async leave(key: string): Promise<void> {
    await this.rests();
    this.#child.write(key);
    await this.#ended;
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #change(milliseconds: number): Promise<void> {
    const {promise, resolve} = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, milliseconds);
    await promise;
    clearTimeout(timer);
  }
}
