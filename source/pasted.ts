import type {Workplace} from './workplace.ts';

/** What each command takes of how the place was named. A command that is not here takes nothing. */
export const placeFlags: Readonly<Record<string, ReadonlyArray<'config' | 'root' | 'runbooks'>>> = {
  run: ['config', 'root', 'runbooks'],
  resume: ['config', 'root', 'runbooks'],
  print: ['config', 'root', 'runbooks'],
  take: ['config', 'root', 'runbooks'],
  drills: ['root', 'runbooks'],
  lint: ['runbooks'],
  docs: ['root'],
  ...Object.fromEntries(['status', 'doctor', 'smoke', 'packet', 'doctrine', 'toggles', 'ledger', 'sessions', 'team', 'watch', 'approve'].map(name => [name, ['config', 'root'] as const])),
};

/**
 * A command of ours as it can be pasted where this one was started: by the same program, in the same
 * place. Every command that is printed to be typed comes from here.
 */
export function pasted(place: Pick<Workplace, 'program' | 'config' | 'root' | 'runbooks'>, ...[command = '', ...words]: readonly string[]): string {
  const flags = (placeFlags[command] ?? []).flatMap(name => (place[name] === undefined ? [] : [`--${name}`, place[name]]));
  return `${place.program ?? 'mcp-runbook'} ${[command, ...words, ...flags].map(quoted).join(' ')}`;
}

/** The commands in a text, in order, without what ends the sentence: ours as `pasted` has written them, and the deployment's own behind the words of `runByHand`. */
export function commandsIn(text: string): string[] {
  return text.match(commands) ?? [];
}

const [before, behind] = ['Run it by hand when its trouble is mended: ', '. Or '];

/** Advice with a command of the deployment in it, and what else may be done. */
export function runByHand(command: string, orElse: string): string {
  return `${before}${command}${behind}${orElse}`;
}

const ours = String.raw`(?<=^|\s)(?:npm start --|'[^']*mcp-runbook[^']*'|[^\s']*mcp-runbook[^\s'/]*) (?:${['gateway', 'completion', ...Object.keys(placeFlags)].join('|')})(?: (?:'(?:[^']|'\\'')*'|[\w@%+=:,./-]*[\w@%+=/-]))*`;
const commands = new RegExp(`${ours}|(?<=${before}).+?(?=${behind.replace('.', '\\.')})`, 'g');

/** As a POSIX shell takes it for one word; upper-case words stand for what is to be filled in. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** How this program was started, as one would do it again. `oneFile`: what was typed for it, where all of it is one file. */
export function programOf({npm_lifecycle_event: script, npm_package_name: project, MCP_RUNBOOK_STARTED_AS: launcher}: NodeJS.ProcessEnv, oneFile?: string): string {
  if (oneFile !== undefined) return quoted(oneFile);
  if (script === 'start' && project === 'mcp-runbook') return 'npm start --';
  return launcher === undefined || launcher === '' ? 'mcp-runbook' : quoted(launcher);
}
