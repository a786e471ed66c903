import type {Environment} from '../../environment/environment.ts';
import {readStatus} from '../../status/read-status.ts';
import {offText} from '../../status/status-text.ts';
import {deadlineOf, type Walked} from '../freeze.ts';
import type {McpStanding} from './notice.ts';

/** What a notice says of the environment: the sentence that the first screen, "Where?" and the exit summary have, and the deadline. */
export function standingOf(walked: Walked, environment: Pick<Environment, 'name' | 'class' | 'places' | 'toggles'>, now: number): McpStanding {
  const {name, class: where, places: {root}} = environment;
  const status = readStatus([root], [{name, class: where, root}], now).environments.find(({environment: one}) => one === name);
  return {off: status && offText(status, now), deadline: deadlineOf(walked, environment, now)};
}
