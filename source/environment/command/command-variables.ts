import {isTokenName} from '../toggles.ts';

/** What a program needs to find itself, its settings, its agent and its language. */
const passedOn = /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|SSH_AUTH_SOCK|KUBECONFIG|XDG_\w+)$/;

/** Of those, what leads a program to another cluster or account. */
const leading = ['KUBECONFIG'];

/**
 * And what leads to other programs and settings, and is another one for each operator. The rest is another one with each
 * login or terminal (agent, folder for scratch files), or only decides how something is said.
 */
const ownOfOperator = ['PATH', 'HOME', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME', 'XDG_CONFIG_DIRS'];

/** The names of what commands get that decides where a change goes; `ofWalk`: also for whoever goes on with a walk, not only for a plan. */
export function decidingNames(pass: readonly string[]): Array<{name: string; ofWalk: boolean}> {
  const ofWalk = new Set([...leading, ...pass]);
  return [...new Set([...ofWalk, ...ownOfOperator])].map(name => ({name, ofWalk: ofWalk.has(name)}));
}

/** How the launcher begins the names of what Node itself would hear, so that it does not; `pass` names it as the shell does. */
const setAside = 'MCP_RUNBOOK_SHELL_';

/** What a variable says in the shell that we were started from. */
export const saidInShell = (variables: NodeJS.ProcessEnv, name: string): string | undefined => variables[name] ?? variables[`${setAside}${name}`];

/**
 * The variables of a command that we start: an allow-list, so that no token and no toggle of this
 * shell reaches a deployment by chance, and `pass`, which the environment names. Nobody looks at its terminal, so it is told of a dumb one.
 */
export function commandVariables(variables: NodeJS.ProcessEnv, pass: readonly string[] = []): Record<string, string> {
  const kept = Object.entries(variables).filter(([name]) => passedOn.test(name) && !isTokenName(name));
  const named = pass.map(name => [name, saidInShell(variables, name)] as const);
  const isSet = (entry: readonly [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
  return {...Object.fromEntries([...kept, ...named].filter(isSet)), TERM: 'dumb'};
}

/** Behind the advice of a command that failed: what it may have missed. */
export const passAdvice = "It gets none of this shell's variables but PATH, HOME and the like: what else it needs is named under `pass` of the environment.";
