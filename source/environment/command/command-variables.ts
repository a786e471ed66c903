import {isTokenName} from '../toggles.ts';

/** What a program needs to find itself, its settings, its agent and its language. */
const passedOn = /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|SSH_AUTH_SOCK|KUBECONFIG|XDG_\w+)$/;

/**
 * The variables of a command that we start: an allow-list, so that no token and no toggle of this
 * shell reaches a deployment by chance, and `pass`, which the environment names. Nobody looks at its terminal, so it is told of a dumb one.
 */
export function commandVariables(variables: NodeJS.ProcessEnv, pass: readonly string[] = []): Record<string, string> {
  const kept = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (pass.includes(entry[0]) || (passedOn.test(entry[0]) && !isTokenName(entry[0]))),
  );
  return {...Object.fromEntries(kept), TERM: 'dumb'};
}

/** Behind the advice of a command that failed: what it may have missed. */
export const passAdvice = "It gets none of this shell's variables but PATH, HOME and the like: what else it needs is named under `pass` of the environment.";
