import {openDeployment} from '../../source/environment/deployment/open-deployment.ts';
import {SecretMask} from '../../source/secret-mask.ts';

/** Plans ABZU_USE_MCP=0 in a file of toggles, does it where it can be planned, and tells both. */
export async function changeFile(file: string) {
  const {signal} = new AbortController();
  const opened = openDeployment({
    toggles: {store: {kind: 'file', file, shown: 'operator.env'}, apply: undefined, limit: 10_000},
    token: undefined,
    folder: '/',
    variables: process.env,
    mask: () => new SecretMask([]),
    fingerprint: () => undefined,
    now: () => Date.parse('2025-11-20T09:00:00Z'),
  });
  const planned = await opened?.deployment.plan('ABZU_USE_MCP', '0', signal);
  const result = planned?.ok ? await opened?.deployment.set(planned.change, '0', () => {}, signal) : undefined;
  return {planned, result};
}
