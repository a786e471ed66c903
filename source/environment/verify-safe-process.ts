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

/** Options of Node that do the same (node(1)); from the shell's variables also code that Node loads before ours. */
const dangerousOptions: ReadonlyArray<readonly [option: RegExp, why: string]> = [
  [/^--inspect(?:-brk|-wait)?$/, 'a debugger reads whatever is in memory'],
  [/^--(?:report-(?:on-signal|on-fatalerror|uncaught-exception)|heapsnapshot-signal|heap-prof|abort-on-uncaught-exception)$/, 'it writes what is in memory into a file'],
  [/^--(?:tls-keylog|trace-tls)$/, 'it writes down what decrypts a connection'],
];
/** Named by the shell alone: Node's own test runner starts its children with the last one. */
const shellOptions: typeof dangerousOptions = [
  [/^(?:-r|--require|--import|--(?:experimental-)?loader|--openssl-config|--experimental-(?:default-)?config-file)$/, 'it loads what can read every token'],
  [/^--heapsnapshot-near-heap-limit$/, 'it writes what is in memory into a file'],
];

/**
 * Refuses class live to a process that gives secrets away. The exit code is that of wrong usage: how
 * the program was started must change. That of the toggles would send a script waiting for a toggle.
 * `given`: what stood before the program on the command line of Node.
 * @throws OperatorError
 */
export function verifySafeProcess({name, class: environmentClass}: Pick<Environment, 'name' | 'class'>, variables: NodeJS.ProcessEnv, given: readonly string[] = process.execArgv): void {
  if (environmentClass !== 'live') return;
  const found = [
    ...dangers.filter(danger => Object.hasOwn(variables, danger.name) && danger.isSet(variables[danger.name] ?? '')).map(({name: variable, why}) => ({variable, what: variable, why})),
    ...optionsIn((variables.NODE_OPTIONS ?? '').split(/\s+/), [...dangerousOptions, ...shellOptions]).map(option => ({variable: 'NODE_OPTIONS', ...option})),
    ...optionsIn(given, dangerousOptions).map(option => ({variable: undefined, ...option})),
  ];
  if (found.length === 0) return;
  const told = found.map(({what, variable, why}) => `${what} is set${variable === 'NODE_OPTIONS' ? ' in NODE_OPTIONS' : ''}: ${why}`).join('; ');
  const unset = [...new Set(found.flatMap(({variable}) => variable ?? []))].join(' ');
  throw new OperatorError(`${name} is live and was not opened: ${told}`, {
    code: 'unsafe-process',
    next: `${unset === '' ? 'Start it as ./mcp-runbook' : `Run: unset ${unset}; then start again`}. Nothing was sent.`,
    exit: exitCode.usage,
  });
}

function optionsIn(words: readonly string[], options: typeof dangerousOptions): Array<{what: string; why: string}> {
  return words.flatMap(word => {
    const [what = ''] = inOneSpelling(word).split('=');
    const danger = options.find(([option]) => option.test(what));
    return danger ? [{what, why: danger[1]}] : [];
  });
}

/** Node takes underscores for hyphens, and in its variable quotation marks and backslashes around them. */
function inOneSpelling(word: string): string {
  return word.replaceAll(/["\\]/g, '').replace(/^--[\w-]+/, option => option.replaceAll('_', '-'));
}
