import {actionSignatures} from '../../actions/registry.ts';
import {sessionEnd} from '../../drill/debrief-text.ts';
import {drillsOf} from '../../drill/find-drill.ts';
import {drillsTold, readRoster, type Roster} from '../../drill/roster.ts';
import {doctrinePages} from '../../environment/doctrine-pages.ts';
import {findConfig} from '../../environment/config/find-config.ts';
import {listSessions, unfinishedSessions, type SessionEnds} from '../../journal/session-list.ts';
import {practiceFaults} from '../../practice/faults.ts';
import {listRunbooks} from '../../runbook/library.ts';
import type {Runbook} from '../../runbook/schema.ts';
import {readConfig} from '../../session/open-target.ts';
import {rootsOf} from '../../session/roots.ts';
import {othersOf} from '../../session/team-of.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import {carriedPages} from '../docs.ts';
import type {Before, KnownNames, Names} from './names-for.ts';

/** As many as a person reads through; the newest are first. */
const mostSessions = 40;

/** What is there now, at the place that the words name, else at the one where the program was started. */
export function knownNames(place: Workplace): KnownNames {
  const at = ({root, config, runbooks}: Before): Workplace => ({...place, root: filled(root), config: filled(config), runbooks: filled(runbooks)});
  /** No shell has filled in a ~ of a line that is still being typed. */
  const filled = (path: string | undefined): string | undefined => path?.replace(/^~(?=\/|$)/, place.variables.HOME ?? '~');
  return {
    runbooks: before => pagesOf(at(before)).map(({id, title}) => [id, title]),
    drills: before => [
      ...pagesOf(at(before)).filter(({id}) => before.runbook === undefined || id === before.runbook).flatMap(runbook => drillsOf(runbook, at(before).runbooks).map(({id, title}) => [id, title] as const)),
      ['random', 'one of them, drawn'],
    ],
    environments: async before => {
      const reading = await readConfig(findConfig(at(before)));
      const named = reading?.ok ? reading.environments : [];
      return [['practice', 'everything inside the program'], ['console', 'what this shell describes'], ...named.map(({name}) => [name, ''] as const)];
    },
    sessions: async before => told(listSessions((await rootsOf(at(before))).roots).sessions, readRoster(rootOf(at(before)))),
    unfinished: async before => told(unfinishedSessions((await rootsOf(at(before))).roots).sessions),
    open: async before => {
      const [{roots}, team] = await Promise.all([rootsOf(at(before)), othersOf(at(before))]);
      return told(unfinishedSessions([...roots, ...(team ? [team.elsewhere.root] : [])]).sessions);
    },
    takeable: async before => {
      const team = await othersOf(at(before));
      return team ? told(unfinishedSessions([team.elsewhere.root]).sessions.filter(({class: where}) => where !== 'practice')) : [];
    },
    waiting: async before => (await import('./names-waiting.ts')).namesWaiting(at(before)),
    faults: () => practiceFaults.map(({name}) => [name, '']),
    documents: () => [...doctrinePages.map(({id, title}) => [id, title] as const), ...carriedPages().map(({id, path}) => [id, path] as const)],
  };
}

function pagesOf({runbooks}: Workplace): Runbook[] {
  return listRunbooks(actionSignatures, runbooks).flatMap(loaded => (loaded.ok ? [loaded.runbook] : []));
}

function told(sessions: readonly SessionEnds[], roster: Pick<Roster, 'results'> = {results: []}): Names {
  const toldOf = drillsTold(roster);
  return sessions.slice(0, mostSessions).map(ends => [ends.id, `${ends.environment ?? 'not known where'}, ${ends.operator}, ${sessionEnd({state: ends.state, drill: toldOf(ends)})}`]);
}
