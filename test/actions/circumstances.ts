import type {Action, ActionPlan, ActionPlanning, Ask, Earlier, Ports, Question} from '../../source/actions/action.ts';
import {findAction} from '../../source/actions/registry.ts';
import {inOneText} from '../../source/errors.ts';
import type {Environment} from '../../source/environment/environment.ts';

type Standing = Omit<Ports, 'earlier'>;

/** The same ports where the environment has more than a console: hands, a route, a smoke command. */
export function within(ports: Standing, changes: Partial<Environment>): Standing {
  return {...ports, environment: {...ports.environment, ...changes}};
}

export type Answering = Ask & {/** What was asked so far. */ readonly asked: Question[]};

/** A person who gives these answers, one after the other, and then is gone. */
export function answering(...answers: string[]): Answering {
  const asked: Question[] = [];
  const rest = [...answers];
  const ask: Ask = async question => {
    asked.push(question);
    return rest.shift();
  };
  return Object.assign(ask, {asked});
}

export const mara = {id: '20251120T085500Z-1', incident: 'INC-204', operator: 'mara'};

type Given = {parameters?: string[]; earlier?: Earlier};

function actionOf(name: string): Action {
  const action = findAction(name);
  if (!action) throw new Error(`no action ${name}`);
  return action;
}

async function planOf(name: string, ports: Standing, {parameters = [], earlier = {}}: Given = {}): Promise<ActionPlanning> {
  const {plan} = actionOf(name);
  if (!plan) throw new Error(`${name} has no plan`);
  return plan(parameters, {...ports, earlier}, new AbortController().signal);
}

/** The plan of something that can be done. */
export async function goodPlan(name: string, ports: Standing, given?: Given): Promise<ActionPlan> {
  const planning = await planOf(name, ports, given);
  if (!planning.ok) throw new Error(planning.problem);
  return planning.plan;
}

/** Why it cannot be planned, and what to do about it. */
export async function noPlan(name: string, ports: Standing, given?: Given): Promise<string> {
  const planning = await planOf(name, ports, given);
  if (planning.ok) throw new Error(`${name} can be done: ${planning.plan.does.join('; ')}`);
  return inOneText(planning);
}

export async function probeOf(name: string, ports: Standing, plan: ActionPlan | undefined, {at = '2025-11-20T09:00:00Z', earlier = {}}: {at?: string; earlier?: Earlier} = {}): Promise<string[]> {
  const {probe} = actionOf(name);
  if (!probe) throw new Error(`${name} has no probe`);
  return probe({...ports, earlier}, {at, ledgerBytes: 0, plan: plan?.items ?? []});
}
