import type {Action} from '../action.ts';
import {fingerprintOf, fingerprintText, liveToken} from './live-token.ts';

/** Which token is live, by its fingerprint only. */
export const readTokenState: Action = {
  signature: {name: 'token.state', effect: 'reads', parameters: []},
  facts: {set: 'whether there is one', name: 'of its variable', fingerprint: 'of eight digits', source: 'who set it'},
  async *run(_parameters, {environment}) {
    const {name, token, source} = liveToken(environment);
    const {fault} = environment.toggles.read(name);
    yield {stage: 'token', state: token && fault === undefined ? 'ok' : 'failed', text: fault !== undefined ? `${name} ${fault} (${source.label})` : token ? `${fingerprintText(environment, token)}, ${name} (${source.label})` : `none is set (${name}: ${source.label})`};
    const facts = {set: token !== undefined, name, fingerprint: fingerprintOf(environment, token) ?? null, source: source.label};
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};
