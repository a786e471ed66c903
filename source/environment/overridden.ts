import {connectors, template} from '../connector/services.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {skipFlag, type Environment, type Override} from './environment.ts';
import {toggleRules} from './toggle-table.ts';
import type {ToggleReading} from './toggles.ts';

/** What a drill may want otherwise, and nothing else: no toggle, no address, no token. */
const settable: ReadonlySet<string> = new Set([template, ...connectors].flatMap(({prefix}) => ['LAST_ROTATED', 'ROTATION_WINDOW', 'SUPPORTS_HOT_SWAP', 'ROTATION_HINT'].map(suffix => `${prefix}${suffix}`)));

/** Who set it, wherever a source is shown. */
export const setHere = '--set';

/** What `--set` sets, all of it. @throws OperatorError for what it cannot set, all at once */
export function overridesIn(texts: readonly string[] = []): Override[] {
  const read = texts.map(toOverride);
  const faults = read.flatMap(one => (one.ok ? [] : [one.why]));
  if (faults.length > 0) throw new OperatorError(faults.join('\n'), {code: 'usage', exit: exitCode.usage, next: 'Nothing was run. --set takes the last rotation, the window, hot swap and the hint, generic or of one connector.'});
  return read.flatMap(one => (one.ok ? [one.override] : []));
}

/** What is wanted otherwise than the environment has it. */
export type Wishes = {set?: readonly Override[] | undefined; /** No smoke run sends its heartbeat. */ skipHeartbeat?: boolean | undefined};

/** `MCP_ROTATION_WINDOW=PT24H`, or why it is none. */
export function toOverride(text: string): {ok: true; override: Override} | {ok: false; why: string} {
  const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(text) ?? [];
  // The value is not repeated: it may be a token.
  if (!settable.has(name)) return {ok: false, why: `${JSON.stringify(name)} is none of the rotation's variables; write for example MCP_ROTATION_WINDOW=PT24H`};
  const fault = toggleRules.find(rule => rule.name === name)?.fault(value);
  return fault === undefined ? {ok: true, override: {name, value}} : {ok: false, why: `${name}=${JSON.stringify(value)}: ${fault}`};
}

/** The environment with overrides before all that it reads itself; nothing is written anywhere. */
export function overridden(environment: Environment, {set = [], skipHeartbeat}: Wishes): Environment {
  const wished = setIn(environment, set);
  return skipHeartbeat ? {...wished, noHeartbeat: skipFlag} : wished;
}

/** What is otherwise than usual, and who wants it so; it has to be seen all the way. */
export function wishesIn({noHeartbeat, thisWalk = []}: Environment): Array<Override & {source: string}> {
  const set = thisWalk.map(override => ({...override, source: setHere}));
  return noHeartbeat === undefined ? set : [{name: 'heartbeat', value: 'skip', source: noHeartbeat}, ...set];
}

/** The same behind a comma; nothing where all is as usual. */
export function wishesText(environment: Environment): string {
  return wishesIn(environment).map(({name, value, source}) => `, ${name}=${value} (${source})`).join('');
}

function setIn(environment: Environment, overrides: readonly Override[]): Environment {
  if (overrides.length === 0) return environment;
  const values = new Map(overrides.map(({name, value}) => [name, value]));
  const {toggles} = environment;
  const read = (name: string): ToggleReading => {
    const value = values.get(name);
    return value === undefined ? toggles.read(name) : {kind: 'text', name, value, source: {kind: 'flag', label: setHere}};
  };
  return {...environment, thisWalk: overrides, toggles: {...toggles, read, variables: {...toggles.variables, text: name => values.get(name) ?? toggles.variables.text(name), fault: name => (values.has(name) ? undefined : toggles.variables.fault?.(name))}}};
}
