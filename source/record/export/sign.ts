import {existsSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {execa} from 'execa';
import {display} from '../../display.ts';
import {manifestName} from './manifest.ts';

export const signatureName = `${manifestName}.sig`;

/** Keeps our signatures from being taken for those of other tools (ssh-keygen(1), -Y sign). */
const signatureNamespace = 'mcp-runbook';

const timeLimit = 20_000;

/** What ssh-keygen needs to find itself and an agent; nothing else of the shell is its affair. */
const passedOn = ['PATH', 'HOME', 'SSH_AUTH_SOCK'] as const;

/** Signs the manifest in the folder; the result is what kept it from that, without a full stop. */
export async function signManifest(folder: string, key: string, variables: NodeJS.ProcessEnv): Promise<string | undefined> {
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
  if (!result.failed && existsSync(signature)) return undefined;
  rmSync(signature, {force: true});
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- there is none where the program was not found
  const said = (result.stderr ?? '').trim().split('\n').at(-1) ?? '';
  if (result.timedOut) return `ssh-keygen did not end within ${timeLimit / 1000} s`;
  if (result.code === 'ENOENT') return 'there is no ssh-keygen here';
  return display(said || (result.shortMessage ?? 'ssh-keygen gave no signature'), 300).replace(/[.\s]+$/, '');
}
