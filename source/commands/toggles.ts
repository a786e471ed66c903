import {environmentText} from '../environment/environment.ts';
import {fingerprintWith, keyFault, keyRemedy} from '../environment/fingerprint.ts';
import {noFingerprint, toggleRows} from '../environment/toggle-table.ts';
import {exitCode} from '../errors.ts';
import {tellTrouble, type Context} from './context.ts';
import {withTarget, type TargetFlags} from './target.ts';

/** `mcp-runbook toggles`: every toggle, what it should read, what it reads, who set it. */
export function toggles(context: Context, flags: TargetFlags & {all?: boolean}): Promise<number> {
  return withTarget(context, flags, async environment => {
    const key = environment.places.fingerprintKey;
    const rows = toggleRows(environment.toggles, fingerprintWith(key));
    const fault = key !== undefined && rows.some(({found}) => found === noFingerprint) ? keyFault(key) : undefined;
    if (fault !== undefined) tellTrouble(context, {problem: `${key}: ${fault}`, next: keyRemedy});
    const ok = rows.every(({verdict}) => verdict !== 'wrong');
    if (flags.json) {
      context.printDocument({ok, environment: environment.name, class: environment.class, toggles: environment.mask().value(rows)});
    } else {
      // Connectors' own names are many and rarely set; the generic ones are what the runbook names.
      const shown = rows.filter(({name, verdict}) => flags.all || verdict !== 'not set' || name.startsWith('MCP_') || name.startsWith('ABZU_'));
      context.print(environmentText(environment));
      const {columns} = await import('./output/columns.ts');
      context.printPage(
        columns([
          ['toggle', 'wanted', 'found', 'source', 'verdict'],
          ...shown.map(({name, wanted, found, source, verdict, reason}) => [name, wanted, found ?? '-', source, reason === null ? verdict : `${verdict}: ${reason}`]),
        ]),
      );
    }
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}
