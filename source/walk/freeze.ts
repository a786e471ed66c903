import {mcpToggle, useMcp, type McpToggle} from '../environment/toggles.ts';
import type {Environment} from '../environment/environment.ts';
import type {Runbook} from '../runbook/schema.ts';
import type {Session} from '../journal/session.ts';

export type Walked = {runbook: Runbook; session: Session};

/** The toggle of MCP where it is off and a step of this session has set it: what was off before it began is not its freeze. */
export function frozenBy({runbook, session}: Walked, {toggles}: Pick<Environment, 'toggles'>): McpToggle | undefined {
  const toggle = mcpToggle(toggles);
  if (toggle.on) return undefined;
  const set = runbook.steps.some(({id, action}) =>
    action?.name === 'toggle.set' && action.parameters[0] === useMcp && session.steps.some(step => step.id === id && step.ended));
  return set ? toggle : undefined;
}
