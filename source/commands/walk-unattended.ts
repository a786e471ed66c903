import {pointerText} from '../environment/toggles.ts';
import {exitCode, OperatorError} from '../errors.ts';
import type {Conductor} from '../walk/conductor.ts';
import {ledgerText} from '../drill/drill-verdict.ts';
import {scripted} from '../drill/scripted-driver.ts';
import {ConsoleDied} from '../drill/console-died.ts';
import type {OpenSession} from '../session/opened-session.ts';
import {plainNews, plainReport, plainStep} from '../session/plain/plain-report.ts';
import {obstaclesIn, strands, unattended, type Obstacle} from '../walk/unattended.ts';
import {walk, type Driver} from '../walk/walk.ts';
import {Stopped, stoppedExit, tellTrouble, type Context} from './context.ts';
import {exitSummary} from './output/exit-summary.ts';
import {runDocument} from './output/run-document.ts';

export type UnattendedFlags = {json?: boolean; confirm?: string; reason?: string};

/**
 * An open session, walked to its end with nobody there. `again` opens it once more when the console dies
 * in it, as a drill may have it: its answers settle what happened.
 */
export async function walkUnattended(context: Context, first: OpenSession, flags: UnattendedFlags, again: (session: string) => Promise<OpenSession>): Promise<number> {
  context.signal.addEventListener('abort', () => {
    const {reason} = context.signal;
    if (!context.now.aborted && !(reason instanceof Stopped && reason.exit === exitCode.notRecorded)) context.tell('Stopping when this step is done; ctrl-c again within 2 s stops it now.');
  });
  const ledgerBefore = first.drill ? ledgerText(first.environment.places.ledger) : '';
  let open = first;
  let answers: Answers | undefined;
  for (;;) {
    try {
      if (open.trouble) tellTrouble(context, open.trouble);
      answers ??= answersFor(open, flags);
      return await walkOnce(context, open, {flags, answers, ledgerBefore});
    } catch (error) {
      if (!(error instanceof ConsoleDied)) throw error;
      printerOf(context, flags)(`${error.message}; it is started again`);
    } finally {
      await open.close();
    }
    open = await again(open.conductor.session.id);
  }
}

type Answers = Omit<Driver, 'report'>;

function answersFor(open: OpenSession, flags: UnattendedFlags): Answers {
  const confirmed = allowed(open, flags);
  if (open.drill) return scripted(open.drill);
  const reason = flags.reason?.trim() || undefined;
  verifyEnds(open, obstaclesIn(open.conductor.runbook, open.environment, {reason}));
  return unattended({confirmed, reason});
}

/** With `--json` stdout is for the document alone. */
function printerOf({print, tell}: Context, {json}: UnattendedFlags): Context['print'] {
  return json ? tell : print;
}

type Errand = {flags: UnattendedFlags; answers: Answers; /** Its text when the drill began. */ ledgerBefore: string};

async function walkOnce(context: Context, open: OpenSession, {flags, answers, ledgerBefore}: Errand): Promise<number> {
  const {conductor, environment, drill} = open;
  const print = printerOf(context, flags);
  const report = plainReport(print, environment.people.escalate);
  print(`${environment.class} ${environment.name}, ${environment.mask().text(pointerText(environment.gateway()))}, session ${conductor.session.id}, started by ${conductor.session.operator}, nobody at the keyboard`);
  for (const line of plainNews(conductor.session)) print(line);
  const exit = await walk(
    conductor,
    {
      ...answers,
      report: told => {
        if (told.kind === 'written' && told.event.type === 'step.started') print(titleOf(conductor, told.event.body.step));
        report(told);
      },
    },
    context.signal,
    context.now,
  );
  if (!flags.json) for (const line of await exitSummary(conductor, context.place)) print(line);
  const drilled = drill && (await drillEnd(context, open, {print, exit, ledgerBefore}));
  const code = stoppedExit(context, drilled?.exit ?? exit);
  if (flags.json) context.printDocument({...runDocument(conductor, environment, code), ...(drilled && {drill: drilled.debrief, faults: drilled.faults})});
  return code;
}

async function drillEnd({tell}: Context, open: OpenSession, {print, exit, ledgerBefore}: {print: Context['print']; exit: number; ledgerBefore: string}) {
  const {afterDrill, judgeWorld} = await import('./after-drill.ts');
  const ended = afterDrill({print, tell}, open, exit);
  const judged = await judgeWorld(open, ended, ledgerBefore);
  for (const fault of judged.faults) print(`NOT AS ITS PAGE SAYS  ${fault}`);
  return {debrief: ended.debrief ?? null, ...judged};
}

/** Outside practice somebody must have typed what an operator at the screen would type. */
function allowed({environment, conductor}: OpenSession, {confirm}: UnattendedFlags): string {
  const {what, word} = environment.confirmation;
  const changes = conductor.runbook.steps.some(({effect}) => effect.kind === 'changes');
  if (environment.class === 'practice' || !changes || confirm === word) return confirm ?? 'practice, unattended';
  conductor.record({kind: 'end', reason: 'not confirmed'});
  throw new OperatorError(confirm === undefined ? `${conductor.runbook.id} changes something in ${environment.name}` : `--confirm is not ${what}`, {
    code: 'not-confirmed',
    next: `Add --confirm ${word} to allow it unattended. Nothing was run.`,
    exit: exitCode.usage,
  });
}

/** Whoever is gone cannot put right what a walk has changed before it came to where it needs somebody. */
function verifyEnds({conductor}: OpenSession, obstacles: readonly Obstacle[]): void {
  const {runbook} = conductor;
  if (!strands(runbook, obstacles)) return;
  conductor.record({kind: 'end', reason: 'it cannot end with nobody there'});
  throw new OperatorError(`${runbook.id} changes something and cannot end with nobody there:\n${obstacles.map(({step, why}) => `  step ${step.number}, ${step.title}: ${why}`).join('\n')}`, {
    code: 'needs-somebody',
    next: `Nothing was run. ${obstacles.every(({why}) => why.includes('--reason')) ? "Add --reason 'WHY'" : 'Walk it with somebody there: leave out --auto'}.`,
    exit: exitCode.usage,
  });
}

function titleOf(conductor: Conductor, id: string): string {
  const step = conductor.runbook.steps.find(candidate => candidate.id === id);
  return step ? (plainStep(step, conductor.runbook.steps.length)[0] ?? id) : id;
}
