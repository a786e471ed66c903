import {smokeMetrics} from '../../connector/smoke-metrics.ts';
import {skipFlag} from '../../environment/environment.ts';
import {jsonDocument, type JsonObject} from '../../json.ts';
import type {Action} from '../action.ts';
import {missingTargets} from '../ledger/ledger-growth.ts';
import {planSmoke} from './smoke-plan.ts';
import {probeSmoke} from './smoke-probe.ts';
import {runSmoke} from './own-run.ts';

/** The smoke run as a step of a runbook. */
export const smokeAction: Action = {
  signature: {name: 'smoke.run', effect: 'changes', parameters: [], command: 'mcp-runbook smoke --json'},
  facts: {
    stage: 'B',
    targets: 'connectors that were drilled',
    accepted_contexts: 'those that the gateway acknowledged',
    'session.*': 'of the handshake, such as its `id`',
    'heartbeat_payload.*': 'the body that was sent',
    heartbeat_expiry: 'of the credential, as the heartbeat said',
    'heartbeat.sent': 'whether it was accepted',
    'heartbeat.ok': 'whether it was accepted, or none was sent where none is wanted',
    'ledger.appended': 'lines of this run',
    'ledger.missing': 'targets without one',
    doctrine_ok: 'whether there are neither failures nor findings',
    doctrine_failures: 'the texts of the failures',
    findings: 'what is ours to find: a time that cannot be read, a credential that ran out',
    receipt: 'its path',
    run_id: 'of the run',
  },
  plan: async (_parameters, ports) => planSmoke(ports),
  probe: probeSmoke,
  async *run(_parameters, ports, signal) {
    const skips = ports.environment.noHeartbeat !== undefined;
    const result = yield* runSmoke(ports, {command: ['mcp-runbook', 'smoke', ...(skips ? [skipFlag] : [])]}, signal);
    if (result.kind === 'failed') {
      const {outcome, ...failure} = result.failure;
      return {outcome, facts: {}, failure, attachments: result.attachments ?? []};
    }
    const {document, doctrine, entries, archive} = result;
    const sent = document.heartbeat !== undefined;
    const facts: JsonObject = {
      ...smokeMetrics(document),
      doctrine_ok: doctrine.ok,
      findings: doctrine.findings,
      heartbeat: {sent, ok: sent !== skips},
      ledger: {appended: entries.length, missing: missingTargets(entries.map(({connector_id}) => ({connectorId: String(connector_id)})))},
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
