import {answerFindings} from '../connector/our-findings.ts';
import {operatorApi} from '../connector/services.ts';
import {exitCode} from '../errors.ts';
import type {HandshakeResult} from '../gateway/exchange-handshake.ts';
import type {Json} from '../json.ts';
import type {Action, ActionResult} from './action.ts';
import {notPlanned} from './failed-result.ts';
import {kindCodes} from './gateway-codes.ts';
import {openConversation, shakeHands} from './open-conversation.ts';
import {basisOf} from './plan-basis.ts';

/**
 * One handshake as operator_api and nothing else: no heartbeat, no ledger line, nobody is routed. It runs
 * while MCP is off: nobody is to be put back on a gateway that was not tried (decisions: "a handshake while
 * the toggle is 0").
 */
export const tryHandshake: Action = {
  signature: {name: 'handshake.try', effect: 'changes', parameters: []},
  facts: {
    'session.id': 'of the session that the gateway gave',
    accepted_contexts: 'those that it acknowledged',
    attempts: 'how many it took',
    findings: 'what is ours to find in the answer: a time that cannot be read, a credential that ran out',
  },
  async plan(_parameters, ports) {
    const opened = openConversation(ports, {whileOff: true});
    if ('failure' in opened) return notPlanned(opened);
    const {host, url} = opened.gateway;
    const to = `a session of ${operatorApi.id}; no heartbeat, no ledger line, nobody is routed`;
    return {ok: true, plan: {items: [{what: 'handshake', where: host, from: null, to}], does: [`POST ${url}/handshake as ${operatorApi.id}`], byHand: false, basis: basisOf(url)}};
  },
  async probe() {
    return ['At most a session was opened at the gateway; nothing is kept here or in the ledger. The step can be repeated.'];
  },
  async *run(_parameters, ports, signal) {
    const opened = openConversation(ports, {whileOff: true});
    if ('failure' in opened) return {outcome: 'failed', facts: {}, failure: opened.failure, attachments: []};
    const stage = 'handshake';
    const result = yield* shakeHands(opened, ports, {stage, text: opened.gateway.host}, signal);
    if (result.kind !== 'accepted') return refusedBy(result);
    const {session, contexts, attempts, milliseconds, answer} = result;
    yield {stage, state: 'ok', text: `${String(session.id)}  ${contexts.join(', ')}`, milliseconds};
    const facts = {session: {id: session.id as Json}, accepted_contexts: contexts, attempts, findings: answerFindings(answer, ports.environment.toggles.variables, ports.clock.now())};
    return {outcome: 'done', facts: ports.environment.mask().value(facts), attachments: []};
  },
};

function refusedBy(result: Exclude<HandshakeResult, {kind: 'accepted'}>): ActionResult {
  const unanswered = result.kind === 'unknown';
  return {
    outcome: unanswered ? 'unknown' : 'failed',
    facts: {},
    failure: {
      code: unanswered ? 'handshake-unknown' : kindCodes[result.outcome],
      problem: `handshake: ${result.reason}`,
      next: 'Leave operators on the legacy handlers, tell whoever runs the gateway, and try again when it is mended. At most a session was opened there.',
      exit: exitCode.gateway,
    },
    attachments: [],
  };
}
