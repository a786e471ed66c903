import {userInfo} from 'node:os';
import {resolve} from 'node:path';
import {actionSignatures} from '../actions/registry.ts';
import {consoleEnvironment} from '../environment/console.ts';
import {openPreferences} from '../preferences.ts';
import {listRunbooks} from '../runbook/library.ts';
import {listSessions} from '../session/session-list.ts';
import {environmentNames} from '../session/target.ts';
import type {EnvironmentCard, RunbookCard, UnfinishedCard} from '../app/state.ts';
import {exitSummary} from './exit-summary.ts';
import type {Context} from './context.ts';

export type AppFlags = {runbook?: string; session?: string; env?: string; root?: string; incident?: string; operator?: string; ascii?: boolean};

/** `mcp-runbook`: the app, until it is left; the screen's last words are printed after it. */
export async function startApp(context: Context, flags: AppFlags): Promise<number> {
  const preferences = openPreferences();
  const remembered = preferences.read();
  const {start} = await import('../app/start.tsx');
  const {exit, conductor} = await start({
    folder: context.folder,
    root: flags.root,
    variables: context.variables,
    clock: context.clock,
    signal: context.signal,
    incident: flags.incident,
    operator: flags.operator ?? remembered.operator ?? '',
    suggestedOperator: userInfo().username,
    ascii: flags.ascii ?? remembered.ascii ?? false,
    motion: remembered.motion ?? true,
    unfinished: unfinishedCards(resolve(context.folder, flags.root ?? '.')),
    session: flags.session,
    runbooks: runbookCards(),
    environments: environmentCards(context, flags, remembered.environment),
    runbook: flags.runbook,
    environment: flags.env,
    remember: preferences.remember,
  });
  if (conductor) for (const line of exitSummary(conductor, context.folder)) context.print(line);
  return exit;
}

/** As many as a small window has room for beside the runbooks. */
const offered = 3;

function unfinishedCards(root: string): UnfinishedCard[] {
  return listSessions(root, 50)
    .filter(({state}) => state === 'unfinished')
    .slice(0, offered)
    .map(({id, runbook: {title}, environment, class: where, operator, lastAt}) => ({id, title, environment, class: where, operator, lastAt}));
}

function runbookCards(): RunbookCard[] {
  return listRunbooks(actionSignatures).map(loaded =>
    loaded.ok
      ? {id: loaded.id, title: loaded.runbook.title, summary: loaded.runbook.summary, steps: loaded.runbook.steps.length}
      : {id: loaded.id, title: loaded.id, summary: '', steps: 0, problem: loaded.problems.join('\n')},
  );
}

function environmentCards({folder, variables}: Context, {root}: AppFlags, last: string | undefined): EnvironmentCard[] {
  return environmentNames.map((name): EnvironmentCard => {
    if (name === 'practice') {
      return {
        name,
        last: name === last,
        class: 'practice',
        gateway: 'a gateway of its own',
        source: 'built in',
        explains: 'The same screens and real HTTP against a gateway inside this program. Everything lands under logs/practice.',
      };
    }
    const environment = consoleEnvironment({folder, root, variables});
    const {url, source} = environment.gateway();
    return {
      name,
      last: name === last,
      class: environment.class,
      gateway: environment.mask().text(url),
      source: source.label,
      explains:
        environment.class === 'live'
          ? 'The variables of this shell point to a gateway that is not on this machine. It is live: its host must be typed before anything changes.'
          : 'The variables of this shell; the gateway is on this machine.',
    };
  });
}
