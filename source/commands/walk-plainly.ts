import {markedPaste, plainPaste} from '../app/first-frame.ts';
import {environmentText} from '../environment/environment.ts';
import {wishesText} from '../environment/overridden.ts';
import {pointerText} from '../environment/toggles.ts';
import {whomToCall} from '../environment/whom-to-call.ts';
import {createInterface, type Interface} from 'node:readline/promises';
import {Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {exitCode} from '../errors.ts';
import {earlierWalks} from '../session/earlier-walks.ts';
import {rootsOf} from '../session/roots.ts';
import type {HeldSession} from '../session/held-session.ts';
import {plainDriver} from '../session/plain/driver.ts';
import {plainChanges, withLast} from '../session/plain/plain-earlier.ts';
import {plainNews} from '../session/plain/plain-report.ts';
import type {PlainLines} from '../session/plain/terminal-lines.ts';
import {walk} from '../walk/walk.ts';
import {lastIncidents} from '../journal/last-incidents.ts';
import {terminalRows} from './output/terminal-rows.ts';
import {exitSummary} from './output/exit-summary.ts';
import {Stopped, stoppedExit, tellTrouble, type Context} from './context.ts';

/** An open session, walked line by line by whoever is at the keyboard. */
export async function walkPlainly(context: Context, open: HeldSession): Promise<number> {
  const {conductor, environment} = open;
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const {lines, close} = terminalLines(context, signal, () => stopped.abort(Stopped.by('SIGINT')));
  try {
    if (open.trouble) tellTrouble(context, open.trouble);
    context.print(`${environmentText(environment)}, ${environment.mask().text(`${pointerText(environment.gateway())}${wishesText(environment)}`)}, operator ${conductor.session.operator}`);
    for (const line of plainNews(conductor.session)) context.print(line);
    const earlier = earlierWalks((await rootsOf(context.place)).roots, conductor);
    for (const line of plainChanges(earlier)) context.print(line);
    const driver = plainDriver(lines, {escalate: whomToCall({escalate: environment.people.escalate, environment: environment.name, file: environment.terms.file?.path}), drill: open.drill, incidents: lastIncidents([environment.places.root]).get(environment.name)});
    const exit = await walk(conductor, {...driver, report: withLast(driver.report, context.print, earlier, conductor.runbook)}, signal, context.now);
    for (const line of await exitSummary(conductor, context.place)) context.print(line);
    const drilled = open.drill && (await import('./drill/after-drill.ts')).afterDrill(context, open, exit);
    return stopped.signal.aborted ? exitCode.interrupted : stoppedExit(context, drilled?.exit ?? exit);
  } finally {
    close();
    await open.close();
  }
}

/** Lines from the terminal; what must not be seen is read without an echo. */
export function terminalLines({print}: Context, signal: AbortSignal, interrupt: () => void): {lines: PlainLines; dropTyped(): Promise<void>; close(): void} {
  let unseen = false;
  // What fails is told by the terminal's own streams.
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (unseen) done();
      else process.stdout.write(chunk, () => done());
    },
  });
  // One reader all the time, so that the terminal itself never echoes; no key brings an earlier line
  // back: each confirmation is typed.
  const reader = createInterface({input: process.stdin, output, terminal: process.stdin.isTTY, historySize: 0});
  let open = true;
  const ended = new Promise<undefined>(resolve => {
    reader.once('close', () => {
      open = false;
      resolve(undefined);
    });
  });
  // In raw-less line mode the terminal turns ctrl-c into a signal; readline would swallow it.
  reader.on('SIGINT', interrupt);
  reader.on('error', () => {});
  const pastes = markedPastes();
  const read: PlainLines['read'] = async (asked, hidden, until) => {
    const [last = '', ...before] = terminalRows(asked, process.stdout.columns).reverse();
    for (const row of before.reverse()) print(row);
    const prompt = `${last.trimEnd()}${/ *$/.exec(asked)?.[0]}`;
    pastes.forget();
    if (hidden) {
      process.stdout.write(prompt);
      unseen = true;
    }
    try {
      return await Promise.race([reader.question(hidden ? '' : prompt, {signal: until ? AbortSignal.any([signal, until]) : signal}).catch(() => undefined), ended]);
    } finally {
      if (hidden && open) forget(reader);
      if (unseen) process.stdout.write('\n');
      unseen = false;
    }
  };
  const erase = (): void => {
    if (!open || reader.line === '') return;
    reader.setPrompt('');
    reader.write(null, {ctrl: true, name: 'u'});
  };
  const type: PlainLines['type'] = async (asked, until) => {
    for (;;) {
      // What lay there before it was asked is no answer, pasted or typed.
      if (process.stdin.isTTY) erase();
      const typed = await read(asked, undefined, until);
      if (typed === undefined || !pastes.seen()) return typed;
      print('What is pasted is not taken here: type it.');
    }
  };
  const dropTyped = async (): Promise<void> => {
    if (!process.stdin.isTTY) return;
    await sleep(typedBefore);
    // A line that was begun; whole ones are gone, since nobody asked.
    erase();
  };
  const close = (): void => {
    pastes.end();
    reader.close();
  };
  return {lines: {print, read, type}, dropTyped, close};
}

type Pastes = {/** Whether part of the line was pasted since `forget`; of a paste that has not ended the next line is part too. */ seen(): boolean; forget(): void; end(): void};

/** Has the terminal mark what is pasted (xterm, bracketed paste mode); readline takes the marks for keys that do nothing, and tells of them. */
function markedPastes(): Pastes {
  let [open, seen] = [false, false];
  if (!process.stdin.isTTY || process.env.TERM === 'dumb') return {seen: () => false, forget: () => {}, end: () => {}};
  const hear = (_: unknown, {name}: {name?: string}): void => {
    if (name === 'paste-start') open = seen = true;
    if (name === 'paste-end') open = false;
  };
  // A shell that had the terminal meanwhile has ended the marking.
  const mark = (): void => void process.stdout.write(markedPaste);
  process.stdin.on('keypress', hear);
  process.on('SIGCONT', mark);
  mark();
  return {
    seen: () => seen,
    forget: () => {
      seen = open;
    },
    end: () => {
      process.stdin.off('keypress', hear);
      process.off('SIGCONT', mark);
      process.stdout.write(plainPaste);
    },
  };
}

/** Milliseconds in which all has been read that waited in the terminal: what was typed or pasted before a question is no answer to it. */
const typedBefore = 50;

/** What readline keeps of erased text for ctrl-y to bring back (readline(3), kill ring). */
const mostErased = 32;

/** Erases other text until what was erased unseen is out of reach. */
function forget(reader: Interface): void {
  for (let count = 0; count <= mostErased; count += 1) {
    reader.write(String(count));
    reader.write(null, {ctrl: true, name: 'u'});
  }
}
