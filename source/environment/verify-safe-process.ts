import {exitCode, OperatorError} from '../errors.ts';
import type {Environment} from './environment.ts';

/** A variable of the process that makes Node give secrets away (node(1), environment variables). */
type Danger = {name: string; isSet(value: string): boolean; why: string};

const dangers: readonly Danger[] = [
  {
    name: 'NODE_TLS_REJECT_UNAUTHORIZED',
    isSet: value => value.trim() === '0',
    why: 'it switches the check of certificates off, so that a token could go to anybody who answers in the name of the gateway',
  },
  {
    name: 'NODE_DEBUG',
    isSet: value => value.trim() !== '',
    why: 'it prints what is sent and received, headers and tokens among it, to the terminal and into whatever keeps its output',
  },
];

/**
 * Refuses class live to a process that gives secrets away. The exit code is that of wrong usage: how
 * the program was started must change. That of the toggles would send a script waiting for a toggle.
 * @throws OperatorError
 */
export function verifySafeProcess({name, class: environmentClass}: Pick<Environment, 'name' | 'class'>, variables: NodeJS.ProcessEnv): void {
  if (environmentClass !== 'live') return;
  const found = dangers.filter(danger => Object.hasOwn(variables, danger.name) && danger.isSet(variables[danger.name] ?? ''));
  if (found.length === 0) return;
  const told = found.map(danger => `${danger.name} is set: ${danger.why}`).join('; ');
  throw new OperatorError(`${name} is live and was not opened: ${told}`, {
    code: 'unsafe-process',
    next: `Run: unset ${found.map(danger => danger.name).join(' ')}; then start again. Nothing was sent.`,
    exit: exitCode.usage,
  });
}
