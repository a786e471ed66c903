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

/** Asks to run the step on screen, reads what it changes, types the word. Enter is still to come. */
export async function typesTheWord(person: Operator, what: string, word: string): Promise<void> {
  await person.presses('enter');
  await person.sees('CHANGES');
  await person.sees('UNDO');
  await person.sees(new RegExp(`Type ${what.replaceAll(' ', '\\s+')},\\s+${word},`));
  await writes(person, word);
}

/** The journal of the one session in the folder, checked. */
export function journalOf({cwd}: {cwd: string}): ReadJournal {
  return readJournal(theOne(join(cwd, 'logs'), 'journal.jsonl'));
}
