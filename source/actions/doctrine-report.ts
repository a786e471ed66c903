import {doctrineText, operatorDoctrine} from '../connector/doctrine.ts';
import {lastEntry} from '../ledger/last-entry.ts';
import type {Action} from './action.ts';

/** Everything that keeps the operator connectors from being ready. Contacts nothing. */
export const reportDoctrine: Action = {
  signature: {name: 'doctrine.report', effect: 'reads', parameters: [], command: 'mcp-runbook doctrine'},
  facts: {ok: 'whether there are neither failures nor findings', failures: 'the texts of the failures', findings: 'what is ours to find'},
  async *run(_parameters, {environment, documents, clock}) {
    const doctrine = operatorDoctrine({
      documents,
      lastEntry: lastEntry(environment.places.ledger, clock.now()),
      variables: environment.toggles.variables,
      now: clock.now(),
    });
    yield {stage: 'doctrine', state: doctrine.ok ? 'ok' : 'failed', text: doctrineText(doctrine)};
    return {outcome: 'done', facts: environment.mask().value({...doctrine}), attachments: []};
  },
};
