import assert from 'node:assert/strict';
import {stripVTControlCharacters} from 'node:util';
import type {Variables} from './child-environment.ts';
import {onPty, type PtyProgram} from './pty-program.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {matches} from './waiting.ts';

/** What every step asks. */
export const choices = 'q leave: ';

/** As a terminal sends what is pasted, where it was asked to mark it. */
export const pasted = (text: string): string => `\u001B[200~${text}\u001B[201~`;

/** Mara at a terminal that shows lines and no screens: she types a line only when she is asked for one. */
export async function plainPerson(t: AfterTest, args: readonly string[], {cwd, env, size = [500, 50]}: {cwd: string; env?: Variables; size?: [columns: number, rows: number]}): Promise<PlainPerson> {
  return new PlainPerson(await onPty(t, {args, size, cwd, ...(env && {env})}));
}

export class PlainPerson {
  readonly #program: PtyProgram;
  #bytes = '';
  #answered = 0;

  constructor(program: PtyProgram) {
    this.#program = program;
    program.onOutput(text => {
      this.#bytes += text;
    });
  }

  /** Everything that the terminal was sent, as it came. */
  get bytes(): string {
    return this.#bytes;
  }

  /** What is to be read since the last answer. */
  page(): string {
    return stripVTControlCharacters(this.#bytes.slice(this.#answered)).replaceAll('\r', '');
  }

  async sees(wanted: RegExp | string): Promise<void> {
    await this.#waitFor(() => matches(this.page(), wanted), `never saw ${wanted}`);
  }

  /** Waits for the question and types a line and Enter; answers with what was read before it. */
  async answers(question: string, line: string): Promise<string> {
    await this.#waitFor(() => this.page().endsWith(question), `was never asked "${question}"`);
    const page = this.page();
    this.#answered = this.#bytes.length;
    this.#program.write(`${line}\r`);
    return page;
  }

  /** Keys into the open question, without waiting for anything. */
  types(bytes: string): void {
    this.#program.write(bytes);
  }

  /** Runs a step that only reads, and says yes to each thing that it wants stated. */
  async checks(title: string, ...statements: string[]): Promise<string> {
    await this.sees(`: ${title}\n`);
    const page = await this.answers(choices, 'r');
    for (const statement of statements) await this.answers(`Is this so? ${statement} (y yes, x no, n not yet): `, 'y');
    return page;
  }

  /** Asks to run a step that changes something, reads its plan, and confirms it by the target's word and the plan's digits. */
  async changes(title: string, word: string): Promise<string> {
    await this.sees(`: ${title}\n`);
    await this.answers(choices, 'r');
    return this.confirms(word);
  }

  /** Reads the plan and types what it asks for; answers with the plan. */
  async confirms(word: string): Promise<string> {
    const {plan, digits} = await this.readsThePlan(word);
    await this.answers(`${digits}: `, `${word} ${digits}`);
    return plan;
  }

  /** Waits until a plan is to be confirmed, whose digits are those at its head. */
  async readsThePlan(word: string): Promise<{plan: string; digits: string}> {
    const asked = new RegExp(`Type (?:the environment's name|the gateway's host), a space and the plan's digits, ${word.replaceAll('.', '\\.')} ([0-9a-f]{4}): $`);
    await this.#waitFor(() => asked.test(this.page()), 'was never asked to confirm');
    const plan = this.page();
    const digits = asked.exec(plan)?.[1] ?? '';
    assert.match(plan, new RegExp(`^PLAN ${digits}, good until `, 'm'));
    return {plan, digits};
  }

  /** The console dies under her. */
  async dies(): Promise<void> {
    await this.#program.signal('SIGKILL');
    await this.#program.ended;
  }

  /** Waits until the program has ended; its exit code. */
  async leaves(): Promise<number | undefined> {
    await this.#waitFor(() => this.#program.end() !== undefined, 'the program is still running');
    return this.#program.end()?.code;
  }

  #waitFor(until: () => boolean, complaint: string): Promise<void> {
    return this.#program.waitFor({until, complaint, shown: () => this.page()});
  }
}
