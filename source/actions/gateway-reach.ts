import {exitCode} from '../errors.ts';
import {viaText} from '../proxy.ts';
import type {Action} from './action.ts';
import {openAddress} from './open-conversation.ts';

/** Opens a connection to the gateway and closes it again. Sends nothing. */
export const reachGateway: Action = {
  signature: {name: 'gateway.reach', effect: 'reads', parameters: []},
  facts: {reachable: 'whether a connection opens', url: 'of the gateway', class: 'practice, rehearsal or live', source: 'who set the URL'},
  async *run(_parameters, ports, signal) {
    const {environment} = ports;
    const opened = openAddress(ports);
    const pointed = {source: environment.gateway().source.label, class: environment.class};
    if ('failure' in opened) return {outcome: 'failed', facts: {...pointed, reachable: false}, failure: opened.failure, attachments: []};
    yield {stage: 'connect', state: 'running', text: opened.gateway.host};
    const reached = await opened.gateway.reach({signal});
    const facts = {...pointed, url: environment.mask().text(opened.gateway.url), reachable: reached.kind === 'reachable'};
    if (reached.kind === 'unreachable') {
      yield {stage: 'connect', state: 'failed', text: reached.reason};
      return {
        outcome: 'failed',
        facts,
        failure: {
          code: 'gateway-unreachable',
          problem: reached.reason,
          next: 'Check the address and whether the gateway runs, then run this step again. While it is down, operators belong on the legacy handlers.',
          exit: exitCode.gateway,
        },
        attachments: [],
      };
    }
    yield {stage: 'connect', state: 'ok', text: [opened.gateway.host, viaText(environment.gateway().proxy), 'answers'].filter(Boolean).join(' '), milliseconds: reached.milliseconds};
    return {outcome: 'done', facts, attachments: []};
  },
};
