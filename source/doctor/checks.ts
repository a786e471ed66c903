import type {Check} from './check.ts';
import {diskChecks} from './disk-checks.ts';
import {reachChecks} from './reach-checks.ts';
import {terminalChecks} from './terminal-checks.ts';

/** Everything that is looked at on a machine, in the order in which it is told. */
export const checks: readonly Check[] = [...terminalChecks, ...reachChecks, ...diskChecks.map(check => ({...check, blocks: true as const}))];
