import {notEnabled} from '../connector/services.ts';
import {mcpToggle, useMcp} from '../environment/toggles.ts';
import type {Environment} from '../environment/environment.ts';
import {exitCode} from '../errors.ts';
import type {ActionFailure} from './action.ts';

/**
 * Why nothing may be done that needs MCP; undefined where it is on. Smoke refuses with words of its
 * own, which automation knows (protocol notes, section 3).
 */
export function mcpOffFailure({toggles}: Pick<Environment, 'toggles'>, refusal = `${notEnabled}: ${useMcp}=1 required`): ActionFailure | undefined {
  const {on, value, source, fault} = mcpToggle(toggles);
  if (on && fault === undefined) return undefined;
  const found = fault !== undefined ? `it ${fault}` : value === undefined ? 'it is not set' : `it reads ${JSON.stringify(value)} (${source.label})`;
  return {
    code: 'toggles-forbid',
    problem: `${refusal}; ${found}`,
    next: `Set ${useMcp} to exactly 1 and run again. Nothing was sent.`,
    exit: exitCode.togglesForbid,
  };
}
