import {exitCode} from '../errors.ts';
import {isAtText, Occupied, type Beside, type Occupant} from '../session/occupied.ts';
import {nameFault} from '../person-name.ts';
import type {HeldSession} from '../session/held-session.ts';
import {readWords, type PlainLines} from '../session/plain/terminal-lines.ts';
import {restoreSession} from '../session/restore-session.ts';
import {resumeSession} from '../session/resume-session.ts';
import {rootsOf} from '../session/roots.ts';
import {openWatch} from '../session/watch/open-watch.ts';
import {watchPlainly} from '../session/watch/watch-plainly.ts';
import {AnotherHadIt, hadItText, type LastHeld} from '../session/who-goes-on.ts';
import type {Workplace} from '../workplace.ts';
import type {Context} from './context.ts';
import {terminalLines, walkPlainly} from './walk-plainly.ts';

/** What was answered before it is begun. */
type Answered = {beside?: Beside | undefined; /** Who goes on, where somebody has said it. */ operator?: string | undefined};

type Begin = (answered: Answered) => Promise<HeldSession>;

/** `named`: said on the command line. */
type Who = {operator: string; named?: string | undefined};

type Asking = Who & {place: Workplace; withLines: <Answer>(work: (lines: PlainLines) => Promise<Answer>) => Promise<Answer>};

/** Opens a walk and walks it in plain lines; where somebody is at its environment already, or another had it last, asks first. */
export async function beginPlainly(context: Context, who: Who, begin: Begin): Promise<number> {
  const open = await openAsking({...who, place: context.place, withLines: work => askWith(context, work)}, begin);
  if (open) return walkPlainly(context, open);
  context.print('Nothing was begun.');
  return exitCode.done;
}

/** What is begun instead may find somebody too, and is then what is asked about. Undefined where nothing is wanted. */
export async function openAsking({place, operator, named, withLines}: Asking, begin: Begin): Promise<HeldSession | undefined> {
  let next: Begin | undefined = begin;
  let said = named;
  while (next) {
    const wanted: Begin = next;
    try {
      return await wanted({operator: said});
    } catch (error) {
      if (error instanceof AnotherHadIt) {
        said = await withLines(lines => askWho(error.last, lines));
        if (said === undefined) return undefined;
        continue;
      }
      if (!(error instanceof Occupied)) throw error;
      next = await withLines(lines => ask(place, error, operator, {begin: wanted, lines}));
    }
  }
  return undefined;
}

/** The lines are closed before a walk opens its own. */
export async function askWith<Answer>(context: Context, work: (lines: PlainLines) => Promise<Answer>): Promise<Answer> {
  const stopped = new AbortController();
  const {lines, dropTyped, close} = terminalLines(context, AbortSignal.any([context.signal, stopped.signal]), () => stopped.abort());
  try {
    await dropTyped();
    return await work(lines);
  } finally {
    close();
  }
}

/** What to do instead, or undefined where nothing is wanted. */
async function ask(place: Workplace, occupied: Occupied, operator: string, {begin, lines}: {begin: Begin; lines: PlainLines}): Promise<Begin | undefined> {
  const {occupants} = occupied;
  lines.print(`Somebody ${isAtText(occupied)}:`);
  for (const {session, says} of occupants) lines.print(`- ${says}\n  ${session}`);
  const free = occupants.find(({state, elsewhere}) => (state === 'left' && !elsewhere) || state === 'closed');
  const first = occupants.find(({state}) => state !== 'unread');
  for (;;) {
    const typed = await readWords(lines, `${free ? (free.state === 'closed' ? 'g restore after it, ' : 'g go on with it, ') : ''}${first ? 'w watch it, ' : ''}b begin beside it, q leave: `);
    if (typed === undefined || typed === 'q') return undefined;
    if (typed === 'g' && free) return answered => goOn(place, free, operator, answered);
    if (typed === 'w' && first) await watch(place, first, lines);
    if (typed !== 'b') continue;
    const reason = await readWords(lines, 'Why beside it? This stays on record as a deviation: ');
    if (reason !== undefined) return answered => begin({...answered, beside: answered.beside ?? {sessions: occupants.map(({session}) => session), reason}});
  }
}

function goOn(place: Workplace, {session, state}: Occupant, remembered: string, {operator, beside}: Answered): Promise<HeldSession> {
  if (state === 'closed') return restoreSession(place, {session, operator: operator ?? remembered, beside, mode: 'plain'});
  return resumeSession(place, {session, operator: operator ?? remembered, guessed: operator === undefined || undefined, beside});
}

/** Who goes on with what another had last; silence names nobody. Undefined where nobody says it. */
export async function askWho(last: LastHeld, lines: PlainLines): Promise<string | undefined> {
  lines.print(hadItText(last));
  for (;;) {
    const typed = await lines.read('Who goes on? What follows is recorded under that name: ');
    if (typed === undefined) return undefined;
    const name = typed.trim();
    const fault = nameFault(name);
    if (fault === undefined) return name;
    lines.print(`${fault}.`);
  }
}

/** Prints what somebody else writes as it comes, and changes nothing, until enter is pressed or that walk is over. */
async function watch(place: Workplace, {session}: Occupant, lines: PlainLines): Promise<void> {
  const {roots} = await rootsOf(place);
  const watched = await openWatch(place, roots, session);
  if (!watched) return lines.print(`${session} is not there any more.`);
  const ended = new AbortController();
  lines.print('Enter ends it.');
  const enter = lines.read('').then(() => ended.abort());
  const reason = await watchPlainly(watched, place.clock, ended.signal, lines.print);
  if (reason !== undefined) lines.print(`It cannot be read: ${reason}`);
  if (!ended.signal.aborted) lines.print('Enter goes back.');
  watched.stop();
  await enter;
}
