import {operatorApi} from '../../connector/services.ts';
import type {Variables} from '../../connector/variables.ts';
import {isTokenName, sharedToken} from '../../environment/toggles.ts';
import {exitCode} from '../../errors.ts';
import type {HandshakeResult} from '../../gateway/exchange-handshake.ts';
import type {GatewayOutcome} from '../../gateway/outcome.ts';
import {isJsonObject} from '../../json.ts';
import type {Secret} from '../../secret.ts';
import {notKnown, type Action, type ActionFailure, type ActionPlan, type ActionResult, type Ports, type Progress} from '../action.ts';
import {basisOf} from '../plan-basis.ts';
import {failed, notPlanned} from '../failed-result.ts';
import {openConversation, shakeHands, type Conversation} from '../open-conversation.ts';
import {kindCodes} from '../gateway-codes.ts';
import {areSame, believedToken, fingerprintOf, fingerprintText} from './live-token.ts';

type Opened = (Conversation & {fresh: Secret | undefined; old: Secret | undefined}) | {failure: ActionFailure};

/**
 * Shows the gateway the live token, and once the one it replaced, where this process still has it: a
 * rotation is good when the first is taken and the second is not. Nothing goes to the ledger.
 */
export const proveToken: Action = {
  signature: {name: 'token.prove', effect: 'changes', parameters: []},
  facts: {new: 'accepted, refused or unknown', old: `the same; ${notKnown} where this process replaced none, and the operator is asked`},
  async plan(_parameters, ports, signal) {
    const opened = await open(ports, signal);
    if ('failure' in opened) return notPlanned(opened);
    const {gateway: {host, url}, fresh, old} = opened;
    const {environment} = ports;
    const [shownFresh, shownOld] = [fingerprintText(environment, fresh), fingerprintText(environment, old)];
    const plan: ActionPlan = {
      items: [
        {what: 'handshake', where: host, from: null, to: `a session of ${operatorApi.id}, ${shownFresh}`},
        ...(old ? [{what: 'handshake with the replaced token', where: host, from: null, to: `a refusal once it is revoked, ${shownOld}`}] : []),
      ],
      does: [
        `POST ${url}/handshake as ${operatorApi.id}, ${shownFresh}`,
        ...(old ? [`POST ${url}/handshake as ${operatorApi.id}, ${shownOld}, the replaced token: one try, whatever comes of it`] : []),
      ],
      byHand: false,
      basis: basisOf(url, shownFresh, shownOld),
    };
    return {ok: true, plan};
  },
  async probe() {
    return ['At most a session was opened at the gateway; nothing is kept here or in the ledger. The step can be repeated.'];
  },
  async *run(_parameters, ports, signal) {
    const opened = await open(ports, signal);
    if ('failure' in opened) return {outcome: 'failed', facts: {new: 'unknown', old: notKnown}, failure: opened.failure, attachments: []};
    const {gateway, fresh, old} = opened;
    const text = `${fingerprintText(ports.environment, fresh)} at ${gateway.host}`;
    const result = yield* shakeHands(opened, ports, {stage: 'new token', text}, signal);
    const {verdict, text: why} = judgeFresh(result);
    yield {stage: 'new token', state: verdict === 'accepted' ? 'ok' : 'failed', text: `${verdict}: ${why}`, milliseconds: result.milliseconds};
    if (verdict === 'accepted') ports.environment.keyring.prove();
    if (verdict === 'unknown') {
      yield {stage: 'old token', state: 'skipped', text: 'not shown to a gateway that did not answer about the new one'};
      return notProved(result, why);
    }
    const oldVerdict = yield* showOld(old, verdict, ports, signal);
    return {outcome: 'done', facts: {new: verdict, old: oldVerdict}, attachments: []};
  },
};

async function open(ports: Ports, signal: AbortSignal): Promise<Opened> {
  const {environment, environment: {keyring: {replaced}}, earlier} = ports;
  const {token, name, source} = await believedToken(environment, signal);
  const fingerprint = fingerprintOf(environment, token);
  if (earlier.token !== undefined && fingerprint !== undefined && fingerprint !== earlier.token) {
    return failed('token-not-live', `the live token is fingerprint ${fingerprint} (${source.label}), and not ${earlier.token}, which was put in before`, 'Start again with the token that was put in, and resume; or go back to the step that updates it. Nothing was sent.');
  }
  const opened = openConversation(ports, {variables: {...showing(token, ports), fault: shown => (shown === sharedToken ? environment.toggles.read(name).fault : undefined)}});
  if ('failure' in opened) return opened;
  return replaced && areSame(token, replaced)
    ? failed('token-not-live', 'the live token is still the one that was to be replaced', 'Update the token first, then prove it. Nothing was sent.')
    : {...opened, fresh: token, old: replaced};
}

/** The handshake that `smoke.run` would send, with this token. */
function showing(token: Secret | undefined, {environment: {toggles: {variables}}}: Ports): Variables {
  return {
    text: name => (isTokenName(name) ? undefined : variables.text(name)),
    secret: name => (name === sharedToken ? token : undefined),
  };
}

/** Accepted only with everything that a session needs: an operator is to work with it. */
function judgeFresh(result: HandshakeResult): {verdict: 'accepted' | 'refused' | 'unknown'; text: string} {
  if (result.kind === 'accepted') {
    // Whoever reads this later must know that the gateway stumbled.
    const again = result.attempts > 1 ? `, at attempt ${result.attempts}` : '';
    return {verdict: 'accepted', text: `session ${String(result.session.id)}${again}`};
  }
  if (result.kind === 'unknown') return {verdict: 'unknown', text: result.reason};
  return {verdict: isRefusal(result.status, result.answer) ? 'refused' : 'unknown', text: result.reason};
}

/** Whether the gateway spoke about the token: its own word, or the status for it (RFC 9110, 15.5.2 and 15.5.4). */
function isRefusal(status: number | undefined, answer: unknown): boolean {
  return status === 401 || status === 403 || (isJsonObject(answer) && answer.authenticated === false);
}

/** One request, whatever comes of it: an old token that is tried again and again looks like an attack. */
async function* showOld(old: Secret | undefined, fresh: 'accepted' | 'refused', ports: Ports, signal: AbortSignal): AsyncGenerator<Progress, 'refused' | 'accepted' | 'unknown' | typeof notKnown> {
  const opened = old && openConversation(ports, {variables: showing(old, ports)});
  if (!opened || 'failure' in opened) {
    yield {stage: 'old token', state: 'skipped', text: 'not known: this process replaced none'};
    return notKnown;
  }
  yield {stage: 'old token', state: 'running', text: `${fingerprintText(ports.environment, old)}, one try`};
  const outcome = await opened.gateway.post('/handshake', opened.body, {readBody: true, signal});
  const {verdict, text} = judgeOld(outcome, fresh);
  // Until it is revoked the old one may still open the gateway: whether it is time for that the proofs of the page say.
  const state = verdict === 'unknown' || fresh === 'refused' ? 'failed' : 'ok';
  yield {stage: 'old token', state, text: `${verdict}: ${text}`, milliseconds: outcome.milliseconds};
  return verdict;
}

/** Accepted as soon as the gateway takes it for authentic, whatever else is wrong with the answer. */
function judgeOld(outcome: GatewayOutcome, fresh: 'accepted' | 'refused'): {verdict: 'refused' | 'accepted' | 'unknown'; text: string} {
  if (outcome.kind === 'ok') {
    const authenticated = isJsonObject(outcome.body) ? outcome.body.authenticated : undefined;
    // Where the new one is refused the old one is the only way in.
    if (authenticated === true) return {verdict: 'accepted', text: `the gateway still takes it: ${fresh === 'accepted' ? 'it is not revoked yet' : 'do not withdraw it, it is the way back'}`};
    if (authenticated === false) return {verdict: 'refused', text: 'the gateway takes it no more, so there is no way back to it'};
    return {verdict: 'unknown', text: 'the answer does not say whether it is taken'};
  }
  const status = 'status' in outcome ? outcome.status : undefined;
  return {verdict: outcome.kind === 'error answer' && isRefusal(status, undefined) ? 'refused' : 'unknown', text: outcome.reason};
}

function notProved(result: HandshakeResult, text: string): ActionResult {
  const unanswered = result.kind === 'unknown';
  return {
    outcome: unanswered ? 'unknown' : 'failed',
    facts: {new: 'unknown', old: notKnown},
    failure: {
      code: unanswered ? 'handshake-unknown' : result.kind === 'failed' ? kindCodes[result.outcome] : 'gateway-refused',
      problem: `whether the gateway takes the new token is not known: ${text}`,
      next: 'Look at the gateway; once it answers, run this step again. The token was not changed by this.',
      exit: exitCode.gateway,
    },
    attachments: [],
  };
}
