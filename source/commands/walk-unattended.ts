import {environmentText} from '../environment/environment.ts';
import {resolve} from 'node:path';
import {wishesText} from '../environment/overridden.ts';
import {pointerText} from '../environment/toggles.ts';
import {whomToCall} from '../environment/whom-to-call.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {Conductor} from '../walk/conductor.ts';
import {ledgerText} from '../drill/drill-verdict.ts';
import {scripted} from '../drill/scripted-driver.ts';
import {ConsoleDied} from '../drill/console-died.ts';
import type {Beginning} from '../session/open-session.ts';
import {readAnswers} from '../session/read-answers.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Workplace} from '../workplace.ts';
import type {Answers} from '../walk/answers.ts';
import {earlierWalks} from '../session/earlier-walks.ts';
import type {HeldSession} from '../session/held-session.ts';
import {rootsOf} from '../session/roots.ts';
import {withLast} from '../session/plain/plain-earlier.ts';
import {plainNews, plainReport, plainStep} from '../session/plain/plain-report.ts';
import {obstaclesIn, strands, unattended, type Obstacle} from '../walk/unattended.ts';
import {walk, type Driver} from '../walk/walk.ts';
import {Stopped, stoppedExit, tellTrouble, type Context} from './context.ts';
import {exitSummary} from './output/exit-summary.ts';
import {runDocument} from './output/run-document.ts';

export type UnattendedFlags = {json?: boolean; confirm?: string; reason?: string; /** Path of a file. */ answers?: string};

/**
 * An open session, walked to its end with nobody there. `again` opens it once more when the console dies
 * in it, as a drill may have it: its answers settle what happened.
 */
export async function walkUnattended(context: Context, first: HeldSession, flags: UnattendedFlags, again: (session: string) => Promise<HeldSession>): Promise<number> {
  context.signal.addEventListener('abort', () => {
    const {reason} = context.signal;
    if (!context.now.aborted && !(reason instanceof Stopped && reason.exit === exitCode.notRecorded)) context.tell('Stopping when this step is done; ctrl-c again within 2 s stops it now.');
  });
  const ledgerBefore = first.drill ? ledgerText(first.environment.places.ledger) : '';
  let open = first;
  let driver: Pick<Driver, 'decide' | 'ask'> | undefined;
  for (;;) {
    try {
      if (open.trouble) tellTrouble(context, open.trouble);
      driver ??= driverFor(open, context.place, flags);
      return await walkOnce(context, open, {flags, driver, ledgerBefore});
    } catch (error) {
      if (!(error instanceof ConsoleDied)) throw error;
      printerOf(context, flags)(`${error.message}; it is started again`);
    } finally {
      await open.close();
    }
    open = await again(open.conductor.session.id);
  }
}

function driverFor({conductor: {runbook}, drill}: HeldSession, place: Workplace, flags: UnattendedFlags): Pick<Driver, 'decide' | 'ask'> {
  return drill ? scripted(drill) : unattended({confirmed: flags.confirm ?? 'practice, unattended', reason: reasonIn(flags), answers: answersIn(place, flags, runbook)});
}

function reasonIn({reason}: UnattendedFlags): string | undefined {
  return reason?.trim() || undefined;
}

function answersIn({folder}: Workplace, {answers}: UnattendedFlags, runbook: Runbook): Answers | undefined {
  return answers === undefined ? undefined : readAnswers(resolve(folder, answers), answers, runbook);
}

/** Whether the walk may begin with nobody there; looked at before there is a session. @throws OperatorError */
export function mayBegin(place: Workplace, flags: UnattendedFlags & {drill?: string}): (runbook: Runbook, environment: Beginning) => void {
  return (runbook, environment) => {
    const answers = answersIn(place, flags, runbook);
    verifyAllowed(runbook, environment, flags);
    if (flags.drill === undefined) verifyEnds(runbook, obstaclesIn(runbook, environment, {reason: reasonIn(flags), answers}), answers);
  };
}

/** With `--json` stdout is for the document alone. */
function printerOf({print, tell}: Context, {json}: UnattendedFlags): Context['print'] {
  return json ? tell : print;
}

type Errand = {flags: UnattendedFlags; driver: Pick<Driver, 'decide' | 'ask'>; /** Its text when the drill began. */ ledgerBefore: string};

async function walkOnce(context: Context, open: HeldSession, {flags, driver, ledgerBefore}: Errand): Promise<number> {
  const {conductor, environment, drill} = open;
  const print = printerOf(context, flags);
  const report = withLast(plainReport(print, whomToCall({escalate: environment.people.escalate, environment: environment.name, file: environment.terms.file?.path})), print, earlierWalks((await rootsOf(context.place)).roots, conductor), conductor.runbook);
  print(`${environmentText(environment)}, ${environment.mask().text(`${pointerText(environment.gateway())}${wishesText(environment)}`)}, session ${conductor.session.id}, started by ${conductor.session.operator}, nobody at the keyboard`);
  for (const line of plainNews(conductor.session)) print(line);
  const exit = await walk(
    conductor,
    {
      ...driver,
      report: told => {
        if (told.kind === 'written' && told.event.type === 'step.started') print(titleOf(conductor, told.event.body.step));
        report(told);
      },
    },
    context.signal,
    context.now,
  );
  const summary = await exitSummary(conductor, context.place);
  for (const line of flags.json ? summary.filter(text => text.startsWith('NOT SHARED')) : summary) print(line);
  const drilled = drill && (await drillEnd(context, open, {print, exit, ledgerBefore}));
  const code = stoppedExit(context, drilled?.exit ?? exit);
  if (flags.json) context.printDocument({...runDocument(conductor, environment, code, context.place), ...(drilled && {drill: drilled.debrief, faults: drilled.faults})});
  return code;
}

async function drillEnd({tell}: Context, open: HeldSession, {print, exit, ledgerBefore}: {print: Context['print']; exit: number; ledgerBefore: string}) {
  const {afterDrill, judgeWorld} = await import('./drill/after-drill.ts');
  const ended = afterDrill({print, tell}, open, exit);
  const judged = await judgeWorld(open, ended, ledgerBefore);
  for (const fault of judged.faults) print(`NOT AS ITS PAGE SAYS  ${fault}`);
  return {debrief: ended.debrief ?? null, ...judged};
}

/** Outside practice somebody must have typed what an operator at the screen would type. */
function verifyAllowed({id, steps}: Runbook, environment: Beginning, {confirm}: UnattendedFlags): void {
  const {what, word} = environment.confirmation;
  const changes = steps.some(({effect}) => effect.kind === 'changes');
  if (environment.class === 'practice' || !changes || confirm === word) return;
  throw new OperatorError(confirm === undefined ? `${id} changes something in ${environment.name}` : `--confirm is not ${what}`, {
    code: 'not-confirmed',
    next: `Add --confirm ${word} to allow it unattended. Nothing was run.`,
    exit: exitCode.usage,
  });
}

/** Whoever is gone cannot put right what a walk has changed before it came to where it needs somebody; with a file of answers nothing may be missing. */
function verifyEnds(runbook: Runbook, obstacles: readonly Obstacle[], answers: Answers | undefined): void {
  if (obstacles.length === 0 || !(strands(runbook, obstacles) || answers)) return;
  throw new OperatorError(`${runbook.id} ${answers ? 'is not answered' : 'changes something and cannot end with nobody there'}:\n${obstacles.map(({step, why}) => `  step ${step.number}, ${step.title}: ${why}`).join('\n')}`, {
    code: 'needs-somebody',
    next: `Nothing was run. ${adviceOn(obstacles)}.`,
    exit: exitCode.usage,
  });
}

function adviceOn(obstacles: readonly Obstacle[]): string {
  if (obstacles.every(({why}) => why.includes('--reason'))) return "Add --reason 'WHY'";
  return obstacles.every(({why}) => why.includes('Answer it')) ? 'Add what is missing to the file of answers' : 'Walk it with somebody there: leave out --auto';
}

function titleOf(conductor: Conductor, id: string): string {
  const step = conductor.runbook.steps.find(candidate => candidate.id === id);
  return step ? (plainStep(step, conductor.runbook)[0] ?? id) : id;
}
