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
  return ['env', ...settings, ...command];
}
