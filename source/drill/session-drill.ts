import type {Environment} from '../environment/environment.ts';
import {BugError, exitCode, OperatorError} from '../errors.ts';
import {clip} from '../journal/clip.ts';
import type {Body} from '../journal/event.ts';
import type {Session} from '../journal/session.ts';
import {isPracticeFaultName, type PracticeFaultName} from '../practice/faults.ts';
import type {PracticeWorld} from '../practice/world.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Stage} from '../walk/stage.ts';
import {faultSoFar, openStage} from './fault-stage.ts';
import {findDrill} from './find-drill.ts';
import {drillPage, keepDrillPage, readPinnedDrill, type DrillPage} from './pinned-drill.ts';
import {readRoster} from './roster.ts';
import {earlierAttempts} from './standings.ts';

/** All that a session needs of the drill that is walked in it. */
export type SessionDrill = {
  scenario: Scenario;
  /** What is broken in practice when the session opens. */
  fault: PracticeFaultName | undefined;
  stage(world: PracticeWorld, session: Session): Stage;
};

/** What is done besides, once, when it begins. */
export type NewDrill = SessionDrill & {
  /** Sets what the drill wants otherwise, as an operator would: in the deployment. */
  prepare(environment: Environment): Promise<void>;
  page: DrillPage;
  /** Keeps its page as it will be walked. */
  keep(folder: string): void;
  /** How the first line of the journal names it; `root` holds the roster. */
  line(root: string, operator: string): NonNullable<Body<'session.opened'>['drill']>;
};

export type WantedDrill = {drill?: string | undefined; seed?: number | undefined; environment: string};

/** The drill that was asked for. @throws OperatorError outside practice, where nothing is made to break. */
export function newDrill(runbook: Runbook, {drill, seed, environment}: WantedDrill, runbooks: string | undefined): NewDrill | undefined {
  if (drill === undefined) return undefined;
  const scenario = findDrill(runbook, drill, runbooks);
  if (environment !== 'practice') {
    throw new OperatorError(`the drill ${drill} cannot be walked in ${environment}`, {
      code: 'drill-outside-practice',
      next: 'Leave out --env, or name practice: nothing is made to break anywhere else.',
      exit: exitCode.usage,
    });
  }
  const page = drillPage(scenario, runbooks);
  return {
    scenario,
    fault: scenario.strikes.filter(({when}) => when.kind === 'start').map(({fault}) => fault).find(isPracticeFaultName),
    stage: (world, session) => openStage(scenario, world, session),
    prepare: environment => setOverrides(scenario, environment),
    page,
    keep: folder => keepDrillPage(folder, page),
    line(root, operator) {
      // What came before is named here, so that a debrief can say what got better whatever becomes of the roster.
      const earlier = earlierAttempts(readRoster(root).results, {operator, runbook: scenario.runbook, drill});
      return {id: drill, title: clip(scenario.title, 100), sha256: page.sha256, ...(seed !== undefined && {seed}), ...(earlier && {earlier})};
    },
  };
}

/** The drill as it was when the session began; today's page where that was not kept. */
export function resumedDrill(folder: string, session: Session, runbook: Runbook, runbooks: string | undefined): SessionDrill | undefined {
  const {drill} = session.opened;
  if (!drill) return undefined;
  const pinned = readPinnedDrill(folder, session.opened);
  const scenario = pinned.ok ? pinned.scenario : findDrill(runbook, drill.id, runbooks);
  return {scenario, fault: faultSoFar(scenario, session), stage: (world, resumed) => openStage(scenario, world, resumed)};
}

async function setOverrides({overrides}: Scenario, {deployment}: Environment): Promise<void> {
  const {signal} = new AbortController();
  for (const {name, value} of overrides) {
    const planned = await deployment?.plan(name, value, signal);
    const set = planned?.ok ? await deployment?.set(planned.change, value, () => {}, signal) : undefined;
    if (set?.outcome !== 'done') throw new BugError(`the drill could not set ${name}: ${set?.problem ?? ''}`);
  }
}
