import type {Body, EventType} from '../../source/journal/event.ts';

const sha256 = 'ab'.repeat(32);

export const openedBody: Body<'session.opened'> = {
  runbook: {id: 'drill', title: 'The drill', version: '1', sha256},
  steps: [
    {id: 'look', title: 'The look step', budget: 600_000},
    {id: 'smoke', title: 'The smoke step'},
    {id: 'close', title: 'The close step'},
  ],
  tool: {name: 'mcp-runbook', version: '0.1.0'},
  host: 'bridge',
  environment: {name: 'practice', gateway: 'http://127.0.0.1:8001', gateway_source: 'operator.env'},
  mode: 'plain',
  incident: 'INC-204',
  toggles: [{name: 'ABZU_USE_MCP', found: '1', source: 'operator.env'}],
  earlier: [{session: '20251119T090000Z-drill-0001', head: sha256}],
  ledger: {bytes: 1024, sha256},
};

const evidence = {sha256, bytes: 17, name: 'result.json', media_type: 'application/json'};

/** One good body of every type that a journal can hold. */
export const bodies: {[Type in EventType]: Body<Type>} = {
  'session.opened': openedBody,
  'step.started': {
    step: 'smoke',
    attempt: 1,
    effect: 'changes',
    changes: 'one heartbeat',
    action: {name: 'smoke.run', parameters: ['twice']},
    confirmed: 'practice',
    ledger: {bytes: 1024},
    plan: {sha256, digits: 'abab', until: '2025-11-20T09:05:00Z', by_hand: false, items: [{what: 'ABZU_USE_MCP', where: 'operator.env', from: '1', to: '0'}]},
    reason: 'the gateway is back',
    otherwise: null,
    break_glass: null,
  },
  'step.finished': {
    step: 'smoke',
    attempt: 1,
    outcome: 'done',
    milliseconds: 42,
    proofs: [{text: 'session.id present', state: 'holds', expected: 'present', found: 'op-6f1c'}],
    failure: {code: 'gateway-unreachable', message: 'nobody answers', next: 'Look at the gateway.'},
    evidence: [evidence],
    receipt: 'logs/stage_b/20251120T090000Z-stage_b3_connector_rotation/stage_b_smoke.json',
    ledger: {bytes: 1650, sha256, verdict: 'grown'},
    next: 'close',
    turn: null,
  },
  'step.looked': {step: 'recovery', attempt: 1, look: 3, holds: false, found: 'nothing listens'},
  'step.skipped': {step: 'look', reason: 'seen an hour ago', next: 'smoke'},
  'step.settled': {
    step: 'smoke',
    settlement: 'cannot tell',
    note: 'the gateway keeps no log',
    probe: 'no answer',
    next: 'close',
  },
  'step.left': {step: 'smoke', way: 'the gateway is failing again', turn: 'step', next: 'look', reason: 'three refusals in a row'},
  'budget.exceeded': {step: 'smoke', milliseconds: 422_000, budget: 300_000, choice: 'keep going', note: 'the last line is being written'},
  'incident.named': {incident: 'INC-205'},
  'note.added': {step: 'look', text: 'all toggles are in the shell'},
  'hint.taken': {step: 'look', number: 1, text: 'Which address was asked, and who set it?'},
  'evidence.added': {step: 'look', evidence},
  'approval.given': {step: 'smoke', approver: 'ines', digits: '3f9a12c4'},
  'session.paused': {step: 'look', reason: 'left by the operator'},
  'session.resumed': {
    tool: {name: 'mcp-runbook', version: '0.1.0'},
    host: 'bridge',
    ledger: {bytes: 1650, sha256, verdict: 'unchanged'},
  },
  'session.handed-over': {from: 'mara', to: 'ines', note: 'end of watch'},
  'session.recovered': {segment: 'journal.jsonl', bytes: 512, head: sha256, torn: '{"v":1'},
  'session.closed': {
    verdict: 'stopped',
    reason: 'stopped at step smoke',
    steps: {done: 1, failed: 1, skipped: 0, unknown: 0, open: 1},
    ledger: {bytes: 1650, sha256},
    digest: '0'.repeat(64),
  },
};

export const eventTypes = Object.keys(bodies) as EventType[];
