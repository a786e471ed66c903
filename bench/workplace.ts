import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {childEnvironment} from '../test/people/child-environment.ts';

/** The built program; `npm run bench` builds before it measures. */
export const program = resolve(import.meta.dirname, '../dist/cli.js');

/** A working folder and a home of its own, as someone has who has named themselves before. */
export type Workplace = {
  folder: string;
  /** The rotation ledger in it. */
  ledger: string;
  env: Readonly<Record<string, string>>;
};

/** Runs the work in a workplace that is gone afterwards. */
export async function withWorkplace<Result>(work: (workplace: Workplace) => Promise<Result>): Promise<Result> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'mcp-runbook-bench-'));
  try {
    const env = childEnvironment(join(folder, 'home'), {TERM: 'xterm-256color'});
    const preferences = join(folder, 'home', 'config', 'mcp-runbook');
    fs.mkdirSync(preferences, {recursive: true});
    fs.writeFileSync(join(preferences, 'config.json'), JSON.stringify({operator: 'Mara', motion: false}));
    fs.mkdirSync(join(folder, 'logs'));
    return await work({folder, ledger: join(folder, 'logs', 'stage_b_rotation_drills.jsonl'), env});
  } finally {
    fs.rmSync(folder, {recursive: true, force: true});
  }
}
