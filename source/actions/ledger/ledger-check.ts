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
    newest_age_hours: 'of the last line that is not ahead of now',
    ahead: 'lines of the last 48 hours that lie ahead of now',
  },
  async *run(_parameters, {environment, clock}) {
    const {ok, kind, text, age, ahead, note} = checkRecency(environment.places.ledger, clock.now());
    yield {stage: 'recency', state: ok ? 'ok' : 'failed', text};
    if (note !== undefined) yield {stage: 'ahead', state: 'skipped', text: note};
    const facts = {
      ok,
      verdict: kind,
      message: text,
      failures: ok ? [] : [text],
      newest_age_hours: age === undefined ? null : Math.round((age / hour) * 100) / 100,
      ahead,
    };
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};
