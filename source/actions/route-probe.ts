import type {Action, Ports} from './action.ts';
import type {RouteAnswer} from '../environment/route.ts';

/** Which way operators are served; `unknown` where nobody said how that can be seen. */
export async function askRoute({environment}: Pick<Ports, 'environment'>, signal: AbortSignal): Promise<RouteAnswer> {
  if (environment.route) return environment.route(signal);
  return {route: 'unknown', asked: 'nobody', detail: `the environment ${environment.name} does not say how its route can be seen`};
}

/** Asks the service itself by which way operators are served. */
export const probeRoute: Action = {
  signature: {name: 'route.probe', effect: 'reads', parameters: []},
  facts: {value: 'mcp, legacy or unknown', asked: 'who was asked', detail: 'what was answered', observable: 'whether somebody said how it can be seen'},
  async *run(_parameters, ports, signal) {
    yield {stage: 'route', state: 'running', text: 'asking the service'};
    const {route, asked, detail} = await askRoute(ports, signal);
    yield {stage: 'route', state: route === 'unknown' ? 'failed' : 'ok', text: `${route}: ${detail}`};
    return {outcome: 'done', facts: {...ports.environment.mask().value({value: route, asked, detail}), observable: ports.environment.route !== undefined}, attachments: []};
  },
};
