import {operatorDoctrine} from '../connector/doctrine.ts';
import {lastEntry} from '../ledger/last-entry.ts';
import type {Action} from './action.ts';

/** Everything that keeps the operator connectors from being ready. Contacts nothing. */
export const reportDoctrine: Action = {
  signature: {name: 'doctrine.report', effect: 'reads', parameters: [], command: 'mcp-runbook doctrine'},
  facts: {ok: 'whether there are no failures', failures: 'their texts'},
  async *run(_parameters, {environment, documents, clock}) {
    const {ok, failures} = operatorDoctrine({
      documents,
      lastEntry: lastEntry(environment.places.ledger),
      variables: environment.toggles.variables,
      now: clock.now(),
    });
    yield {stage: 'doctrine', state: ok ? 'ok' : 'failed', text: ok ? 'no failures' : failures.join('; ')};
    return {outcome: 'done', facts: environment.mask().value({ok, failures}), attachments: []};
  },
};
