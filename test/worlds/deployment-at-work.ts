import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import type {TokenStoreConfig, ToggleStoreConfig} from '../../source/environment/config/environment-config.ts';
import type {ToggleChange, ToggleOutcome, ToggleReport} from '../../source/environment/toggle-change.ts';
import {openDeployment, type OpenedDeployment} from '../../source/environment/deployment/open-deployment.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {temporaryFolder} from './temp-folder.ts';

export const at = Date.parse('2025-11-20T09:00:00Z');
export const signal = new AbortController().signal;

/** In the folder `store.env` has the toggles, in a dotenv file or behind the commands below. */
export type AtWork = OpenedDeployment & {
  folder: string;
  text(name?: string): string;
  write(content: string, name?: string): void;
  /** The change as it would be made now. */
  planned(name: string, value: string | Secret): Promise<ToggleChange>;
  reports: ToggleReport[];
  /** Plans and sets. */
  change(name: string, value: string | Secret, during?: AbortSignal): Promise<ToggleOutcome>;
};

export type Setting = {
  toggles?: Partial<ToggleStoreConfig> | ((folder: string) => Partial<ToggleStoreConfig>) | undefined;
  token?: ((folder: string) => TokenStoreConfig) | undefined;
  content?: string;
  /** Masked as known tokens. */
  known?: string[];
};

/** Any short script as an argument list; its own arguments follow. */
export const script = (text: string, ...args: string[]): string[] => ['sh', '-c', text, 'script', ...args];

const read = ['cat', 'store.env'];
/** Replaces the variable in store.env, or adds it. */
export const setting = 'grep -v "^$1=" store.env > new.env; printf "%s=%s\\n" "$1" "$2" >> new.env; mv new.env store.env';
const set = script(setting, '{name}', '{value}');
/** Notes in applied.txt what is in force. */
export const apply = script('grep ABZU_USE_MCP store.env >> applied.txt; echo restarted');

export const inFile = (folder: string): Partial<ToggleStoreConfig> => ({store: {kind: 'file', file: join(folder, 'store.env'), shown: 'deploy/store.env'}});
export const byCommands = (terms: {read?: string[]; set?: string[] | undefined} = {}): Partial<ToggleStoreConfig> => ({store: {kind: 'commands', read, set, ...terms}});

export async function atWork(t: TestContext, {toggles, token, content = 'A=1\nABZU_USE_MCP=1\n', known = []}: Setting = {}): Promise<AtWork> {
  const folder = await temporaryFolder(t);
  const described = typeof toggles === 'function' ? toggles(folder) : toggles;
  writeFileSync(join(folder, 'store.env'), content);
  const opened = openDeployment({
    toggles: described && {apply: undefined, limit: 60_000, ...inFile(folder), ...described} as ToggleStoreConfig,
    token: token?.(folder),
    folder,
    variables: process.env,
    mask: () => new SecretMask(known.map(value => new Secret(value))),
    fingerprint: secret => secret.fingerprint(Buffer.from('key')),
    now: () => at,
  });
  assert.ok(opened);
  const {deployment} = opened;
  const reports: ToggleReport[] = [];
  const planned = async (name: string, value: string | Secret): Promise<ToggleChange> => {
    const plan = await deployment.plan(name, value, signal);
    assert.ok(plan.ok, JSON.stringify(plan));
    return plan.change;
  };
  return {
    ...opened,
    folder,
    reports,
    text: (name = 'store.env') => readFileSync(join(folder, name), 'utf8'),
    write: (text, name = 'store.env') => writeFileSync(join(folder, name), text),
    planned,
    change: async (name, value, during = signal) => deployment.set(await planned(name, value), value, report => reports.push(report), during),
  };
}
