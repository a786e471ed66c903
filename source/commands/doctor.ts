import {smallest} from '../app/state/viewed-step.ts';
import {checks} from '../doctor/checks.ts';
import {examine, type Finding} from '../doctor/examine.ts';
import {openMachine} from '../doctor/open-machine.ts';
import {exitCode} from '../errors.ts';
import {wrapped} from '../runbook/text-columns.ts';
import type {Context} from './context.ts';

/** Milliseconds until whoever did not answer counts as not answering. */
const patience = 900;

/** `mcp-runbook doctor`: what is to be mended on this machine before the night; changes nothing. 0 nothing was found, 1 something was. @throws OperatorError */
export async function doctor(context: Context, {json = false}: {json?: boolean}): Promise<number> {
  const machine = await openMachine(context.place, {terminal: terminalOf(context), smallest, signal: AbortSignal.any([context.signal, AbortSignal.timeout(patience)])});
  const findings = await examine(checks, machine, json ? undefined : finding => tell(context, finding));
  const count = (state: Finding['state']): number => findings.filter(one => one.state === state).length;
  const [wrong, missing] = [count('finding'), count('unknown')];
  if (json) context.printDocument({ok: wrong === 0, findings: wrong, unknown: missing, checks: findings});
  else context.print(`\n${wrong === 1 ? '1 finding' : `${wrong} findings`}, ${missing} not known`);
  return wrong === 0 ? exitCode.done : exitCode.checkFailed;
}

function terminalOf({answers}: Context): {columns: number; rows: number; colours: number} | undefined {
  if (!answers) return undefined;
  const {stdout} = process;
  return {columns: stdout.columns, rows: stdout.rows, colours: stdout.getColorDepth()};
}

const words: Record<Finding['state'], string> = {well: 'well', finding: 'FINDING', unknown: 'unknown'};

function tell({print}: Context, {check, where, state, says, next}: Finding): void {
  const head = `${words[state].padEnd(9)}${check.padEnd(18)}`;
  const rows = [...wrapped(where === null ? says : `${where}: ${says}`, head), ...(next === null ? [] : wrapped(next, ' '.repeat(head.length)))];
  print(rows.join('\n'));
}
