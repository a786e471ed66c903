import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Action, ActionResult, Earlier, Ports, Progress} from '../../source/actions/action.ts';
import {findAction} from '../../source/actions/registry.ts';
import {runSmoke, type SmokeOptions, type SmokeResult} from '../../source/actions/smoke/own-run.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import type {JsonObject} from '../../source/json.ts';
import {
  startPracticeGateway,
  type PracticeGateway,
  type PracticeGatewayOptions,
} from '../../source/practice/practice-gateway.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock, type TestClock} from '../worlds/test-clock.ts';

export type Setting = Omit<PracticeGatewayOptions, 'clock'> & {
  /** On top of the two toggles that a smoke run needs; undefined takes one away. */
  variables?: NodeJS.ProcessEnv;
  clock?: TestClock;
};

export type AtConsole = {
  ports: Omit<Ports, 'earlier'>;
  gateway: PracticeGateway;
  clock: TestClock;
  /** Holds `logs/`. */
  folder: string;
  smoke(options?: Partial<SmokeOptions> & {signal?: AbortSignal}): Promise<{progress: Progress[]; result: SmokeResult}>;
  ledger(): string[];
};

/** The environment `console` of a shell with these variables, and a real gateway at its address. */
export async function atConsole(
  t: AfterTest,
  {variables, clock = testClock(), ...gatewayOptions}: Setting = {},
): Promise<AtConsole> {
  const folder = await temporaryFolder(t);
  const gateway = await startPracticeGateway({clock, sessionId: () => 'op-6f1c', ...gatewayOptions});
  t.after(() => gateway.close());
  const environment = consoleEnvironment({
    folder,
    variables: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url, ...variables},
  });
  const ports = {environment, documents: environment.documents, clock, ask: async () => undefined};
  return {
    ports,
    gateway,
    clock,
    folder,
    smoke: ({signal = new AbortController().signal, ...options} = {}) =>
      toEnd(runSmoke(ports, {command: ['mcp-runbook', 'smoke', '--json'], ...options}, signal)),
    ledger: () => linesOf(environment.places.ledger),
  };
}

export async function toEnd<Result>(
  running: AsyncGenerator<Progress, Result>,
): Promise<{progress: Progress[]; result: Result}> {
  const progress: Progress[] = [];
  for (;;) {
    const {done, value} = await running.next();
    if (done) return {progress, result: value};
    progress.push(value);
  }
}

/** One action by its name, as a runbook would run it. */
export async function act(
  name: string,
  ports: Omit<Ports, 'earlier'>,
  given: {parameters?: string[]; earlier?: Earlier; signal?: AbortSignal} = {},
): Promise<{progress: Progress[]; result: ActionResult}> {
  const action: Action | undefined = findAction(name);
  if (!action) throw new Error(`no action ${name}`);
  const {parameters = [], earlier = {}, signal = new AbortController().signal} = given;
  return toEnd(action.run(parameters, {...ports, earlier}, signal));
}

export function linesOf(path: string): string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : [];
}

/** Paths of all files below, relative to the folder, in alphabetical order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(({parentPath, name}) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

export function readJson(...path: string[]): JsonObject {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as JsonObject;
}

export const runFolder = 'logs/stage_b/20251120T090000Z-stage_b3_connector_rotation';
