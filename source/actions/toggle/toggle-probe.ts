import {inOneText} from '../../errors.ts';
import {isTokenName} from '../../environment/toggles.ts';
import type {Ports, Started} from '../action.ts';
import type {PlanItem} from '../../journal/step-record.ts';
import {readDeployed} from './deployment-read.ts';
import {askRoute} from '../route-probe.ts';

/** What the deployment reads now, against what the step said it would change. */
export async function probeToggle(ports: Ports, {plan}: Started): Promise<string[]> {
  const {environment} = ports;
  const {signal} = new AbortController();
  const items = plan.filter(({what}) => !isTokenName(what));
  const lines: string[] = [];
  if (items.length === 0) lines.push('The step did not keep what it would change: look at the deployment by hand.');
  for (const item of items) lines.push(environment.deployment ? await tellItem(item, ports, signal) : tellUnseen(item));
  if (environment.route) {
    const {route, detail} = await askRoute(ports, signal);
    lines.push(`The route is ${route}: ${detail}`);
  } else {
    lines.push('Whether the service has taken it up cannot be seen from here.');
  }
  return lines;
}

async function tellItem({what, from, to}: PlanItem, ports: Ports, signal: AbortSignal): Promise<string> {
  const reading = await readDeployed(what, ports, signal);
  if ('problem' in reading) return `${what} cannot be read: ${inOneText(reading)}`;
  const {value, source} = reading;
  const now = `${what} ${value === null ? 'is not set' : `reads ${JSON.stringify(value)}`} now (${source})`;
  if (value === to) return `${now}, as the step was to set it: the change is in the store.`;
  if (value === from) return `${now}, as before the step: the store was not changed.`;
  return `${now}; before the step it ${from === null ? 'was not set' : `read ${JSON.stringify(from)}`}, and the step was to set ${JSON.stringify(to)}.`;
}

function tellUnseen({what, where, to}: PlanItem): string {
  return `${what} was to be set to ${to} by hand in ${where}, which this tool does not see: ask whoever was at it.`;
}
