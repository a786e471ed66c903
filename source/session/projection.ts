import {useMcp, type ToggleReading} from '../environment/toggles.ts';
import type {Deployment} from '../environment/toggle-change.ts';
import type {Environment} from '../environment/environment.ts';
import type {ActionCall, Step} from '../runbook/schema.ts';

/** What is there to be read besides toggles, each with what writes it and what is made from it. */
const things = [
  {writes: ['smoke.run'], reads: ['ledger.review', 'ledger.check', 'ledger.growth', 'doctrine.impact', 'doctrine.report', 'receipt.review', 'telemetry.compare', 'gap.close']},
  {writes: ['gap.note', 'gap.close'], reads: ['ledger.review', 'gap.note', 'gap.close']},
  {writes: ['token.update'], reads: ['token.state', 'token.update', 'token.prove']},
] as const satisfies ReadonlyArray<{writes: readonly string[]; reads: readonly string[]}>;

type Planned = {value: string; step: number};

/** What would be so after the steps before, as far as it can be known: a fold of their effects. */
export type Projection = {
  /** By name of the toggle. */
  toggles: ReadonlyMap<string, Planned>;
  /** Actions whose answers would be others, and since which step. */
  unforeseen: ReadonlyMap<string, number>;
};

export const nothingPlanned: Projection = {toggles: new Map(), unforeseen: new Map()};

/** After a step that would have run. What a person does by hand nobody foresees, and nothing is taken for changed by it. */
export function afterStep({toggles, unforeseen}: Projection, {number, action}: Pick<Step, 'number' | 'action'>): Projection {
  const [name, value] = action?.name === 'toggle.set' ? action.parameters : [];
  const read = things.filter(({writes}) => writes.some(one => one === action?.name)).flatMap(({reads}): readonly string[] => reads);
  return {
    toggles: name === undefined || value === undefined ? toggles : new Map([...toggles, [name, {value, step: number}]]),
    unforeseen: new Map([...unforeseen, ...read.map(one => [one, number] as const)]),
  };
}

/** Why the answer of an action cannot be known; undefined where it can. */
export function unforeseenText({unforeseen}: Projection, action: ActionCall | undefined): string | undefined {
  const step = unforeseen.get(action?.name ?? '');
  return step === undefined ? undefined : `cannot be foreseen: it rests on what step ${step} would have done`;
}

const sourceOf = (step: number): string => `planned in step ${step}`;

/** The environment as it would be. Nothing of it is written; what is not projected is read as it is. */
export function projected(environment: Environment, {toggles}: Projection): Environment {
  if (toggles.size === 0) return environment;
  const own = environment.toggles;
  const read = (name: string): ToggleReading => {
    const planned = toggles.get(name);
    return planned ? {kind: 'text', name, value: planned.value, source: {kind: 'deployment', label: sourceOf(planned.step)}} : own.read(name);
  };
  const mcp = toggles.get(useMcp);
  const {deployment, route} = environment;
  return {
    ...environment,
    toggles: {...own, read, variables: {...own.variables, text: name => toggles.get(name)?.value ?? own.variables.text(name)}},
    deployment: deployment && deploymentAfter(deployment, toggles),
    route: route && mcp ? async () => ({route: mcp.value === '1' ? 'mcp' : 'legacy', asked: 'nobody', detail: sourceOf(mcp.step)}) : route,
  };
}

function deploymentAfter(deployment: Deployment, toggles: Projection['toggles']): Deployment {
  return {
    ...deployment,
    read: async (name, signal) => {
      const planned = toggles.get(name);
      return planned ? {kind: 'text', value: planned.value, source: sourceOf(planned.step)} : deployment.read(name, signal);
    },
    plan: async (name, value, signal) => {
      const made = await deployment.plan(name, value, signal);
      const planned = toggles.get(name);
      if (!made.ok || !planned) return made;
      return {ok: true, change: {...made.change, from: planned.value, does: [`${name}: ${planned.value}, ${sourceOf(planned.step)}, becomes ${made.change.to}`]}};
    },
  };
}
