import {rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {execa} from 'execa';
import {display} from '../../display.ts';
import type {Trouble} from '../../errors.ts';
import {hasEntry, readFile} from '../../file-door.ts';
import {manifestName} from './manifest.ts';

export const signatureName = `${manifestName}.sig`;

/** Keeps our signatures from being taken for those of other tools (ssh-keygen(1), -Y sign). */
const signatureNamespace = 'mcp-runbook';

const timeLimit = 20_000;

/** What ssh-keygen needs to find itself and an agent; nothing else of the shell is its affair. */
const passedOn = ['PATH', 'HOME', 'SSH_AUTH_SOCK'] as const;

/** No key of any kind is longer, in bytes. */
const longestKey = 64 * 1024;

const anotherWay = 'Correct the key, name another with --sign, or export without a signature with --no-sign.';

/** What ssh-keygen says of a key, in the order in which it is looked for; anything else is told as its last line. */
const causes: ReadonlyArray<{said: RegExp; why: string; next: string}> = [
  {
    said: /passphrase/i,
    why: 'the key is locked with a passphrase, and nobody is asked for one here',
    next: 'Unlock it in an agent first (ssh-add, in this shell, with SSH_AUTH_SOCK set), then export again; or export without a signature with --no-sign.',
  },
  {
    said: /UNPROTECTED PRIVATE KEY|are too open|bad permissions/i,
    why: 'other users may read the key file, so ssh-keygen does not take it',
    next: 'Give the file to yourself alone (mode 0600), then export again; or export without a signature with --no-sign.',
  },
  {
    said: /agent refused|agent contains no|communication with agent/i,
    why: 'the agent did not sign with it',
    next: 'See what the agent holds with ssh-add -l, load the key into it, then export again; or export without a signature with --no-sign.',
  },
];

/** Signs the manifest in the folder; the result is what kept it from that. */
export async function signManifest(folder: string, key: string, variables: NodeJS.ProcessEnv): Promise<Trouble | undefined> {
  // ssh-keygen would wait for a pipe.
  const file = readFile(resolve(key), {most: longestKey});
  if (!file.ok && !file.missing) return {problem: file.reason, next: anotherWay};
  const result = await execa('ssh-keygen', ['-Y', 'sign', '-n', signatureNamespace, '-f', resolve(key), manifestName], {
    cwd: folder,
    extendEnv: false,
    env: {
      ...Object.fromEntries(passedOn.flatMap(name => (variables[name] === undefined ? [] : [[name, variables[name]]]))),
      LC_ALL: 'C',
      // Nobody is there to be asked for a passphrase: a protected key has to be in the agent.
      SSH_ASKPASS: 'false',
      SSH_ASKPASS_REQUIRE: 'force',
    },
    // A session of its own has no terminal to ask on either (setsid(2)).
    detached: true,
    stdin: 'ignore',
    reject: false,
    timeout: timeLimit,
    killSignal: 'SIGKILL',
  });
  const signature = join(folder, signatureName);
  if (!result.failed && hasEntry(signature)) return undefined;
  rmSync(signature, {force: true});
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- there is none where the program was not found
  const said = (result.stderr ?? '').trim();
  if (result.timedOut) return {problem: `ssh-keygen did not end within ${timeLimit / 1000} s`, next: anotherWay};
  if (result.code === 'ENOENT') return {problem: 'there is no ssh-keygen here', next: 'Install OpenSSH, or export without a signature with --no-sign.'};
  const known = causes.find(cause => cause.said.test(said));
  if (known) return {problem: known.why, next: known.next};
  return {problem: display(said.split('\n').at(-1) || (result.shortMessage ?? 'ssh-keygen gave no signature'), 300).replace(/[.\s]+$/, ''), next: anotherWay};
}
