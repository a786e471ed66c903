import {operatorApi, targets} from '../../connector/services.ts';
import {shown} from '../../environment/command/command-line.ts';
import {formatSpan} from '../../time.ts';
import type {ActionPlanning, Ports} from '../action.ts';
import {basisOf, shownPath} from '../plan-basis.ts';
import {smokeCommand} from './external-command.ts';
import {notPlanned} from '../failed-result.ts';
import {fingerprintText, liveToken} from '../token/live-token.ts';
import {openRun} from './smoke-failure.ts';

/** What a smoke run would send and write now; the reason where it would refuse. */
export function planSmoke(ports: Ports): ActionPlanning {
  const {environment} = ports;
  const opened = openRun(ports);
  if ('failure' in opened) return notPlanned(opened);
  const {host, url} = opened.gateway;
  const {token, name} = liveToken(environment);
  const {ledger, archive} = environment.places;
  const shownLedger = shownPath(environment, ledger);
  const credential = token === undefined ? 'without a token' : `with the token of ${fingerprintText(environment, token)} (${name})`;
  const lines = `${targets.length} lines`;
  const {smoke, noHeartbeat} = environment;
  const none = `no heartbeat, as ${noHeartbeat ?? ''} wants it`;
  const own = [
    `POST ${url}/handshake as ${operatorApi.id}, ${credential}`,
    noHeartbeat === undefined ? `POST ${url}/heartbeat, once` : none,
    `append ${lines} to ${shownLedger}: ${targets.join(', ')}`,
    `keep receipt, telemetry and summary in a new folder of ${shownPath(environment, archive)}`,
  ];
  const external = smoke && [
    `in ${smoke.folder}: ${shown(smokeCommand(environment, smoke))}`,
    'it brings its own token, its way through a proxy and whatever else it needs: of the variables it is given these alone',
    `stop it with everything it has started when it does not end within ${formatSpan(smoke.limit)}`,
    `keep its document as the receipt in a new folder of ${shownPath(environment, archive)}`,
  ];
  return {ok: true, plan: {
    items: [
      {what: 'heartbeat', where: host, from: null, to: noHeartbeat === undefined ? (smoke ? `what ${shown(smoke.command)} sends` : 'one, after a handshake') : `none, as ${noHeartbeat} wants it; a handshake all the same`},
      {what: 'rotation ledger', where: shownLedger, from: 'what it has', to: smoke ? `expected: ${lines} more` : `${lines} more: ${targets.join(', ')}`},
      {what: 'run archive', where: shownPath(environment, archive), from: null, to: `one folder: ${smoke ? 'its document as the receipt' : 'receipt, telemetry, summary'}`},
    ],
    does: external ?? own,
    byHand: false,
    basis: basisOf(url, credential, noHeartbeat ?? null, smoke ? [...smokeCommand(environment, smoke), smoke.folder] : null),
    grows: {'the ledger': ledger},
  }};
}
