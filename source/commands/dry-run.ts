import {environmentText} from '../environment/environment.ts';
import {overridesIn, wishesText} from '../environment/overridden.ts';
import {pointerText} from '../environment/toggles.ts';
import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {exitCode} from '../errors.ts';
import {dryRun} from '../session/dry-run.ts';
import {loadWalkable} from '../walk/load-runbook.ts';
import type {Context} from './context.ts';
import {portsOf, withTargetToRead, type TargetFlags} from './target.ts';
import {usage} from './usage.ts';

export type DryRunFlags = TargetFlags & {drill?: string; seed?: string; set?: string[]};

/**
 * `mcp-runbook run ID --dry-run`: reads and tells, changes nothing, writes no journal; in practice where
 * no environment is named. With `--json` the steps are one document. @throws OperatorError for flags that a dry run has no use for
 */
export async function runDry(context: Context, id: string, {drill, seed, set, ...flags}: DryRunFlags): Promise<number> {
  if (drill !== undefined || seed !== undefined) throw usage('a dry run has no drill: nothing is made to break in it', 'Leave out --drill and --seed, or walk the drill without --dry-run.');
  const {runbook} = loadWalkable(id, context.place.runbooks);
  const {env = 'practice'} = flags;
  // What a new session would find there, in a folder that goes with it: nothing is to be left behind.
  const passing = env === 'practice' ? join(tmpdir(), `mcp-runbook-${randomBytes(8).toString('hex')}`) : undefined;
  try {
    return await withTargetToRead(context, {env}, async environment => {
      const mask = environment.mask();
      const print = (text: string): void => (flags.json ? context.tell : context.print)(mask.text(text));
      print(`dry run of ${runbook.title}: ${environmentText(environment)}, ${pointerText(environment.gateway())}${wishesText(environment)}`);
      const steps = await dryRun(runbook, portsOf(context, environment), print, context.signal);
      const exit = context.signal.aborted ? exitCode.interrupted : exitCode.done;
      if (flags.json) context.printDocument({ok: exit === exitCode.done, dry_run: true, runbook: runbook.id, environment: environment.name, class: environment.class, steps});
      return exit;
    }, {place: {...context.place, root: passing ?? context.place.root}, ledgerAge: runbook.practiceLedger, set: overridesIn(set), skipHeartbeat: flags.skipHeartbeat});
  } finally {
    if (passing !== undefined) rmSync(passing, {recursive: true, force: true});
  }
}
