import {connectors, template} from '../connector/services.ts';
import type {Environment} from './environment.ts';
import {toggleRules} from './toggle-table.ts';
import type {ToggleReading} from './toggles.ts';

/** One of the rotation's variables, for one walk alone. */
export type Override = {name: string; value: string};

/** What a drill may want otherwise, and nothing else: no toggle, no address, no token (protocol notes, section 3). */
const settable: ReadonlySet<string> = new Set([template, ...connectors].flatMap(({prefix}) => ['LAST_ROTATED', 'ROTATION_WINDOW', 'SUPPORTS_HOT_SWAP', 'ROTATION_HINT'].map(suffix => `${prefix}${suffix}`)));

/** Who set it, wherever a source is shown. */
export const setHere = '--set';

/** `MCP_ROTATION_WINDOW=PT24H`, or why it is none. */
export function toOverride(text: string): {ok: true; override: Override} | {ok: false; why: string} {
  const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(text) ?? [];
  // The value is not repeated: it may be a token.
  if (!settable.has(name)) return {ok: false, why: `${JSON.stringify(name)} is none of the rotation's variables; write for example MCP_ROTATION_WINDOW=PT24H`};
  const fault = toggleRules.find(rule => rule.name === name)?.fault(value);
  return fault === undefined ? {ok: true, override: {name, value}} : {ok: false, why: `${name}=${JSON.stringify(value)}: ${fault}`};
}

/** The environment with overrides before all that it reads itself; nothing is written anywhere. */
export function overridden(environment: Environment, overrides: readonly Override[]): Environment {
  if (overrides.length === 0) return environment;
  const values = new Map(overrides.map(({name, value}) => [name, value]));
  const {toggles} = environment;
  const read = (name: string): ToggleReading => {
    const value = values.get(name);
    return value === undefined ? toggles.read(name) : {kind: 'text', name, value, source: {kind: 'flag', label: setHere}};
  };
  return {...environment, toggles: {...toggles, read, variables: {...toggles.variables, text: name => values.get(name) ?? toggles.variables.text(name), fault: name => (values.has(name) ? undefined : toggles.variables.fault?.(name))}}};
}
