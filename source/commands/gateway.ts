import {once} from 'node:events';
import {exitCode, OperatorError} from '../errors.ts';
import {nearestWord} from '../runbook/suggest.ts';
import {faults, isFaultName, type FaultName} from '../practice/faults.ts';
import {startPracticeGateway} from '../practice/practice-gateway.ts';
import {Stopped, type Context} from './context.ts';

const defaultPort = 8001;

/** `mcp-runbook gateway`: the practice gateway as a program of its own, until it is told to stop. */
export async function gateway(context: Context, flags: {port?: string; fault?: string}): Promise<number> {
  const fault = flags.fault === undefined ? undefined : toFault(flags.fault);
  const port = flags.port === undefined ? defaultPort : toPort(flags.port);
  const served = await startPracticeGateway({
    port,
    fault,
    clock: context.clock,
    onRequest: request => context.tell(`${request.method} ${request.path}`),
  });
  context.print(`practice gateway on ${served.url}${fault === undefined ? '' : `, fault ${fault}`}; ctrl-c stops it`);
  if (!context.signal.aborted) await once(context.signal, 'abort');
  await served.close();
  const {reason} = context.signal;
  return reason instanceof Stopped ? reason.exit : exitCode.done;
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new OperatorError(`--port ${text}: not a port`, {code: 'usage', next: 'Give a number from 0 (any free port) to 65535.', exit: exitCode.usage});
}

function toFault(text: string): FaultName {
  if (isFaultName(text)) return text;
  const names = faults.map(({name}) => name);
  const near = nearestWord(text, names);
  throw new OperatorError(`--fault ${text}: no such fault${near === undefined ? '' : `; did you mean ${near}?`}`, {
    code: 'usage',
    next: `Choose one of: ${names.join(', ')}.`,
    exit: exitCode.usage,
  });
}
