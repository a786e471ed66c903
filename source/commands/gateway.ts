import {once} from 'node:events';
import {resolve} from 'node:path';
import {exitCode} from '../errors.ts';
import {nearestWord} from '../nearest-word.ts';
import {faults, isFaultName, isPracticeFaultName, type FaultName} from '../practice/faults.ts';
import {startPracticeGateway} from '../practice/practice-gateway.ts';
import {openTokenFile} from '../practice/token-file.ts';
import {Stopped, type Context} from './context.ts';
import {usage} from './usage.ts';

const defaultPort = 8001;

/** `mcp-runbook gateway`: the practice gateway as a program of its own, until it is told to stop. */
export async function gateway(context: Context, flags: {port?: string; fault?: string; tokens?: string}): Promise<number> {
  const fault = flags.fault === undefined ? undefined : toFault(flags.fault);
  const port = flags.port === undefined ? defaultPort : toPort(flags.port);
  const served = await startPracticeGateway({
    port,
    fault,
    clock: context.place.clock,
    tokens: flags.tokens === undefined ? undefined : openTokenFile(resolve(context.place.folder, flags.tokens)),
    onRequest: request => context.tell(`${request.method} ${request.path}`),
  });
  const told = [fault && `fault ${fault}`, flags.tokens && `tokens from ${flags.tokens}`].filter(text => text !== undefined);
  context.print(`practice gateway on ${[served.url, ...told].join(', ')}; ctrl-c stops it`);
  // One that refuses listens to nothing that would keep the program alive.
  const alive = setInterval(() => {}, 60_000);
  if (!context.signal.aborted) await once(context.signal, 'abort');
  clearInterval(alive);
  await served.close();
  const {reason} = context.signal;
  return reason instanceof Stopped ? reason.exit : exitCode.done;
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usage(`--port ${text}: not a port`, 'Give a number from 0 (any free port) to 65535.');
}

function toFault(text: string): FaultName {
  if (isFaultName(text)) return text;
  const names = faults.map(({name}) => name);
  const near = nearestWord(text, names);
  const why = isPracticeFaultName(text) ? 'not a fault of the gateway but of the practice world around it' : 'no such fault';
  throw usage(`--fault ${text}: ${why}${near === undefined ? '' : `; did you mean ${near}?`}`, `Choose one of: ${names.join(', ')}.`);
}
