import {useMcp} from '../../connector/services.ts';
import type {Step} from '../../runbook/schema.ts';
import {stepRecord} from './viewed-step.ts';
import type {Walk} from './state.ts';

/** Actions that need of the gateway what operators need of it. */
const depends: ReadonlySet<string> = new Set(['handshake.try', 'smoke.run']);

/**
 * Why operators get errors now, as far as this walk has seen it: it has brought them back to MCP, and the newest look at
 * the gateway since then went wrong. Undefined where that is not so, and where nobody has looked.
 */
export function errorsNow(walk: Walk): string | undefined {
  if (!walk.pointed.toggles.some(({name, found}) => name === useMcp && found === '1')) return undefined;
  const {steps} = walk.runbook;
  const restored = steps.findLastIndex(step => bringsBack(step) && hasStood(walk, step, 'done'));
  const looked = restored === -1 ? [] : steps.slice(restored + 1).filter(({action}) => action !== undefined && depends.has(action.name));
  const failed = looked.findLast(step => hasStood(walk, step, 'done') || hasStood(walk, step, 'failed'));
  if (failed === undefined || !hasStood(walk, failed, 'failed')) return undefined;
  const outcome = stepRecord(walk, failed.id).outcome ?? walk.ran[failed.id]?.turned;
  return outcome === undefined ? `step ${failed.number}, ${failed.title}, went wrong` : outcome.failure?.message;
}

const bringsBack = ({action}: Step): boolean => action?.name === 'toggle.set' && action.parameters[0] === useMcp && action.parameters[1] === '1';

/** Now, or when the walk went back before it. */
function hasStood(walk: Walk, {id}: Step, status: 'done' | 'failed'): boolean {
  const record = stepRecord(walk, id);
  return record.status === status || record.before === status;
}
