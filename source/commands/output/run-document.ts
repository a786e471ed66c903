import type {Environment} from '../../environment/environment.ts';
import type {JsonObject} from '../../json.ts';
import type {Conductor} from '../../walk/conductor.ts';
import {countSteps} from '../../journal/session.ts';

/** What `run ID --auto --json` prints. */
export function runDocument(conductor: Conductor, environment: Environment, exit: number): JsonObject {
  const {session} = conductor;
  return {
    ok: exit === 0,
    session: session.id,
    runbook: session.opened.runbook.id,
    verdict: session.closed?.verdict ?? 'unfinished',
    environment: environment.name,
    class: environment.class,
    gateway: environment.mask().text(environment.gateway().url),
    operator: session.operator,
    journal: conductor.journalPath,
    head: conductor.head,
    receipt: conductor.receipt ?? null,
    counts: {...countSteps(session)} as JsonObject,
    steps: session.steps.map(({id, title, status, attempts, outcome}) => ({
      id,
      title,
      status,
      attempts,
      milliseconds: outcome?.milliseconds ?? null,
      proofs: (outcome?.proofs ?? []).map(({text, state, expected, found}) => ({text, state, expected, found})),
      failure: outcome?.failure ? {code: outcome.failure.code, message: outcome.failure.message, next: outcome.failure.next} : null,
    })),
  };
}
