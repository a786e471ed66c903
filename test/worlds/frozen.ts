import {join} from 'node:path';
import {bodies} from './bodies.ts';
import {closing} from './recorded.ts';
import {Scribe, type Members} from './scribe.ts';

export type Freeze = {
  session?: string;
  environment?: string;
  operator?: string;
  incident?: string | null;
  /** When the toggle was set, the freeze or the restore; canonical timestamp. */
  at?: string;
  /** What it was set to. */
  value?: '0' | '1';
  /** Nothing is set in it: its opening reads this. */
  reads?: '0' | '1';
  /** How the step ended; `none`: its line was never written. */
  outcome?: 'done' | 'unknown' | 'none';
  state?: 'open' | 'closed';
  class?: 'rehearsal' | 'live';
  /** Id of the closed session that it goes on with. */
  continues?: string;
};

/** Writes a rollback that has set the toggle of an environment, under a root; answers the session's folder. */
export function frozen(root: string, change: Freeze = {}): string {
  const {session = '20251120T140000Z-mcp-gateway-rollback-0001', environment = 'rehearsal-eu', operator = 'mara', incident = 'INC-204', at = '2025-11-20T14:20:00Z', value = '0', outcome = 'done', state = 'open', reads} = change;
  const scribe = new Scribe(session, change.class ?? 'rehearsal');
  const write = (type: keyof typeof bodies, body: Members): Scribe => scribe.line(type, {...bodies[type], ...body});
  const step = value === '0' ? 'freeze' : 'restore';
  scribe.operator = operator;
  scribe.at = at;
  write('session.opened', {
    runbook: {id: 'mcp-gateway-rollback', title: 'MCP gateway rollback', version: '1', sha256: scribe.keep('# The rollback\n').sha256},
    steps: [{id: step, title: 'Set the toggle'}, {id: 'pause', title: 'Pause rehearsals'}],
    environment: {name: environment, gateway: 'http://gw:8001', gateway_source: 'mcp-runbook.yaml'},
    incident,
    ...(change.continues !== undefined && {continues: {session: change.continues, step}}),
    toggles: [{name: 'ABZU_USE_MCP', found: reads ?? (value === '0' ? '1' : '0'), source: 'deploy/operator.env'}],
    earlier: [],
  });
  if (reads === undefined) write('step.started', {step, action: {name: 'toggle.set', parameters: ['ABZU_USE_MCP', value]}});
  if (reads === undefined && outcome !== 'none') {
    const route = value === '0' ? 'legacy' : 'mcp';
    const proofs = outcome === 'done' ? [{text: `route.probe = ${route}`, state: 'holds', expected: route, found: route}] : [];
    write('step.finished', {step, outcome, proofs, failure: null, receipt: null, ledger: null, evidence: [], next: outcome === 'done' ? 'pause' : step});
  }
  if (state === 'closed') closing(scribe, {environment, verdict: 'stopped'});
  return scribe.write(join(root, 'logs', 'sessions'));
}
