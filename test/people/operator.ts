import assert from 'node:assert/strict';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {keySequence} from './keys.ts';
import {takenKeys, type TakenKeys} from './taken-keys.ts';
import {onPty, type PtyOptions, type PtyProgram} from './pty-program.ts';
import {atTheFarEnd, type Line} from './slow-line.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {Terminal, type Size} from './terminal.ts';
import {framed, matches, patience, soon} from './waiting.ts';

export type OperatorOptions = Omit<PtyOptions, 'size' | 'cwd'> & {
  size?: Size;
  /** Without it a fresh folder. */
  cwd?: string;
  /** How long to wait for what must come, milliseconds. */
  patience?: number;
  /** What lies between; without it nothing does. */
  line?: Line;
};

/** Nothing has come for so long: the screen is at rest. */
const quiet = 25;

/** An animation never rests; nobody waits longer for it. */
const longestRest = 250;

/** Where a key shows no effect, and whether it was taken cannot be told, it has none by then. Keys sent sooner might be read together. */
const reaction = 600;

/** A key that the program can tell of is waited for longer: most that are not told of are on their way. */
const longReaction = 3000;

/** From one letter to the next, of a person who does not wait to see them. */
const pace = 60;

/** The program in a real terminal with a person in front of it, who is gone when the test is over. */
export async function operator(t: AfterTest, options: OperatorOptions = {}): Promise<Operator> {
  const {size = [80, 24], patience: limit = patience, line, ...program} = options;
  const cwd = options.cwd ?? (await temporaryFolder(t));
  const trace = join(await temporaryFolder(t), 'trace.jsonl');
  const env = {MCP_RUNBOOK_TRACE: trace, ...program.env};
  const taken = takenKeys(env.MCP_RUNBOOK_TRACE ?? trace);
  const beside = await onPty(t, {...program, env, size, cwd});
  return new Operator(new Terminal(size), cwd, limit, line ? atTheFarEnd(beside, line) : beside, taken, line !== undefined);
}

export class Operator {
  readonly terminal: Terminal;
  readonly cwd: string;
  /** Letters are seen late: they are typed ahead. */
  readonly isFar: boolean;
  readonly #patience: number;
  readonly #program: PtyProgram;
  readonly #taken: TakenKeys;
  #lastOutput = performance.now();
  /** The screen before the keys that were sent last, and what was waited for since. */
  #before: string | undefined;
  #awaited: string[] = [];
  #hasNews = false;

  constructor(terminal: Terminal, cwd: string, limit: number, program: PtyProgram, taken: TakenKeys, isFar: boolean) {
    this.terminal = terminal;
    this.cwd = cwd;
    this.isFar = isFar;
    this.#patience = limit;
    this.#program = program;
    this.#taken = taken;
    program.onOutput(text => {
      this.#lastOutput = performance.now();
      return terminal.feed(text);
    });
    terminal.onReply(reply => {
      if (!program.end()) program.write(reply);
    });
  }

  /** The visible text. */
  screen(): string {
    if (this.#program.end()) this.terminal.release();
    return this.terminal.text();
  }

  async sees(wanted: RegExp | string, limit = this.#patience): Promise<void> {
    await this.#wait(() => matches(this.screen(), wanted), `never saw ${wanted}`, limit);
    this.#notes(`sees ${wanted}`, this.#before === undefined || !matches(this.#before, wanted));
    await this.#rest();
  }

  /** Once the screen is at rest. */
  async doesNotSee(unwanted: RegExp | string, limit = this.#patience): Promise<void> {
    await this.#rest();
    await this.#wait(() => !matches(this.screen(), unwanted), `still sees ${unwanted}`, limit);
    this.#notes(`does not see ${unwanted}`, this.#before === undefined || matches(this.#before, unwanted));
  }

  /** Something else than this frame. */
  async seesChange(from: string): Promise<void> {
    await this.#wait(() => this.screen() !== from, 'nothing has changed', this.#patience);
    await this.#rest();
  }

  /** One key after the other, each when the last has shown its effect. */
  async presses(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#send(keySequence(key));
  }

  /** One key, and then all that it is to bring; what is there before the key proves nothing. */
  async brings(key: string, ...wanted: Array<RegExp | string>): Promise<void> {
    await this.#rest();
    assert.deepEqual(wanted.filter(text => matches(this.screen(), text)), [], `this is there before ${key} is pressed:\n${this.screen()}`);
    await this.presses(key);
    for (const text of wanted) await this.sees(text);
  }

  /** All in one write, as over a slow line: the program reads them together. */
  async pressesAtOnce(...keys: string[]): Promise<void> {
    await this.#send(keys.map(keySequence).join(''));
  }

  async types(text: string): Promise<void> {
    for (const character of text) await this.#send(character);
  }

  /** Without a look at what comes of it. */
  async typesAhead(text: string): Promise<void> {
    await this.#begins();
    for (const character of text) {
      this.#program.write(character);
      await sleep(pace);
    }
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

  /** The line is cut, and then what is to happen; answers with the exit code that nobody sees. */
  async hangsUp(then: () => void = () => {}): Promise<number | undefined> {
    await this.#ready();
    await this.#program.hangUp();
    then();
    return (await this.#program.ended).code;
  }

  /** Waits until the program has ended, and checks that it left the terminal as it found it. */
  async leaves(limit = this.#patience): Promise<{code: number | undefined; screen: string; output: string}> {
    await this.#wait(() => this.#program.end() !== undefined, 'the program is still running', limit);
    const {buffer, bracketedPaste, cursor, output} = this.terminal;
    const {code, settings = new Set<string>()} = this.#program.end() ?? {};
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

  /** What was waited for since the last key must be news, or this one may come before that had its effect. */
  async #begins(): Promise<void> {
    await this.#ready();
    assert.ok(this.#hasNews || this.#awaited.length === 0, `all that was waited for was so before the last key, which may not have had its effect yet: ${this.#awaited.join(', ')}\n${this.#before}`);
    if (this.#awaited.length > 0 || this.#before === undefined) this.#before = this.screen();
    this.#awaited = [];
    this.#hasNews = false;
  }

  async #send(bytes: string): Promise<void> {
    await this.#begins();
    const taken = this.#taken();
    if (taken === undefined) return this.#act(() => this.#program.write(bytes), bytes.endsWith('\u001B'));
    this.#program.write(bytes);
    await this.#until(() => this.#taken() !== taken, longReaction);
    await this.#rest();
  }

  /** Keys before the first frame would be echoed by the terminal and lost to the program. */
  async #ready(): Promise<void> {
    const listens = (): boolean => this.terminal.bracketedPaste || this.terminal.buffer === 'alternate';
    const waits = (): boolean => performance.now() - this.#lastOutput > reaction;
    const ready = (): boolean => !this.#program.end() && this.screen() !== '' && (listens() || waits());
    await this.#wait(ready, 'showed nothing to act on', this.#patience);
  }

  /** `held`: what is sent may be the beginning of more, so that the program sleeps over it first. */
  async #act(act: () => void, held = false): Promise<void> {
    const before = this.#lastOutput;
    const sleeps = this.#program.pulse()?.sleeps ?? Infinity;
    act();
    await this.#until(() => this.#lastOutput !== before || (!held && (this.#program.pulse()?.sleeps ?? -Infinity) > sleeps), reaction);
    await this.#rest();
  }

  /** What was so before the last key proves nothing of it: the next key could come before that one had its effect. */
  #notes(what: string, isNews: boolean): void {
    this.#awaited.push(what);
    this.#hasNews ||= isNews;
  }

  /** Or the end of the program, or until it has slept for so many milliseconds: on a busy machine it may be long until it gets to what was sent. */
  async #until(isOver: () => boolean, limit: number): Promise<void> {
    let deadline = performance.now() + limit;
    do {
      await soon(this.#program.changed(), quiet);
      if (this.#program.pulse()?.waits === false) deadline = performance.now() + limit;
    } while (!this.#program.end() && !isOver() && performance.now() < deadline);
  }

  async #rest(): Promise<void> {
    const deadline = performance.now() + longestRest;
    const isBusy = (): boolean => this.#program.pulse()?.waits === false || this.terminal.isDrawing;
    const isAtWork = (): boolean => isBusy() && performance.now() < deadline + this.#patience;
    const isDrawing = (): boolean => performance.now() - this.#lastOutput < quiet && performance.now() < deadline;
    while (!this.#program.end() && (isAtWork() || isDrawing())) await soon(this.#program.changed(), quiet);
    await this.#program.seen();
  }

  #wait(until: () => boolean, complaint: string, limit: number): Promise<void> {
    return this.#program.waitFor({until, complaint, limit, shown: () => framed(this.screen(), this.terminal.size[0])});
  }
}
