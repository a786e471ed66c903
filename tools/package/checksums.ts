import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

/** Keeps our signatures from being taken for those of other tools (ssh-keygen(1), -Y sign). */
const signatureNamespace = 'mcp-runbook-release';

/** As `sha256sum --check` reads them; signed where a key is given. */
export function writeChecksums(out: string, made: Readonly<Record<string, Uint8Array>>, key: string | undefined): void {
  const lines = Object.keys(made).sort().map(name => `${createHash('sha256').update(made[name] ?? '').digest('hex')}  ${name}\n`);
  const file = join(out, 'SHA256SUMS');
  writeFileSync(file, lines.join(''));
  if (key === undefined) return;
  // It asks for a passphrase at the terminal itself.
  const {status, stderr} = spawnSync('ssh-keygen', ['-Y', 'sign', '-n', signatureNamespace, '-f', resolve(key), file], {stdio: ['inherit', 'ignore', 'pipe'], encoding: 'utf8'});
  if (status !== 0) throw new Error(`ssh-keygen did not sign with ${key}: ${stderr}`);
}
