import {relative, resolve} from 'node:path';
import {makePacket} from '../actions/packet/build-packet.ts';
import {exitCode} from '../errors.ts';
import type {Context} from './context.ts';
import {fail, portsOf, withTarget, type TargetFlags} from './target.ts';

/** `mcp-runbook packet`: the rehearsal packet, no network; prints where it is. */
export function packet(context: Context, flags: TargetFlags & {out?: string; note?: string}): Promise<number> {
  return withTarget(context, flags, async environment => {
    const elsewhere = flags.out === undefined ? undefined : resolve(context.place.folder, flags.out);
    const made = makePacket(portsOf(context, environment), {elsewhere, note: flags.note?.trim() || undefined});
    if (!made.ok) return fail(context, made.failure, flags.json);
    const ok = made.failures.length === 0;
    if (flags.json) context.printDocument({ok, path: made.path, doctrine_failures: made.failures});
    else context.print(`Stage B rehearsal packet written to ${relative(context.place.folder, made.path) || made.path}`);
    if (!flags.json) for (const failure of made.failures) context.tell(failure);
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}
