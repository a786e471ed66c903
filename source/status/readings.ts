import {useMcp} from '../connector/services.ts';
import type {Body} from '../journal/event.ts';

/** A reading of the toggle, null where it is not set. `weak`: as one shell goes by it. */
export type ToggleReading = {value: string | null; how: 'read'; weak?: true};

export type Route = 'mcp' | 'legacy' | 'unknown';

type Proofs = Body<'step.finished'>['proofs'];

type Performed = Body<'step.started'>['action'] | undefined;

const wasSeen = ({state}: Proofs[number]): boolean => state === 'holds' || state === 'fails';

/** Of which shells know nothing: only what the program saw of a deployment is seen in a proof of `deployment.read`. */
const fromDeployment = 'deployment.read';
const fromHere = 'toggle.read';

/** The toggle as a proof has found it, by an action of its own or that of the step. `isWeak`: here a shell has its own value. */
export function toggleIn(proofs: Proofs, performed: Performed, isWeak: boolean): ToggleReading | undefined {
  for (const {text, found} of proofs.filter(wasSeen).toReversed()) {
    const action = readBy(text, performed);
    if (action !== undefined) return {value: found === 'nothing' ? null : found, how: 'read', ...(isWeak && action !== fromDeployment && {weak: true})};
  }
  return undefined;
}

/** Which action has read the toggle that the proof is about, as proofs are worded: `deployment.read ABZU_USE_MCP = 1`, or `value = 1` of the step's own. */
function readBy(text: string, performed: Performed): string | undefined {
  const named = new RegExp(`\\b(deployment|toggle)\\.read ${useMcp}(?: value)? (?:=|is not|present|absent)`).exec(text);
  if (named) return named[1] === 'toggle' ? fromHere : fromDeployment;
  if (new RegExp(`\\btoggles\\.${useMcp} (?:=|is not|present|absent)`).test(text)) return fromHere;
  const isOwn = performed?.parameters[0] === useMcp && (performed.name === fromDeployment || performed.name === fromHere);
  return isOwn && /(?:^|[\s(])value (?:=|is not|present|absent)/.test(text) ? performed.name : undefined;
}

const routes = ['mcp', 'legacy', 'unknown'] as const;

/** The route as a proof has found it, by an action of its own or that of the step. */
export function routeIn(proofs: Proofs, performed: Performed): Route | undefined {
  const proof = proofs.findLast(one => wasSeen(one) && (performed?.name === 'route.probe' || /\broute\.probe\b/.test(one.text)) && routes.some(route => route === one.found));
  return routes.find(route => route === proof?.found);
}

/** What the program saw where somebody was about to settle a step, in the words of its look (`toggle-probe.ts`). */
export function seenAtSettling(probe: string | null): {toggle: ToggleReading | undefined; route: Route | undefined} {
  const toggle = new RegExp(`\\b${useMcp} (?:is not set|reads "((?:[^"\\\\]|\\\\.)*)") now \\(`).exec(probe ?? '');
  const route = /\bThe route is (\w+):/.exec(probe ?? '')?.[1];
  return {toggle: toggle ? {value: toggle[1] ?? null, how: 'read'} : undefined, route: routes.find(one => one === route)};
}
