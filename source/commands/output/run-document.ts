import type {Environment} from '../../environment/environment.ts';
import type {JsonObject} from '../../json.ts';
import type {Conductor} from '../../walk/conductor.ts';
import {mcpToggle} from '../../environment/toggles.ts';
import {pasted} from '../../pasted.ts';
import {doubtIn} from '../../walk/freeze.ts';
import type {Workplace} from '../../workplace.ts';
import {countSteps} from '../../journal/tally.ts';

/** What `run ID --auto --json` prints. */
export function runDocument(conductor: Conductor, environment: Environment, exit: number, place: Workplace): JsonObject {
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
    mcp: mcpNow(conductor, environment),
    next: nextOf(conductor, place),
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

/** `unknown`: the toggle cannot be read, or nobody knows what a step has done to it. */
function mcpNow(conductor: Conductor, environment: Environment): 'on' | 'off' | 'unknown' {
  const {on, fault} = mcpToggle(environment.toggles);
  if (fault !== undefined || doubtIn(conductor)) return 'unknown';
  return on ? 'on' : 'off';
}

/** What somebody has to do now, in one sentence; null where nothing is left. */
function nextOf(conductor: Conductor, place: Workplace): string | null {
  const {session, runbook} = conductor;
  const at = runbook.steps.find(({id}) => id === session.current);
  const record = session.steps.find(({id}) => id === session.current);
  if (session.state !== 'closed') return `${record?.status === 'unknown' ? `Say what happened in step ${at?.number}, ${at?.title}` : 'Go on'}: ${pasted(place, 'resume', session.id)}`;
  if (session.closed?.verdict === 'completed') return null;
  return record?.outcome?.failure?.next ?? (at ? `See to step ${at.number}, ${at.title}, then walk it again: ${pasted(place, 'run', runbook.id, '--env', session.environment.name)}` : null);
}
