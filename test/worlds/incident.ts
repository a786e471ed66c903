import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {SecretMask} from '../../source/secret-mask.ts';
import {placesOf} from '../../source/environment/places.ts';
import {gapFile} from '../../source/ledger/gap-file.ts';
import {listSessions} from '../../source/journal/session-list.ts';
import {exportIncident, type IncidentExported, type IncidentOptions} from '../../source/record/export-incident.ts';
import {bodies} from './bodies.ts';
import {closing} from './recorded.ts';
import {Scribe, sha256, type Members} from './scribe.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';

export const incident = 'INC-204';

const day = '2025-11-20T';
const connectors = ['operator_api', 'operator_upload', 'crown_handshake'];
const drill = (connector: string, at: string): string => `${JSON.stringify({connector_id: connector, rotated_at: at, window_hours: 48})}\n`;
const before = connectors.map((connector, hour) => drill(connector, `2025-11-20T0${hour + 6}:00:00Z`)).join('');
const after = connectors.map(connector => drill(connector, `${day}15:42:00Z`)).join('');

const titles = ['Freeze MCP traffic', 'Pause rehearsals', 'Assess doctrine impact', 'Note the ledger gap', 'Restore MCP traffic', 'Smoke after restore', 'Document closure'];
const ids = ['freeze', 'pause', 'impact', 'gap', 'restore', 'smoke', 'close'];
const actions: Readonly<Record<string, {name: string; parameters: string[]}>> = {
  freeze: {name: 'toggle.set', parameters: ['ABZU_USE_MCP', '0']},
  restore: {name: 'toggle.set', parameters: ['ABZU_USE_MCP', '1']},
  pause: {name: 'route.probe', parameters: []},
  impact: {name: 'doctrine.impact', parameters: []},
  gap: {name: 'gap.note', parameters: []},
  smoke: {name: 'smoke.run', parameters: []},
};

/** One session of a rollback in rehearsal-eu, a line at a time; times are of one day. */
class Rollback {
  readonly scribe: Scribe;

  constructor(time: string, operator: string, change: Members = {}) {
    this.scribe = new Scribe(`20251120T${time.replaceAll(':', '')}Z-mcp-gateway-rollback-0001`, 'rehearsal');
    this.at(time, operator);
    const page = this.scribe.keep('# MCP gateway rollback\n');
    this.scribe.line('session.opened', {
      ...bodies['session.opened'],
      runbook: {id: 'mcp-gateway-rollback', title: 'MCP gateway rollback', version: '1', sha256: page.sha256},
      steps: ids.map((id, index) => ({id, title: titles[index]})),
      environment: {name: 'rehearsal-eu', gateway: 'http://gw.rehearsal:8001', gateway_source: 'mcp-runbook.yaml'},
      incident,
      toggles: [],
      earlier: [],
      ledger: {bytes: before.length, sha256: sha256(before)},
      ...change,
    });
  }

  at(time: string, operator?: string): this {
    this.scribe.at = `${day}${time}Z`;
    if (operator !== undefined) this.scribe.operator = operator;
    return this;
  }

  begins(step: string, time: string, change: Members = {}): this {
    const changes = ['freeze', 'restore', 'gap', 'smoke'].includes(step) ? `what ${step} changes` : null;
    this.at(time).scribe.line('step.started', {step, attempt: 1, effect: changes === null ? 'reads' : 'changes', changes, action: actions[step] ?? null, confirmed: null, ledger: {bytes: before.length}, ...change});
    return this;
  }

  ends(step: string, time: string, change: Members = {}): this {
    this.at(time).scribe.line('step.finished', {step, attempt: 1, outcome: 'done', milliseconds: 12_000, proofs: [], failure: null, evidence: [], receipt: null, ledger: null, next: ids[ids.indexOf(step) + 1] ?? null, ...change});
    return this;
  }

  /** Begun and ended well, with the toggle and the route as they were found. */
  does(step: string, from: string, to: string, found?: '0' | '1', change: Members = {}): this {
    const route = found === '0' ? 'legacy' : 'mcp';
    const proofs = found === undefined ? [] : [
      {text: 'deployment.read ABZU_USE_MCP', state: 'holds', expected: found, found},
      {text: `route.probe = ${route}`, state: 'holds', expected: route, found: route},
    ];
    return this.begins(step, from, change).ends(step, to, {proofs});
  }

  says(time: string, type: string, body: Members): this {
    this.at(time).scribe.line(type, body);
    return this;
  }
}

/** Frozen and closed too early by mara; restored by jonas, killed in it and gone on with, and failing again; frozen alone, restored and closed by mara. */
function story(): Scribe[] {
  const first = new Rollback('14:20:00', 'mara').does('freeze', '14:20:30', '14:20:42', '0').begins('pause', '14:22:00')
    .ends('pause', '14:22:10', {proofs: [{text: 'value = legacy', state: 'holds', expected: 'legacy', found: 'legacy'}, {text: 'every rehearsal job is paused', state: 'stated', expected: 'stated by the operator', found: 'stated, not verified'}]});
  const windows = Object.fromEntries(connectors.map((connector, hour) => [connector, {last_rotated: `2025-11-20T0${hour + 6}:00:00Z`, window_ends: `2025-11-22T0${hour + 6}:00:00Z`, remaining: '40 h', verdict: 'covered'}]));
  const kept = first.scribe.keep(JSON.stringify({connectors: windows}));
  first.begins('impact', '14:24:00').ends('impact', '14:24:01', {evidence: [kept]}).does('gap', '14:26:00', '14:26:30');
  closing(first.at('14:31:00').scribe, {verdict: 'stopped', reason: 'closed too early', ledger: {bytes: before.length, sha256: sha256(before)}});

  const second = new Rollback('14:50:00', 'jonas', {continues: {session: first.scribe.session, step: 'restore'}}).begins('restore', '14:52:00');
  second.at('14:58:00').scribe.recover();
  second.says('14:58:00', 'session.resumed', {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'console-2', ledger: {bytes: before.length, sha256: sha256(before), verdict: 'unchanged'}})
    .says('14:59:00', 'step.settled', {step: 'restore', settlement: 'done', note: 'The service says mcp <again>.', probe: 'the toggle reads 1', next: 'smoke'})
    .begins('smoke', '15:00:00').ends('smoke', '15:00:20', {outcome: 'failed', failure: {code: 'refused', message: 'the gateway refused the handshake', next: 'Freeze.'}, next: 'freeze', turn: 'step'})
    .says('15:02:00', 'session.paused', {step: 'freeze', reason: 'mara takes it from her console'});

  const third = new Rollback('15:05:00', 'mara', {incident: null}).says('15:05:10', 'incident.named', {incident})
    .does('freeze', '15:06:00', '15:06:10', '0', {break_glass: 'nobody else is awake'})
    .does('restore', '15:40:00', '15:40:12', '1').does('smoke', '15:41:50', '15:42:05')
    .begins('close', '15:44:00').says('15:44:30', 'note.added', {step: 'close', text: 'The gateway was restarted.'}).ends('close', '15:45:00');
  closing(third.at('15:46:00').scribe, {verdict: 'completed', reason: null, ledger: {bytes: before.length + after.length, sha256: sha256(before + after)}});
  return [first.scribe, second.scribe, third.scribe];
}

/** A root with the incident's three sessions, its ledger and its gap file. */
export async function incidentRoot(t: AfterTest): Promise<string> {
  const root = await temporaryFolder(t);
  const sessions = story();
  for (const scribe of sessions) scribe.write(join(root, 'logs', 'sessions'));
  const {ledger} = placesOf(root);
  mkdirSync(dirname(ledger), {recursive: true});
  writeFileSync(ledger, before + after);
  const [noted, closed] = [sessions[0]?.session, sessions[2]?.session];
  const lines = [
    {event: 'gap.opened', gap_id: 'gap-20251120T142630Z', noted_at: `${day}14:26:30Z`, session: noted, incident, operator: 'mara', reason: 'The gateway refuses handshakes & drops half of them.', connectors: [], ledger_bytes: before.length},
    {event: 'gap.closed', gap_id: 'gap-20251120T142630Z', closed_at: `${day}15:43:00Z`, session: closed, operator: 'mara', entries: []},
  ];
  writeFileSync(gapFile(ledger), lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  return root;
}

export async function incidentExported(root: string, change: Partial<IncidentOptions> = {}): Promise<IncidentExported> {
  const sessions = listSessions([root]).sessions.filter(card => card.incident === incident);
  const made = await exportIncident({incident, sessions, unread: [], out: join(root, 'records'), mask: new SecretMask([]), ...change});
  if (!made.ok) throw new Error(`${made.code}: ${made.problem}`);
  return made;
}
