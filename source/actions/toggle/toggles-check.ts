import {fingerprintWith} from '../../environment/fingerprint.ts';
import {toggleRows, type ToggleRow} from '../../environment/toggle-table.ts';
import {gatewayUrl, shellLayer, useMcp} from '../../environment/toggles.ts';
import type {JsonObject} from '../../json.ts';
import type {Action} from '../action.ts';

/** Reads every toggle where it lives and judges it. */
export const checkToggles: Action = {
  signature: {name: 'toggles.check', effect: 'reads', parameters: [], command: 'mcp-runbook toggles'},
  facts: {'toggles.*': 'what each reads', 'sources.*': 'who set each', wrong: 'names of those that are not as they should be'},
  async *run(_parameters, {environment, goOn}) {
    const rows = toggleRows(environment.toggles, fingerprintWith(environment.places.fingerprintKey));
    const worth = rows.filter(row => row.verdict !== 'not set');
    for (const row of worth) {
      yield {
        stage: row.name,
        state: row.verdict === 'ok' ? 'ok' : 'failed',
        text: `${row.found ?? 'not set'} (${row.source})${row.reason === null ? '' : `: ${row.reason}`}`,
      };
    }
    const lines = linesForShell(rows);
    if (lines.length > 0) {
      yield {stage: 'to correct', state: 'skipped', text: 'this program keeps the variables that it was started with: leave with q, which keeps the walk, then type in this shell'};
      // Each on a row of its own, to be copied as it is.
      for (const [index, text] of [...lines, ...(goOn === undefined ? [] : [goOn])].entries()) yield {stage: `line ${index + 1}`, state: 'skipped', text};
    }
    const facts: JsonObject = {
      toggles: Object.fromEntries(worth.map(({name, found}) => [name, found])),
      sources: Object.fromEntries(worth.map(({name, source}) => [name, source])),
      wrong: worth.filter(row => row.verdict === 'wrong').map(row => row.name),
    };
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};

/** What sets right what this shell has wrong, as it can be pasted: nobody else can change the variables of a process. */
function linesForShell(rows: readonly ToggleRow[]): string[] {
  return rows.filter(({verdict, source}) => verdict === 'wrong' && source === shellLayer({}).label).map(({name}) => (name === useMcp ? `export ${name}=1` : name === gatewayUrl ? `export ${name}=URL` : `unset ${name}`));
}
