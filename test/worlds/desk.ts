import {readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Variables} from '../people/child-environment.ts';
import type {TeamDatabase} from './team-database.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';

/** The lines of `mcp-runbook.yaml` that name a team. */
export const teamLines = ({address}: Pick<TeamDatabase, 'address'>): string => `team:\n  database: ${address}\n  name: operations\n`;

/** Another console of a team: a folder of its own, and the shell of one of its people. */
export async function desk(t: AfterTest, team: TeamDatabase, user: string): Promise<{cwd: string; env: Variables}> {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), teamLines(team));
  return {cwd, env: team.variables(user)};
}

/** Another console from which the same deployment can be reached, as its own file describes it. */
export async function deskAt(t: AfterTest, {folder}: {folder: string}, team: TeamDatabase, user: string): Promise<{cwd: string; folder: string; env: Variables}> {
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), readFileSync(join(folder, 'mcp-runbook.yaml')));
  for (const part of ['deploy', 'gateway']) symlinkSync(join(folder, part), join(cwd, part));
  return {cwd, folder: cwd, env: team.variables(user)};
}
