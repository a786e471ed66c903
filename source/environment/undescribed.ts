import {day} from '../time.ts';
import type {Environment, People} from './environment.ts';
import {Keyring} from './keyring.ts';

/** Where no file says otherwise. */
export const rehearseWithin = 30 * day;

/** Nobody beside the operator is asked or told. */
export const alone: People = {approval: 'one person', escalate: undefined, notify: undefined, bell: false, rehearseWithin};

/** What an environment is that no file describes: it only has its toggles and its gateway. */
export function undescribed(): Pick<Environment, 'refresh' | 'deployment' | 'route' | 'smoke' | 'keyring' | 'people' | 'terms'> {
  return {refresh: async () => undefined, deployment: undefined, route: undefined, smoke: undefined, keyring: new Keyring(), people: alone, terms: {file: undefined, settings: [], given: () => []}};
}
