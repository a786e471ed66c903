import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';

/** A folder with one environment, `rehearsal-eu`, whose toggles are kept in `deploy/operator.env`; nobody answers at its gateway. */
export async function rehearsalPlace(t: AfterTest, toggle: '0' | '1'): Promise<string> {
  const folder = await temporaryFolder(t);
  mkdirSync(join(folder, 'deploy'));
  writeFileSync(join(folder, 'deploy/operator.env'), `ABZU_USE_MCP=${toggle}\n`);
  writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments:\n  rehearsal-eu: {class: rehearsal, gateway: "http://127.0.0.1:9", toggles: {file: deploy/operator.env}}\n');
  return folder;
}
