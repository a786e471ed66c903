import {exitCode, OperatorError} from '../errors.ts';
import {pasted} from '../pasted.ts';
import type {Workplace} from '../workplace.ts';
import {schemaSteps} from './init-schema.ts';
import type {Around, TeamStore} from './team-store.ts';

/** @throws OperatorError where the schema is another one than this version's */
export async function aroundOf(place: Workplace, store: Pick<TeamStore, 'around'>): Promise<Around> {
  const around = await store.around();
  const own = schemaSteps().length;
  if (around.schema >= own) return around;
  const found = around.schema === 0 ? 'nobody has set the database up' : `the database has schema ${around.schema}, and this version needs ${own}`;
  throw new OperatorError(found, {code: 'team-schema', next: `Whoever owns it runs: ${pasted(place, 'team', 'init')}`, exit: exitCode.usage});
}
