import {loadWalkable} from '../session/walkable.ts';
import {dryRun} from '../session/dry-run.ts';
import {exitCode} from '../errors.ts';
import type {Context} from './context.ts';
import {portsOf, withTargetToRead, type TargetFlags} from './target.ts';

/** `mcp-runbook run ID --dry-run`: reads and tells, changes nothing, writes no journal. */
export async function runDry(context: Context, id: string, flags: TargetFlags & {runbooks?: string}): Promise<number> {
  const {runbook} = loadWalkable(id, flags.runbooks);
  return withTargetToRead(context, flags, async environment => {
    const mask = environment.mask();
    context.print(`dry run of ${runbook.title}: ${environment.class} ${environment.name}, ${mask.text(environment.gateway().url)}`);
    await dryRun(runbook, portsOf(context, environment), text => context.print(mask.text(text)), context.signal);
    return context.signal.aborted ? exitCode.interrupted : exitCode.done;
  });
}
