import {isMcpOn} from '../../connector/services.ts';
import type {Ports, Progress} from '../action.ts';
import {askRoute} from '../route-probe.ts';

/** A service that was told to restart is not back at once. Milliseconds. */
const longestRestart = 10_000;
const betweenLooks = 250;

/**
 * Waits until operators are served as MCP's toggle says, where the command that brings it into force may
 * return before the service has. What is so in the end the page's proofs look at.
 */
export async function* awaitRoute(toggle: string, ports: Pick<Ports, 'environment' | 'clock'>, signal: AbortSignal): AsyncGenerator<Progress, void> {
  const {clock, environment} = ports;
  if (!environment.route) return;
  const wanted = isMcpOn(toggle) ? 'mcp' : 'legacy';
  const until = clock.monotonic() + longestRestart;
  for (let told: string | undefined; ; ) {
    const {route} = await askRoute(ports, signal);
    const isOver = route === wanted || signal.aborted || clock.monotonic() >= until;
    if (isOver && told === undefined) return;
    if (isOver) return yield {stage: 'route', state: route === wanted ? 'ok' : 'failed', text: route};
    if (route !== told) yield {stage: 'route', state: 'running', text: `${route}; waiting for the service to serve ${wanted}`};
    told = route;
    await clock.sleep(betweenLooks, signal).catch(() => {});
  }
}
