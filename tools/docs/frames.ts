import {setTimeout as sleep} from 'node:timers/promises';
import {operator, type Operator} from '../../test/people/operator.ts';
import {answers, chooses, confirms, does, goesOn, readsThePlan, still, writes} from '../../test/people/walker.ts';
import type {AfterTest} from '../../test/worlds/temp-folder.ts';
import type {Size} from '../../test/people/terminal.ts';
import {schemes} from '../picture/colours.ts';
import {screenSvg} from '../picture/svg.ts';
import {frameWorld, place} from './frame-world.ts';

/** Names of the frames that pages show. */
export const frameNames = ['where', 'plan', 'done', 'failed', 'end', 'unknown', 'debrief'] as const;

export type FrameName = (typeof frameNames)[number];

/** Moments of the same walks that pages show as pictures. */
export type Moment = FrameName | 'first' | 'drills' | 'ledger';

/** What pictures are made of: a file each, a window, and paper. */
export const pictures: ReadonlyArray<{file: string; moment: Moment; size: Size; scheme: keyof typeof schemes}> = [
  {file: 'docs/pictures/step.svg', moment: 'done', size: [80, 24], scheme: 'dark'},
  {file: 'docs/pictures/first-screen.svg', moment: 'first', size: [120, 36], scheme: 'dark'},
  {file: 'docs/pictures/failure.svg', moment: 'failed', size: [140, 36], scheme: 'dark'},
  {file: 'docs/pictures/drills.svg', moment: 'drills', size: [80, 24], scheme: 'light'},
  {file: 'docs/pictures/ledger.svg', moment: 'ledger', size: [80, 24], scheme: 'light'},
];

export type Captured = {frames: Map<FrameName, string>; /** By their files. */ pictures: Map<string, string>};

/** Walks the built program in a terminal and keeps what its screen shows on the way. */
export async function captureFrames(t: AfterTest): Promise<Captured> {
  const captured: Captured = {frames: new Map(), pictures: new Map()};
  await walkThrough(t, async (moment, person) => {
    if (isFrame(moment)) captured.frames.set(moment, person.terminal.text().split('\n').map(row => row.trimEnd()).join('\n').trimEnd());
    for (const {file, size, scheme} of pictures.filter(each => each.moment === moment)) {
      captured.pictures.set(file, await inWindow(person, size, () => screenSvg(person.terminal.cells(), schemes[scheme])));
    }
  });
  return captured;
}

const isFrame = (moment: Moment): moment is FrameName => frameNames.some(name => name === moment);

/** What is seen there in a window of another size; then the window is as it was. */
export async function inWindow<Seen>(person: Operator, [columns, rows]: Size, see: () => Seen): Promise<Seen> {
  const [before, height] = person.terminal.size;
  if (columns === before && rows === height) return see();
  await person.resizes(columns, rows);
  await drawn(person);
  const seen = see();
  await person.resizes(before, height);
  await drawn(person);
  return seen;
}

/** Until the last row of the window is that of a frame, and a rule goes from edge to edge. */
async function drawn({terminal}: Operator): Promise<void> {
  const isFilled = (): boolean => {
    const rows = terminal.text().split('\n');
    const [columns, height] = terminal.size;
    return rows.length === height && (rows.at(-1) ?? '').trim() !== '' && rows.some(row => row.length === columns && row.endsWith('──'));
  };
  for (let time = 0; !isFilled(); time += 1) {
    if (time > 200) throw new Error(`nothing was drawn for ${terminal.size.join('x')}:\n${terminal.text()}`);
    await sleep(50);
  }
}

export async function walkThrough(t: AfterTest, keep: Keep): Promise<void> {
  await rollback(t, keep);
  await unknownStep(t, keep);
  await debrief(t, keep);
}

/** Called at each moment that somebody may want to see. */
export type Keep = (moment: Moment, person: Operator) => Promise<void>;

/** Freeze, and a restore that is not followed; then the freeze again, and all the way to the end. */
async function rollback(t: AfterTest, keep: Keep): Promise<void> {
  const {folder, deaf} = await frameWorld(t);
  const person = await operator(t, {cwd: folder, env: await still(t), args: ['run', 'mcp-gateway-rollback', '--operator', 'mara', '--incident', 'INC-204']});
  await person.sees('Where?');
  await person.brings('down', `▸ ◆ ${place}`);
  await keep('where', person);
  await chooses(person, `◆ ${place}`);
  await person.sees('enter read the plan');
  const agreed = await readsThePlan(person, place);
  await writes(person, agreed);
  await keep('plan', person);
  await person.presses('enter');
  await person.sees('enter next step');
  await keep('done', person);
  await person.presses('enter');
  await account(person);
  deaf(true);
  await confirms(person, place);
  await person.sees('enter to step 1');
  await keep('failed', person);
  deaf(false);
  await person.presses('enter');
  await does(person, 'Freeze MCP traffic', {changes: place});
  await beside(t, folder, keep);
  await account(person);
  await does(person, 'Restore MCP traffic', {changes: place});
  await does(person, 'Smoke after restore', {changes: place});
  await does(person, 'Review fresh lines', {goesOn: false});
  await keep('ledger', person);
  await goesOn(person);
  await does(person, 'Close the gap', {changes: place});
  await does(person, 'Document closure', {says: 'Restarted by its owner; nothing is left.'});
  await does(person, 'Write the record', {changes: place});
  await person.sees('enter to the first screen');
  // Below this row stands a path of this machine.
  await person.resizes(80, 22);
  await person.sees('REHEARSAL');
  await person.doesNotSee('journal  /');
  await keep('end', person);
}

/** What another console shows meanwhile: the first screen, and the drills. */
async function beside(t: AfterTest, folder: string, keep: Keep): Promise<void> {
  const other = await operator(t, {cwd: folder, env: await still(t), args: []});
  await answers(other, 'jonas');
  await other.sees('What is so');
  await keep('first', other);
  await other.brings('d', 'Which drill?');
  await other.sees('A quiet rotation');
  await keep('drills', other);
  await other.presses('escape');
  await other.presses('q');
  await other.leaves();
}

/** From the frozen gateway to the restore that comes next. */
async function account(person: Operator, word: string = place): Promise<void> {
  await does(person, 'Pause rehearsals');
  await does(person, 'Assess doctrine impact');
  await does(person, 'Note the ledger gap', {changes: word, says: 'The gateway refused handshakes, INC-204.'});
  await does(person, 'Wait for the gateway');
  await does(person, 'Try the handshake', {changes: word});
  await person.sees('Restore MCP traffic');
  await person.sees('enter read the plan');
}

/** A drill in which the console dies, and is started again. */
async function unknownStep(t: AfterTest, keep: Keep): Promise<void> {
  const args = ['run', 'mcp-gateway-rollback', '--env', 'practice', '--operator', 'mara', '--drill', 'killed-restore'];
  const person = await operator(t, {env: await still(t), args});
  await person.sees('enter begin');
  await person.presses('enter');
  await does(person, 'Freeze MCP traffic', {changes: 'practice'});
  await account(person, 'practice');
  await confirms(person, 'practice');
  await person.leaves();
  const again = await operator(t, {env: await still(t), cwd: person.cwd, args: ['resume', '--operator', 'mara']});
  await again.sees('enter settle what happened');
  await again.presses('enter');
  await again.sees('d it was done');
  await again.sees('The route is mcp');
  await keep('unknown', again);
}

/** A drill that was walked with a hint and ended too early. */
async function debrief(t: AfterTest, keep: Keep): Promise<void> {
  const args = ['run', 'mcp-gateway-rollback', '--env', 'practice', '--operator', 'mara', '--drill', 'deaf-service'];
  const person = await operator(t, {env: await still(t), args});
  await person.sees('enter begin');
  await person.presses('enter');
  await person.sees('enter read the plan');
  await person.brings('h', /HINT/);
  await confirms(person, 'practice');
  await person.sees(/enter run again/);
  await person.brings('w', 'end the drill here, to its debrief');
  await chooses(person, 'end the drill here');
  await person.sees(/> {2}/);
  await answers(person, 'Whoever runs the service is called.');
  await person.sees('▲ DEBRIEF');
  await keep('debrief', person);
}
