import {chmodSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {deployment, harbour} from '../../test/worlds/deployment.ts';
import type {AfterTest} from '../../test/worlds/temp-folder.ts';

/** Name of the environment in the frames. */
export const place = 'rehearsal-eu';

export type FrameWorld = {
  folder: string;
  /** Whether a restart of the service does nothing from here on. */
  deaf(yes: boolean): void;
};

/** The deployment of the journeys, told as a reader would have it: short paths, one plain toggle file. */
export async function frameWorld(t: AfterTest): Promise<FrameWorld> {
  const {folder} = await deployment(t);
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const described = readFileSync(join(folder, 'mcp-runbook.yaml'), 'utf8');
  const [, apply = ''] = /apply: \[(.*)\]/.exec(described) ?? [];
  const words = apply.split(', ').map(word => `'${String(JSON.parse(word))}'`).join(' ');
  write('deploy/restart.sh', `#!/bin/sh\n[ -e deploy/deaf ] && exit 0\nexec ${words}\n`);
  chmodSync(join(folder, 'deploy/restart.sh'), 0o755);
  write('deploy/operator.env', 'LOG_LEVEL=info\nWORKERS=4\nABZU_USE_MCP=1\n');
  write('mcp-runbook.yaml', described.replace(/apply: \[.*\]/, 'apply: [./deploy/restart.sh]').replace(`  ${harbour}:`, `  ${place}:`)
    // A service that does not follow is waited for as long.
    .replace('limit: 60s', 'limit: 10s'));
  return {
    folder,
    deaf: yes => (yes ? write('deploy/deaf', '') : rmSync(join(folder, 'deploy/deaf'))),
  };
}
