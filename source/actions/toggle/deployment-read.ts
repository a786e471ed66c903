import type {Trouble} from '../../errors.ts';
import type {Action, Ports} from '../action.ts';
import {failed} from '../failed-result.ts';

export type DeployedToggle = {value: string | null; source: string} | Trouble;

/**
 * A toggle as the deployment's own store has it, whatever covers it in this process; where the tool
 * does not see the deployment, as it reads here. A token answers only that it is set.
 */
export async function readDeployed(name: string, {environment}: Pick<Ports, 'environment'>, signal: AbortSignal): Promise<DeployedToggle> {
  const reading = environment.deployment ? await environment.deployment.read(name, signal) : environment.toggles.read(name);
  if (reading.kind === 'trouble') return reading;
  const source = typeof reading.source === 'string' ? reading.source : reading.source.label;
  return {value: reading.value === undefined ? null : String(reading.value), source};
}

/** Reads one toggle in the deployment's store. */
export const readDeployment: Action = {
  signature: {name: 'deployment.read', effect: 'reads', parameters: ['name']},
  facts: {value: "as the deployment's own store says", source: 'who set it', observable: 'whether this program sees the deployment'},
  async *run([name = ''], ports, signal) {
    const reading = await readDeployed(name, ports, signal);
    if ('problem' in reading) {
      yield {stage: 'deployment', state: 'failed', text: reading.problem};
      return failed('deployment-unreadable', reading.problem, reading.next);
    }
    yield {stage: 'deployment', state: 'ok', text: `${name} ${reading.value === null ? 'is not set' : `reads ${JSON.stringify(reading.value)}`} (${reading.source})`};
    return {outcome: 'done', facts: {...ports.environment.mask().value(reading), observable: ports.environment.deployment !== undefined}, attachments: []};
  },
};
