import {exitCode, OperatorError} from './errors.ts';

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
