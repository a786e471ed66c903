import {display} from './display.ts';
import {exitCode, OperatorError} from './errors.ts';
import {statusOf} from './file-door.ts';

/** The first major version of Node that the program is built for: `devEngines` of package.json. */
const needed = 26;

/** Throws an OperatorError when the Node that runs us is older than the one we are built for. `version` as in process.versions.node. */
export function verifyNode(version: string): void {
  if (Number.parseInt(version, 10) >= needed) return;
  throw new OperatorError(`mcp-runbook needs Node ${needed} or newer, and this is Node ${version}`, {
    code: 'old-node',
    next: `Start it as ./mcp-runbook in a checkout, which takes the Node that it brought along; else install Node ${needed}, or the one file, which has it inside.`,
    exit: exitCode.usage,
  });
}

/**
 * Refuses a pipe or a device in the place of the certificates: Node reads them at the first connection over TLS, before any
 * limit of ours begins, and waits for whoever writes to a pipe, a shell's `<(...)` too, or reads a device, without end.
 * @throws OperatorError
 */
export function verifyCertificatesFile({NODE_EXTRA_CA_CERTS: named = ''}: NodeJS.ProcessEnv): void {
  if (named === '' || named === '/dev/null') return;
  const found = statusOf(named);
  if (!found || found.isFile() || found.isDirectory()) return;
  throw new OperatorError(`NODE_EXTRA_CA_CERTS names what is no file: ${display(named)}. The first connection over TLS could wait for it without end`, {
    code: 'certificates-no-file',
    next: 'Have it name a file with the certificates (PEM), or run: unset NODE_EXTRA_CA_CERTS',
    exit: exitCode.usage,
  });
}
