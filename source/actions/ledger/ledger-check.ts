import {checkRecency} from '../../ledger/recency.ts';
import {hour} from '../../time.ts';
import type {Action} from '../action.ts';

/** The nightly recency check as a step: what it would say if it ran now. */
export const checkLedger: Action = {
  signature: {name: 'ledger.check', effect: 'reads', parameters: [], command: 'mcp-runbook ledger check'},
  facts: {
    ok: 'whether the nightly check passes',
    verdict: 'its word',
    message: 'its text',
    failures: 'its text where it fails',
    newest_age_hours: 'of the last line',
  },
  async *run(_parameters, {environment, clock}) {
    const {ok, kind, text, age} = checkRecency(environment.places.ledger, clock.now());
    yield {stage: 'recency', state: ok ? 'ok' : 'failed', text};
    const facts = {
      ok,
      verdict: kind,
      message: text,
      failures: ok ? [] : [text],
      newest_age_hours: age === undefined ? null : Math.round((age / hour) * 100) / 100,
    };
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};
