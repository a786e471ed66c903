import type {Action, ActionResult, Ports, Progress} from '../actions/action.ts';
import {findAction} from '../actions/registry.ts';
import {BugError} from '../errors.ts';
import type {ActionCall} from '../runbook/schema.ts';

/** What there is to look into where no action has run. */
export const notRun: ActionResult = {outcome: 'done', facts: {}, attachments: []};

/** @throws BugError for a name that lint lets nobody write. */
export function actionNamed(name: string): Action {
  const action = findAction(name);
  if (!action) throw new BugError(`the runbook names the unknown action ${name}`);
  return action;
}

/** Runs an action to its end; `tell` gets what it reports on the way. */
export async function runAction({name, parameters}: ActionCall, ports: Ports, signal: AbortSignal, tell: (progress: Progress) => void = () => {}): Promise<ActionResult> {
  const running = actionNamed(name).run(parameters, ports, signal);
  for (;;) {
    const {done, value} = await running.next();
    if (done) return value;
    tell(value);
  }
}
