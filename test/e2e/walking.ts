import {join} from 'node:path';
import {theOne, readJournal, type ReadJournal} from '../commands/folder.ts';
import {operator, type Operator, type OperatorOptions} from '../helpers/operator.ts';
import type {AfterTest} from '../helpers/temp-folder.ts';

/** The steps as the screen names them. */
export const titles = [
  'Confirm the toggles',
  'Confirm the gateway',
  'Run the smoke checks',
  'Review the receipt',
  'Review the ledger entries',
  'Write the rehearsal packet',
  'Close the rehearsal',
] as const;

export type Target = 'practice' | 'console';

/** Mara at the first step of the rehearsal. */
export async function atFirstStep(t: AfterTest, target: Target, options: OperatorOptions = {}): Promise<Operator> {
  const {args = []} = options;
  const person = await operator(t, {...options, args: ['run', 'stage-b-rehearsal', '--env', target, '--operator', 'mara', ...args]});
  await person.sees(titles[0]);
  await person.sees('enter run');
  return person;
}

/** Runs a step that only reads, answers yes to what it asks, and goes on to the next. */
export async function reads(person: Operator, title: (typeof titles)[number]): Promise<void> {
  await person.sees(title);
  await person.sees('enter run');
  await person.presses('enter');
  if (title === 'Confirm the gateway') {
    await person.sees('Is this so?');
    await person.presses('y');
  }
  await person.sees('enter next step');
  await person.presses('enter');
}

/** Past toggles and gateway, with nothing run yet that changes something. */
export async function atSmoke(t: AfterTest, target: Target, options: OperatorOptions = {}): Promise<Operator> {
  const person = await atFirstStep(t, target, options);
  await reads(person, 'Confirm the toggles');
  await reads(person, 'Confirm the gateway');
  await person.sees('Run the smoke checks');
  await person.sees('enter run');
  return person;
}

/** Types and looks: a key that comes before the last one is seen could reach the program together with it. */
export async function writes(person: Operator, text: string): Promise<void> {
  for (const [index, character] of [...text].entries()) {
    await person.types(character);
    await person.sees(`>  ${text.slice(0, index + 1).trimEnd()}`);
  }
}

/** Asks to run the step on screen and reads its plan; the result is what it asks for: the word and four digits. */
export async function readsThePlan(person: Operator, what: string, word: string): Promise<string> {
  await person.presses('enter');
  await person.sees('CHANGES');
  // Words as they follow each other, without the rail beside them.
  const flat = (): string => person.screen().split('\n').map(row => row.replace(/^.*[│|]/, '').trim()).join(' ');
  await person.sees(/\s[0-9a-f]{4},\s[^]*then/);
  const digits = new RegExp(`Type ${what}, a space and the plan's digits, ${word} ([0-9a-f]{4}), then enter`).exec(flat())?.[1];
  if (digits === undefined) throw new Error(`asked for something else than ${what}, ${word}, and digits:\n${flat()}`);
  return `${word} ${digits}`;
}

/** Asks to run the step on screen, reads what it changes, types what it asks for. Enter is still to come. */
export async function typesTheWord(person: Operator, what: string, word: string): Promise<void> {
  await writes(person, await readsThePlan(person, what, word));
}

/** The journal of the one session in the folder, checked. */
export function journalOf({cwd}: {cwd: string}): ReadJournal {
  return readJournal(theOne(join(cwd, 'logs'), 'journal.jsonl'));
}
