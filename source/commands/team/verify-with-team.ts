import {OperatorError} from '../../errors.ts';
import type {FoundSession} from '../../journal/session-list.ts';
import {comparedWithTeam, notCompared} from '../../team/compare-record.ts';
import type {Verification} from '../../verify/verify-session.ts';
import type {Context} from '../context.ts';
import {teamNamed, withStore} from './team.ts';

/** What was verified alone, beside what the team's database has of the session. @throws OperatorError where no team is named */
export async function verifyWithTeam({place}: Pick<Context, 'place'>, {id, folder}: FoundSession, alone: Verification): Promise<Verification> {
  const named = await teamNamed(place);
  try {
    return comparedWithTeam(alone, folder, await withStore(place, named, store => store.fetch(id)));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return notCompared(alone, error.message);
  }
}
