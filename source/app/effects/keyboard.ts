import {EventEmitter} from 'node:events';
import type {ReadStream} from 'node:tty';
import {whenOver} from '../../clock.ts';

/** Milliseconds in which the rest of a sequence may come; over a network its pieces come further apart. */
const patience = {here: 100, remote: 500} as const;

export function sequencePatience({SSH_CONNECTION, SSH_CLIENT, SSH_TTY}: NodeJS.ProcessEnv): number {
  return SSH_CONNECTION || SSH_CLIENT || SSH_TTY ? patience.remote : patience.here;
}

const escape = '\u001B';

/** The escape key alone, in the form that cannot be the beginning of anything (kitty keyboard protocol). */
const escapeKey = `${escape}[27u`;

/** A paste, a key's sequence, or an escape that begins neither (ECMA-48, 5.4; xterm's bracketed paste mode). */
const sequence = /\u001B(?:\[200~[^]*?\u001B\[201~|\[\[?[0-?]*[ -/]*[@-~]|O[\d;]*[@-~])?/g;

/** What may still become a key's. */
const unfinished = /\u001B(?:\[\[?[0-?]*[ -/]*|O[\d;]*)?$/;

/** Text that can be handed on, and what has to wait for its rest. No key here goes with alt: an escape before another key is one. */
export function takeApart(text: string): {whole: string; rest: string} {
  const paste = text.lastIndexOf(`${escape}[200~`);
  const open = paste !== -1 && !text.includes(`${escape}[201~`, paste);
  const from = open ? paste : text.search(unfinished);
  const whole = from === -1 ? text : text.slice(0, from);
  return {whole: whole.replace(sequence, found => (found === escape ? escapeKey : found)), rest: from === -1 ? '' : text.slice(from)};
}

/** The terminal's input as Ink reads it: sequences are whole, however the line delivers them. */
export class Keyboard extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal: ReadStream;
  readonly #patience: number;
  #listening = false;
  #chunk: string | null = null;
  #rest = '';
  #stopWaiting = (): void => {};
  #alone = true;

  constructor(terminal: ReadStream, patience: number) {
    super();
    this.#terminal = terminal;
    this.#patience = patience;
  }

  /** Whether the key that is read now came by itself, as a key does that somebody presses after looking. */
  get alone(): boolean {
    return this.#alone;
  }

  setEncoding(): this {
    return this;
  }

  setRawMode(raw: boolean): this {
    this.#terminal.setRawMode(raw);
    if (!this.#listening) this.#terminal.setEncoding('utf8').on('data', (text: string | Buffer) => this.#take(String(text)));
    this.#listening = true;
    // Who has the terminal meanwhile has its keys.
    if (raw) this.#terminal.resume();
    else this.#terminal.pause();
    return this;
  }

  ref(): this {
    this.#terminal.ref();
    return this;
  }

  unref(): this {
    this.#terminal.unref();
    return this;
  }

  read(): string | null {
    const chunk = this.#chunk;
    this.#chunk = null;
    return chunk;
  }

  #take(text: string): void {
    this.#stopWaiting();
    const {whole, rest} = takeApart(this.#rest + text);
    this.#rest = rest;
    this.#hand(whole);
    if (rest !== '' && !rest.startsWith(`${escape}[200~`)) this.#stopWaiting = whenOver(this.#patience, () => this.#giveUp());
  }

  /** Nothing more has come: it was the escape key, and then others. */
  #giveUp(): void {
    const [, ...others] = this.#rest;
    this.#rest = '';
    this.#hand(escapeKey);
    this.#hand(others.join(''));
  }

  #hand(text: string): void {
    if (text === '') return;
    this.#chunk = text;
    this.#alone = text === '\r' || text === '\n';
    this.emit('readable');
  }
}
