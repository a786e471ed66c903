import {isMcpOn} from '../../connector/services.ts';
import type {Deployment} from '../../environment/toggle-change.ts';
import {formatSpan} from '../../time.ts';
import type {Ports, Progress} from '../action.ts';
import {askRoute} from '../route-probe.ts';

/** A service that was told to restart is not back at once. Milliseconds; where the deployment gives its commands longer, the service has as long. */
const usualRestart = 10_000;
const betweenLooks = 250;

/**
 * Waits until operators are served as MCP's toggle says, where the command that brings it into force may
 * return before the service has. What is so in the end the page's proofs look at.
 */
export async function* awaitRoute(toggle: string, {limit = 0}: Pick<Deployment, 'limit'>, ports: Pick<Ports, 'environment' | 'clock'>, signal: AbortSignal): AsyncGenerator<Progress, void> {
  const {clock, environment} = ports;
  if (!environment.route) return;
  const wanted = isMcpOn(toggle) ? 'mcp' : 'legacy';
  const began = clock.monotonic();
  const longest = Math.max(usualRestart, limit);
  for (let told: string | undefined; ; ) {
    const {route} = await askRoute(ports, signal);
    const waited = clock.monotonic() - began;
    const isOver = route === wanted || signal.aborted || waited >= longest;
    if (isOver && told === undefined) return;
    if (isOver) return yield {stage: 'route', state: route === wanted ? 'ok' : 'failed', text: route === wanted ? route : `${route}, ${formatSpan(waited)} after it was told to restart`, milliseconds: waited};
    const text = `${route}; waiting for the service to serve ${wanted}, ${formatSpan(waited)} of ${formatSpan(longest)}`;
    if (text !== told) yield {stage: 'route', state: 'running', text};
    told = text;
    await clock.sleep(betweenLooks, signal).catch(() => {});
  }
}
