import {connectors, type Connector} from '../../connector/services.ts';
import {findSetting, variableNames, type Setting} from '../../connector/variables.ts';
import type {Environment, SmokeCommand} from '../../environment/environment.ts';
import {toggleRules} from '../../environment/toggle-table.ts';
import {gatewayUrl} from '../../environment/toggles.ts';

/**
 * The environment's own smoke command with its toggles in front, by env(1): a command gets none of
 * this shell's variables. Tokens are not among them, since an argument is for every user to read;
 * the command has to know its own.
 */
export function smokeCommand(environment: Environment, {command}: SmokeCommand): string[] {
  const settings = toggleRules.flatMap(({name}) => {
    const reading = environment.toggles.read(name);
    const value = name === gatewayUrl ? environment.gateway().url : reading.kind === 'text' ? reading.value : undefined;
    return value === undefined ? [] : [`${name}=${value}`];
  });
  return ['env', ...settings, ...connectors.flatMap(connector => inheritedBy(connector, environment)), ...command];
}

const settings: readonly Setting[] = ['CONNECTOR_ID', 'CONNECTOR_INSTANCE', 'LAST_ROTATED', 'ROTATION_WINDOW', 'SUPPORTS_HOT_SWAP', 'ROTATION_HINT', 'SUPPORTED_CONTEXTS'];

/** The original's connectors read their own names alone (protocol notes, section 3), so what a generic name says is given under theirs too. */
function inheritedBy(connector: Connector, {toggles: {variables}}: Environment): string[] {
  return settings.flatMap(setting => {
    const [own] = variableNames(connector, setting);
    const found = findSetting(connector, variables, setting);
    return found === undefined || found.variable === own ? [] : [`${own}=${found.value}`];
  });
}
