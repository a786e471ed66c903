import {operatorDoctrine} from '../connector/doctrine.ts';
import {exitCode} from '../errors.ts';
import {lastEntry} from '../ledger/last-entry.ts';
import type {Context} from './context.ts';
import {withTarget, type TargetFlags} from './target.ts';

/** `mcp-runbook doctrine`: the doctrine report; contacts nothing. */
export function doctrine(context: Context, flags: TargetFlags): Promise<number> {
  return withTarget(context, flags, async ({documents, places, toggles}) => {
    const {ok, failures, findings} = operatorDoctrine({
      documents,
      lastEntry: lastEntry(places.ledger, context.place.clock.now()),
      variables: toggles.variables,
      now: context.place.clock.now(),
    });
    if (flags.json) context.printDocument({ok, failures, findings});
    else context.print(ok ? 'Doctrine holds: no failures.' : [...failures, ...findings].join('\n'));
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}
