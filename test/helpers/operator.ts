import assert from 'node:assert/strict';
import {join} from 'node:path';
import {childEnvironment, type Variables} from './child-environment.ts';
import {keySequence} from './keys.ts';
import {builtProgram} from './program.ts';
import {startOnPty, type PtyEnd, type PtyProgram} from './pty-program.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';
import {Terminal, type Size} from './terminal.ts';
import {framed, matches, patience, soon, waitFor} from './waiting.ts';

export type OperatorOptions = {
  args?: readonly string[];
  size?: Size;
  env?: Variables;
  /** Without it a fresh folder. */
  cwd?: string;
  /** Another script than the built program. */
  program?: string;
  /** How long to wait for what must come, milliseconds. */
  patience?: number;
};

/** Nothing has come for so long: the screen is at rest. */
const quiet = 25;

/** An animation never rests; nobody waits longer for it. */
const longestRest = 250;

/** A key that shows no effect by then has none. Keys sent sooner might be read together. */
const reaction = 600;

/** The program in a real terminal with a person in front of it, who is gone when the test is over. */
export async function operator(t: AfterTest, options: OperatorOptions = {}): Promise<Operator> {
  const {args = [], size = [80, 24], env, program = builtProgram} = options;
  const folder = await temporaryFolder(t);
  const cwd = options.cwd ?? (await temporaryFolder(t));
  const terminal = new Terminal(size);
  const person = new Operator(terminal, cwd, options.patience ?? patience, onOutput =>
    startOnPty({
      command: [process.execPath, program, ...args],
      size,
      cwd,
      env: childEnvironment(join(folder, 'home'), env),
      folder,
      onOutput,
    }),
  );
  t.after(() => person.isGone());
  return person;
}

export class Operator {
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly #patience: number;
  readonly #program: PtyProgram;
  #end: PtyEnd | undefined;
  #lastOutput = performance.now();
  #fed = Promise.resolve();
  #wake: () => void = () => {};
  #changed: Promise<void> = Promise.resolve();

  constructor(terminal: Terminal, cwd: string, limit: number, start: (onOutput: (text: string) => void) => PtyProgram) {
    this.terminal = terminal;
    this.cwd = cwd;
    this.#patience = limit;
    this.#renew();
    this.#program = start(text => {
      this.#lastOutput = performance.now();
      this.#fed = terminal.feed(text).then(() => this.#renew());
    });
    terminal.onReply(reply => {
      if (!this.#end) this.#program.write(reply);
    });
    void this.#program.ended.then(end => {
      this.#end = end;
      this.#renew();
    });
  }

  /** Wakes whoever waits for news. */
  #renew(): void {
    this.#wake();
    this.#changed = new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  /** The visible text. */
  screen(): string {
    return this.terminal.text();
  }

  async sees(wanted: RegExp | string, limit = this.#patience): Promise<void> {
    await this.#wait(() => matches(this.screen(), wanted), `never saw ${wanted}`, {limit});
    await this.#rest();
  }

  /** Once the screen is at rest. */
  async doesNotSee(unwanted: RegExp | string, limit = this.#patience): Promise<void> {
    await this.#rest();
    await this.#wait(() => !matches(this.screen(), unwanted), `still sees ${unwanted}`, {limit});
  }

  /** One key after the other, each when the last has shown its effect. */
  async presses(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#send(keySequence(key));
  }

  /** All in one write, as over a slow line: the program reads them together. */
  async pressesAtOnce(...keys: string[]): Promise<void> {
    await this.#send(keys.map(keySequence).join(''));
  }

  async types(text: string): Promise<void> {
    for (const character of text) await this.#send(character);
  }

  /** With the marks of a bracketed paste where the program has asked for them. */
  async pastes(text: string): Promise<void> {
    await this.#ready();
    await this.#send(this.terminal.bracketedPaste ? `\u001B[200~${text}\u001B[201~` : text);
  }

  async resizes(columns: number, rows: number): Promise<void> {
    await this.#ready();
    this.terminal.resize([columns, rows]);
    await this.#act(() => this.#program.resize([columns, rows]));
  }

  async sends(signal: NodeJS.Signals): Promise<void> {
    await this.#ready();
    await this.#program.signal(signal);
  }

  /** The line is cut. */
  async hangsUp(): Promise<void> {
    await this.#ready();
    this.#program.hangUp();
    await this.#program.ended;
  }

  /** Waits until the program has ended, and checks that it left the terminal as it found it. */
  async leaves(limit = this.#patience): Promise<{code: number | undefined; screen: string; output: string}> {
    await this.#wait(() => this.#end !== undefined, 'the program is still running', {limit});
    await this.#fed;
    const {buffer, bracketedPaste, cursor, output} = this.terminal;
    const {code, settings = new Set<string>()} = this.#end ?? {};
    const left = {
      buffer,
      bracketedPaste,
      cursorVisible: cursor.visible,
      lines: settings.has('icanon'),
      echo: settings.has('echo'),
    };
    const asFound = {buffer: 'normal', bracketedPaste: false, cursorVisible: true, lines: true, echo: true};
    assert.deepEqual(left, asFound, 'the terminal was not left as it was found');
    return {code, screen: this.screen(), output};
  }

  /** For the end of a test, whatever has become of it. */
  async isGone(): Promise<void> {
    if (this.#end) return;
    await this.#program.signal('SIGKILL').catch(() => this.#program.hangUp());
    await soon(this.#program.ended.then(() => {}), 2000);
  }

  async #send(bytes: string): Promise<void> {
    await this.#ready();
    await this.#act(() => this.#program.write(bytes));
  }

  /** Keys before the first frame would be echoed by the terminal and lost to the program. */
  async #ready(): Promise<void> {
    const listens = (): boolean => this.terminal.bracketedPaste || this.terminal.buffer === 'alternate';
    const waits = (): boolean => performance.now() - this.#lastOutput > reaction;
    const ready = (): boolean => !this.#end && this.screen() !== '' && (listens() || waits());
    await this.#wait(ready, 'showed nothing to act on', {limit: this.#patience});
  }

  async #act(act: () => void): Promise<void> {
    const before = this.#lastOutput;
    act();
    const deadline = performance.now() + reaction;
    while (this.#lastOutput === before && !this.#end && performance.now() < deadline) await soon(this.#changed, quiet);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    const deadline = performance.now() + longestRest;
    while (!this.#end && performance.now() - this.#lastOutput < quiet && performance.now() < deadline) {
      await soon(this.#changed, quiet);
    }
    await this.#fed;
  }

  /** An ended program will show nothing more, so there is nothing to wait for. */
  async #wait(until: () => boolean, complaint: string, {limit}: {limit: number}): Promise<void> {
    const ending = (): string => (this.#end ? ` (the program ended with code ${this.#end.code})` : '');
    const missing = (): string => `${complaint}${ending()}\n${framed(this.screen(), this.terminal.size[0])}`;
    await waitFor({until: () => until() || this.#end !== undefined, changed: () => this.#changed, missing, limit});
    await this.#fed;
    if (!until()) throw new Error(missing());
  }
}
