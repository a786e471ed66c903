import type {SmokeFailure} from '../actions/smoke/smoke-failure.ts';
import {runSmoke} from '../actions/smoke/own-run.ts';
import {exitCode} from '../errors.ts';
import {jsonLine} from '../json.ts';
import {Stopped, type Context} from './context.ts';
import {fail, portsOf, withTarget, type TargetFlags} from './target.ts';

export type SmokeFlags = TargetFlags & {skipHeartbeat?: boolean; verbose?: boolean};

/** `mcp-runbook smoke`: the Stage B smoke run; prints the smoke document. */
export function smoke(context: Context, flags: SmokeFlags): Promise<number> {
  return withTarget(context, flags, async environment => {
    const command = ['mcp-runbook', 'smoke', ...(flags.json ? ['--json'] : []), ...(flags.skipHeartbeat ? ['--skip-heartbeat'] : [])];
    const onTelemetry = flags.verbose ? (record: object) => context.tell(jsonLine(record)) : undefined;
    const running = runSmoke(portsOf(context, environment), {command, onTelemetry}, context.told);
    for (;;) {
      const {done, value} = await running.next();
      if (!done) {
        if (!flags.json) context.tell(`${value.stage} ${value.state}: ${value.text}${value.milliseconds === undefined ? '' : ` (${value.milliseconds} ms)`}`);
        continue;
      }
      if (value.kind === 'failed') {
        const exit = fail(context, value.failure, flags.json, 'Stage B smoke checks failed: ');
        await context.flushed();
        return context.signal.reason instanceof Stopped ? stoppedExit(context.signal.reason, value.failure) : exit;
      }
      if (!flags.json) context.print('Stage B smoke checks completed.');
      context.printDocument(value.document);
      if (value.doctrine.ok) return exitCode.done;
      context.tell('Doctrine failed: see doctrine_failures and findings in the document. The ledger lines are written and count.');
      return exitCode.checkFailed;
    }
  });
}

/** Whether the gateway acted before the signal is what a script must know first. */
function stoppedExit({exit}: Stopped, {outcome}: SmokeFailure): number {
  return outcome === 'unknown' ? exitCode.unknown : exit;
}
