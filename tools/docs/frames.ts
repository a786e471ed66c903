import {operator, type Operator} from '../../test/people/operator.ts';
import {answers, chooses, confirms, does, readsThePlan, still, writes} from '../../test/people/walker.ts';
import type {AfterTest} from '../../test/worlds/temp-folder.ts';
import {screenSvg} from '../picture/svg.ts';
import {frameWorld, place} from './frame-world.ts';

/** Names of the frames that pages show. */
export const frameNames = ['where', 'plan', 'done', 'failed', 'end', 'unknown', 'debrief'] as const;

export type FrameName = (typeof frameNames)[number];

export type Captured = {frames: Map<FrameName, string>; /** The picture of the README. */ picture: string};

/** Walks the built program in a terminal and keeps what its screen shows on the way. */
export async function captureFrames(t: AfterTest): Promise<Captured> {
  const frames = new Map<FrameName, string>();
  const keep = (name: FrameName, {terminal}: Operator): void => void frames.set(name, terminal.text().split('\n').map(row => row.trimEnd()).join('\n').trimEnd());
  const picture = await rollback(t, keep);
  await unknownStep(t, keep);
  await debrief(t, keep);
  return {frames, picture};
}

type Keep = (name: FrameName, person: Operator) => void;

/** Freeze, and a restore that is not followed; then the freeze again, and all the way to the end. */
async function rollback(t: AfterTest, keep: Keep): Promise<string> {
  const {folder, deaf} = await frameWorld(t);
  const person = await operator(t, {cwd: folder, env: await still(t), args: ['run', 'mcp-gateway-rollback', '--operator', 'mara', '--incident', 'INC-204']});
  await person.sees('Where?');
  for (let below = 0; below < 5 && !person.screen().includes(`▸ ◆ ${place}`); below += 1) await person.presses('down');
  keep('where', person);
  await chooses(person, `◆ ${place}`);
  await person.sees('enter read the plan');
  const agreed = await readsThePlan(person, place);
  await writes(person, agreed);
  keep('plan', person);
  await person.presses('enter');
  await person.sees('enter next step');
  keep('done', person);
  const picture = screenSvg(person.terminal.cells());
  await person.presses('enter');
  await account(person);
  deaf(true);
  await confirms(person, place);
  await person.sees('enter to step 1');
  keep('failed', person);
  deaf(false);
  await person.presses('enter');
  await does(person, 'Freeze MCP traffic', {changes: place});
  await account(person);
  await does(person, 'Restore MCP traffic', {changes: place});
  await does(person, 'Smoke after restore', {changes: place});
  await does(person, 'Review fresh lines');
  await does(person, 'Close the gap', {changes: place});
  await does(person, 'Document closure', {says: 'Restarted by its owner; nothing is left.'});
  await does(person, 'Write the record', {changes: place});
  await person.sees('enter to the first screen');
  // Below this row stands a path of this machine.
  await person.resizes(80, 22);
  await person.sees('REHEARSAL');
  await person.doesNotSee('journal  /');
  keep('end', person);
  return picture;
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
  keep('unknown', again);
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
  keep('debrief', person);
}
