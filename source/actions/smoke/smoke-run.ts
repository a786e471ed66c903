import {smokeMetrics} from '../../connector/smoke-metrics.ts';
import {jsonDocument, type JsonObject} from '../../json.ts';
import type {Action} from '../action.ts';
import {planSmoke} from './smoke-plan.ts';
import {probeSmoke} from './smoke-probe.ts';
import {runSmoke} from './own-run.ts';

/** The smoke run as a step of a runbook. */
export const smokeAction: Action = {
  signature: {name: 'smoke.run', effect: 'changes', parameters: [], command: 'mcp-runbook smoke --json'},
  facts: {
    'session.id': 'of the handshake',
    'heartbeat.sent': 'whether it was accepted',
    'ledger.appended': 'lines',
    doctrine_ok: 'whether there are no failures',
    doctrine_failures: 'their texts',
    receipt: 'its path',
    run_id: 'of the run',
  },
  plan: async (_parameters, ports) => planSmoke(ports),
  probe: probeSmoke,
  async *run(_parameters, ports, signal) {
    const result = yield* runSmoke(ports, {skipHeartbeat: false, command: ['mcp-runbook', 'smoke']}, signal);
    if (result.kind === 'failed') {
      const {outcome, ...failure} = result.failure;
      return {outcome, facts: {}, failure, attachments: result.attachments ?? []};
    }
    const {document, entries, archive} = result;
    const facts: JsonObject = {
      ...smokeMetrics(document),
      heartbeat: {sent: document.heartbeat !== undefined},
      ledger: {appended: entries.length},
      run_id: archive.runId,
      receipt: archive.receiptPath,
    };
    return {
      outcome: 'done',
      facts,
      attachments: [{name: 'stage_b_smoke.json', mediaType: 'application/json', text: `${jsonDocument(document)}\n`}],
      earlier: {receipt: archive.receiptPath},
    };
  },
};
