import type {Clock} from '../clock.ts';
import {parseStrictJson} from '../connector/strict-json.ts';
import {isJsonObject} from '../json.ts';
import {proxyFor} from '../proxy.ts';
import type {SecretMask} from '../secret-mask.ts';
import {endingText} from './command/command-ending.ts';
import {runCommand} from './command/run-command.ts';
import {shown} from './command/command-line.ts';
import type {RouteConfig} from './config/environment-config.ts';
import type {RouteAnswer, RouteProbe} from './route.ts';
import {defaultRouteLimits, requestRoute, type RouteLimits, type RouteResponse} from './route-request.ts';

export type RouteProbeOptions = {
  clock: Clock;
  /** Working folder of a command, absolute. */
  folder: string;
  variables: NodeJS.ProcessEnv;
  /** Names of further variables that it gets. */
  pass?: readonly string[] | undefined;
  mask(): SecretMask;
  limits?: Partial<RouteLimits> | undefined;
};

/** Characters of an answer that are quoted where it decides nothing. */
const longestExcerpt = 200;

type HttpRoute = RouteConfig & {kind: 'http'};
type CommandRoute = RouteConfig & {kind: 'command'};
type Told = Pick<RouteAnswer, 'route' | 'detail'>;

/** Asks the service itself which way operators are served. Never rejects: what cannot be told is unknown. */
export function openRouteProbe(config: RouteConfig, options: RouteProbeOptions): RouteProbe {
  return async signal => {
    const known = options.mask();
    const mask = (text: string): string => known.text(text);
    const asked = mask(config.kind === 'http' ? withoutCredentials(config.url) : shown(config.command));
    const {route, detail} = config.kind === 'http' ? await askService(config, options, mask, signal) : await askCommand(config, options, mask, signal);
    return {route, asked, detail: mask(detail)};
  };
}

/** What stands before an @ is nobody's business. */
function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url) return text;
  url.username = '';
  url.password = '';
  return url.href;
}

async function askService(config: HttpRoute, {clock, limits, variables}: RouteProbeOptions, mask: (text: string) => string, signal: AbortSignal): Promise<Told> {
  const url = URL.parse(config.url);
  if (!url || !/^https?:$/.test(url.protocol)) return unknown('the address is not an http or https URL');
  const answer = await requestRoute(url, {readBody: config.looksAt.kind !== 'status', proxy: proxyFor(config.url, variables), limits: {...defaultRouteLimits, ...limits}, clock, signal});
  return answer.ok ? judge(answer, config, mask) : unknown(answer.reason);
}

function judge({status, reason, location, body}: RouteResponse & {ok: true}, {looksAt, mcp, legacy}: HttpRoute, mask: (text: string) => string): Told {
  const line = `${status} ${reason}`.trim();
  if (looksAt.kind === 'status') return decide(wanted => String(status) === wanted, {mcp, legacy}, {looked: 'the status', seen: line});
  if (status >= 300 && status <= 399) {
    const target = location === undefined ? '' : ` to ${excerpt(location, mask)}`;
    return unknown(`it answered ${line}: the redirect${target} was not followed`);
  }
  if (status < 200 || status > 299) return unknown(`it answered ${line}: ${excerpt(body.toString(), mask)}`);
  const text = body.toString();
  const seen = `${line}: ${excerpt(text, mask)}`;
  if (looksAt.kind === 'text') return decide(wanted => text.includes(wanted), {mcp, legacy}, {looked: 'the answer', seen});
  const field = fieldOf(body, looksAt.path);
  if (!field.ok) return unknown(`${field.reason}: ${seen}`);
  return decide(wanted => field.value === wanted, {mcp, legacy}, {looked: `the field ${looksAt.path}`, seen: excerpt(field.value, mask)});
}

async function askCommand(
  {command, mcp, legacy}: CommandRoute,
  {folder, variables, pass, limits}: RouteProbeOptions,
  mask: (text: string) => string,
  signal: AbortSignal,
): Promise<Told> {
  const {ending, output} = await runCommand({command, folder, variables, pass, limit: limits?.total ?? defaultRouteLimits.total, mask, signal});
  const seen = excerpt(output.text, mask);
  if (ending.kind !== 'ended' || ending.exit !== 0) return unknown(`${endingText(output.command, ending)}${output.text === '' ? '' : `: ${seen}`}`);
  return decide(wanted => output.text.includes(wanted), {mcp, legacy}, {looked: 'its output', seen});
}

/** One of the two and not the other; anything else proves nothing. */
function decide(says: (wanted: string) => boolean, {mcp, legacy}: {mcp: string; legacy: string}, {looked, seen}: {looked: string; seen: string}): Told {
  const [isMcp, isLegacy] = [mcp !== '' && says(mcp), legacy !== '' && says(legacy)];
  if (isMcp && isLegacy) return unknown(`${looked} says both "${mcp}" (mcp) and "${legacy}" (legacy): ${seen}`);
  if (isMcp || isLegacy) return {route: isMcp ? 'mcp' : 'legacy', detail: `${looked} says "${isMcp ? mcp : legacy}"`};
  return unknown(`${looked} says neither "${mcp}" (mcp) nor "${legacy}" (legacy): ${seen}`);
}

function unknown(detail: string): Told {
  return {route: 'unknown', detail};
}

type Field = {ok: true; value: string} | {ok: false; reason: string};

/** `data.route` or `services.0.route`: names and places down to a text, a number, true or false. */
function fieldOf(body: Buffer, path: string): Field {
  const parsed = parseStrictJson(body, {anyNumber: true});
  if (!parsed.ok) return {ok: false, reason: `the answer is not acceptable JSON (${parsed.reason})`};
  let {value} = parsed;
  for (const part of path.split('.')) {
    const members = isJsonObject(value) || Array.isArray(value) ? Object.entries(value) : [];
    const member = members.find(([name]) => name === part);
    if (!member) return {ok: false, reason: `the answer has no field ${path}`};
    [, value] = member;
  }
  if (value === null || typeof value === 'object') return {ok: false, reason: `the field ${path} is no single value`};
  if (Number.isNaN(value)) return {ok: false, reason: `the field ${path} is a number that cannot be kept as it is written`};
  return {ok: true, value: String(value)};
}

/** Masked before it is cut, so that no half of a token is left over; on one line. */
function excerpt(text: string, mask: (text: string) => string): string {
  const whole = mask(text).replaceAll(/\s+/g, ' ').trim();
  if (whole === '') return 'nothing';
  return whole.length <= longestExcerpt ? whole : `${whole.slice(0, longestExcerpt).toWellFormed()}<${whole.length - longestExcerpt} more characters>`;
}
