import type {Refused} from '../../errors.ts';
import {Secret} from '../../secret.ts';
import {shown} from '../command/command-line.ts';
import {isTokenName, sharedToken} from '../toggles.ts';
import {commandStore} from './command-store.ts';
import type {Deployment} from '../toggle-change.ts';
import {dotenvStore} from './dotenv-store.ts';
import {handFor, storeTerms} from './run-change.ts';
import {makeChange} from './make-change.ts';
import type {DeploymentOptions, DescribedDeployment} from './described-deployment.ts';
import {storeLayers} from './store-layers.ts';
import type {Store, StoreValue} from './toggle-store.ts';
import {tokenCommandStore, tokenFileStore} from './token-stores.ts';

export type {DeploymentOptions, DescribedDeployment as OpenedDeployment};

/** The tool's hands in a deployment; undefined where nobody described any. Nothing is read or run yet. */
export function openDeployment(options: DeploymentOptions): DescribedDeployment | undefined {
  const {toggles, token} = options;
  const terms = storeTerms(options);
  const {tell} = terms;
  const commands = toggles?.store.kind === 'commands' ? commandStore(toggles.store, terms) : undefined;
  const toggleStore: Store | undefined = toggles?.store.kind === 'file' ? dotenvStore(toggles.store.file, toggles.store.shown, terms) : commands;
  const tokenStore = token && (token.kind === 'file' ? tokenFileStore(token.file, token.shown, terms) : tokenCommandStore(token.set, toggleStore, terms));
  const label = (toggleStore ?? tokenStore)?.label;
  if (label === undefined) return undefined;

  const storeOf = async (name: string, signal: AbortSignal): Promise<{ok: true; store: Store} | Refused> => {
    if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) return {ok: false, problem: `${name} is no name of a toggle`, next: 'Use capital letters, digits and underscores.'};
    if (isTokenName(name) && tokenStore) {
      // A connector's own token stays where it is; a connector without one uses the shared one.
      const own = name === sharedToken ? undefined : await toggleStore?.look(name, signal);
      return {ok: true, store: toggleStore && own?.ok && own.value !== undefined ? toggleStore : tokenStore};
    }
    if (toggleStore) return {ok: true, store: toggleStore};
    return {ok: false, problem: `nobody described where this deployment keeps ${name}`, next: `Set ${name} by hand.`};
  };

  const deployment: Deployment = {
    label,
    limit: toggles?.limit,
    read: async (name, signal) => {
      const found = await storeOf(name, signal);
      if (!found.ok) return {kind: 'trouble', problem: found.problem, next: found.next};
      const view = await found.store.look(name, signal);
      if (!view.ok) return {kind: 'trouble', problem: view.problem, next: view.next};
      const {value} = view;
      const source = found.store.label;
      if (value instanceof Secret || isTokenName(name)) return {kind: 'secret', value: value instanceof Secret ? value : undefined, source};
      return {kind: 'text', value, source};
    },
    plan: async (name, given, signal) => {
      const value = closed(name, given);
      const found = await storeOf(name, signal);
      const planned = found.ok ? await found.store.plan(name, value, signal) : found;
      if (!planned.ok) return {ok: false, problem: planned.problem, next: planned.next};
      const {from, where, does, basis} = planned;
      const applied = toggles?.apply ? [tell(shown(toggles.apply)) ?? ''] : [];
      return {ok: true, change: {name, where, from, to: tell(value) ?? '', does: [...does, ...applied], basis}};
    },
    set: async ({name, basis, to}, given, report, signal) => {
      const value = closed(name, given);
      const found = await storeOf(name, signal);
      if (!found.ok) return {outcome: 'failed', problem: found.problem, next: found.next, output: []};
      if (tell(value) !== to) {
        const problem = `the change was planned for another value of ${name}; nothing was changed`;
        return {outcome: 'failed', problem, next: 'Look again, then plan it anew.', output: []};
      }
      return makeChange(found.store, {name, value, basis, apply: toggles?.apply, hand: handFor(options, value, report, signal), tell});
    },
  };
  return {deployment, ...storeLayers(options, commands)};
}

/** A token is a `Secret` from the first moment, whoever gave it as text. */
function closed(name: string, value: StoreValue): StoreValue {
  return isTokenName(name) && typeof value === 'string' ? new Secret(value) : value;
}
