import type {EnvironmentStatus} from '../../../status/status.ts';
import {backBy, toggleWord} from '../../../status/status-text.ts';
import type {EnvironmentCard} from '../../state/cards.ts';
import type {StatusReading} from '../../../status/read-status.ts';
import type {Symbols} from '../theme.ts';
import type {Column, Row} from './list-columns.ts';

/** Over the ends of the 48 hours. */
export const mustBeBack = 'MCP must be back by';

export const environmentColumns: readonly Column[] = [
  {head: 'environment', spare: 0},
  {head: 'class', spare: 1},
  {head: 'MCP', spare: 2},
  {head: 'back by', whole: mustBeBack, spare: 3},
  {head: 'incident', spare: 4},
];

/** The one that no file names is told from those that it does. */
export function calledHere(environment: string): string {
  return environment === 'console' ? 'console (shell)' : environment;
}

/** What the record says of each is beside its name. */
export function environmentRow({name, class: where, trouble, incident}: EnvironmentCard, status: StatusReading | undefined, {class: signs}: Symbols): Row {
  if (trouble) return {cells: [{text: `${signs[where]} ${name} (cannot be used)`}]};
  const so = status?.environments.find(({environment}) => environment === name);
  return {cells: [{text: `${signs[where]} ${calledHere(name)}`}, {text: where, style: where === 'live' ? 'live' : undefined}, ...toldBy(so, status?.at ?? 0), {text: incident ?? ''}]};
}

function toldBy(so: EnvironmentStatus | undefined, now: number): Row['cells'] {
  if (!so) return [{text: ''}, {text: ''}];
  const word = toggleWord(so);
  return [{text: word, style: word === 'on' ? undefined : 'bad'}, {text: backBy(so, now).text}];
}
