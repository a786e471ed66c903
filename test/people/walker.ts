import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {theOne, readJournal, type JournalLine, type ReadJournal} from '../worlds/working-folder.ts';
import type {Variables} from './child-environment.ts';
import {operator, type Operator, type OperatorOptions} from './operator.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

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

/** Settings in which no clock ticks: what comes after a key is the answer to it. */
export async function still(t: AfterTest): Promise<Variables> {
  const settings = await temporaryFolder(t);
  mkdirSync(join(settings, 'mcp-runbook'));
  writeFileSync(join(settings, 'mcp-runbook', 'config.json'), '{"motion": false}\n');
  return {XDG_CONFIG_HOME: settings};
}

/** Mara, who starts a procedure. */
export async function starts(t: AfterTest, runbook: string, target: Target, {args = [], env, ...options}: OperatorOptions = {}): Promise<Operator> {
  return operator(t, {...options, env: {...(await still(t)), ...env}, args: ['run', runbook, '--env', target, '--operator', 'mara', ...(target === 'practice' ? [] : ['--incident', 'INC-7']), ...args]});
}

/** Mara at the first step of the rehearsal. */
export async function atFirstStep(t: AfterTest, target: Target, options?: OperatorOptions): Promise<Operator> {
  const person = await starts(t, 'stage-b-rehearsal', target, options);
  await person.sees(titles[0]);
  await person.sees('enter run');
  return person;
}

/** Past toggles and gateway, with nothing run yet that changes something. */
export async function atSmoke(t: AfterTest, target: Target, options?: OperatorOptions): Promise<Operator> {
  const person = await atFirstStep(t, target, options);
  await does(person, titles[0]);
  await does(person, titles[1]);
  await person.sees(titles[2]);
  await person.sees('enter read the plan');
  return person;
}

/** What ends a step on screen: the next one, the end, or another try. A page may say that enter finishes. */
const over = /enter (?:next step|finish\b|run again|to step)/;

const offered = 'For the incident channel, so far; y copies it:';

/** What a step asks, or offers, before it is over. */
const asks = new RegExp(`y yes, I checked it|enter keep it|${offered}`);

/** `changes` is the word that confirms the step; `says` answers what it asks; without `goesOn` its page stays. */
export type Doing = {changes?: string; says?: string; goesOn?: boolean};

/** Does the step on screen: confirms it where it changes something, vouches for what is asked, answers questions. */
export async function does(person: Operator, title: string, {changes, says = '', goesOn: goes = true}: Doing = {}): Promise<void> {
  await person.sees(title);
  await person.sees(/enter (?:run|read the plan|answer)/);
  if (changes === undefined) await person.brings('enter', new RegExp(`${over.source}|${asks.source}`));
  else await confirms(person, changes);
  for (;;) {
    await person.sees(new RegExp(`${over.source}|${asks.source}`));
    const asked = /Is this so\? ([^\n│]*)/.exec(person.screen())?.[1];
    if (asked !== undefined) {
      await person.presses('y');
      await person.doesNotSee(`Is this so? ${asked.trim()}`);
    } else if (person.screen().includes('enter keep it')) {
      await answers(person, says);
      await person.doesNotSee('enter keep it');
    } else if (person.screen().includes(offered)) {
      await person.presses('enter');
      await person.doesNotSee(offered);
    } else break;
  }
  if (goes) await leavesThePage(person);
}

/** From a step that is done. */
export async function goesOn(person: Operator): Promise<void> {
  await person.sees('enter next step');
  await leavesThePage(person);
}

/** By enter; the next page may share many of its words with this one. */
async function leavesThePage(person: Operator): Promise<void> {
  const page = person.screen();
  await person.presses('enter');
  await person.seesChange(page);
}

/** Types and looks: a key that comes before the last one is seen could reach the program together with it. */
export async function writes(person: Operator, text: string): Promise<void> {
  if (person.isFar) {
    await person.typesAhead(text);
    return person.sees(`>  ${text}`);
  }
  for (const [index, character] of [...text].entries()) {
    await person.types(character);
    // A blank at the end shows nothing.
    if (character !== ' ') await person.sees(`>  ${text.slice(0, index + 1)}`);
  }
}

export async function answers(person: Operator, text: string): Promise<void> {
  await writes(person, text);
  await person.presses('enter');
}

/** Somebody new at the keyboard says who it is. */
export async function introduces(person: Operator, name: string): Promise<void> {
  await person.sees('Who is at the keyboard?');
  await answers(person, name);
}

/** Goes down a list to the row that begins so, and opens it. */
export async function chooses(person: Operator, row: string): Promise<void> {
  for (let below = 0; below < 20 && !person.screen().includes(`▸ ${row}`); below += 1) await person.presses('down');
  await person.sees(`▸ ${row}`);
  await person.presses('enter');
}

/** Asks to run the step on screen and reads its plan; the result is what it asks for: the word and four digits. */
export async function readsThePlan(person: Operator, word: string, what = "the environment's name"): Promise<string> {
  // Words as they follow each other, without the rail beside them.
  const flat = (): string => person.screen().split('\n').map(row => row.replace(/^.*[│|]/, '').trim()).join(' ');
  const asked = /\s[0-9a-f]{4},\s[^]*then/;
  await person.brings('enter', new RegExp(`${asked.source}|reads on to the question`));
  for (let pages = 0; pages < 9 && !asked.test(flat()); pages += 1) await person.presses('page-down');
  await person.sees(asked);
  const digits = new RegExp(`Type ${what}, a space and the digits, ${word} ([0-9a-f]{4}), then enter`).exec(flat())?.[1];
  if (digits === undefined) throw new Error(`asked for something else than ${what}, ${word}, and digits:\n${flat()}`);
  return `${word} ${digits}`;
}

/** Asks to run the step on screen, reads what it changes and types what it asks for. */
export async function confirms(person: Operator, word: string): Promise<void> {
  await answers(person, await readsThePlan(person, word));
}

/** Presses a key that leaves; answers with the exit code. */
export async function leaves(person: Operator, key = 'q'): Promise<number | undefined> {
  await person.presses(key);
  return (await person.leaves()).code;
}

/** The journal of the one session in the folder, checked. */
export function journalOf({cwd}: {cwd: string}): ReadJournal {
  return readJournal(theOne(join(cwd, 'logs'), 'journal.jsonl'));
}

/** The bodies of its lines of one type. */
export function told(person: {cwd: string}, type: string): Array<JournalLine['body']> {
  return journalOf(person).lines.filter(line => line.type === type).map(({body}) => body);
}
