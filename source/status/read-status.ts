import {placesOf} from '../environment/places.ts';
import type {EnvironmentClass} from '../environment/environment.ts';
import type {Trouble} from '../errors.ts';
import {gapFile, readGaps} from '../ledger/gap-file.ts';
import {windowEnds} from '../ledger/window-end.ts';
import type {Elsewhere, TeamAsked} from '../team/elsewhere.ts';
import {readWalks} from './read-walks.ts';
import {readWalksElsewhere} from './read-walks-elsewhere.ts';
import {noLedger, rehearse, statusOf, type EnvironmentStatus, type LedgerTold} from './status.ts';

/** An environment that somebody named, and the folder whose `logs/` is its own. */
export type NamedEnvironment = {name: string; class: EnvironmentClass; root: string};

/** `unread`: what cannot be read and may say something, never the same as none. */
export type StatusReading = {environments: EnvironmentStatus[]; unread: Trouble[]; /** Milliseconds since 1970. */ at: number; /** Where there is a team. */ team?: TeamAsked | undefined};

/** What the record under these roots says, and what was heard of other consoles; nothing is contacted and nothing is written. */
export function readStatus(roots: readonly string[], named: readonly NamedEnvironment[], now: number, elsewhere?: Elsewhere): StatusReading {
  const read = [...new Set([...roots, ...named.map(({root}) => root)])].map(root => ({root, ...readWalks(root)}));
  const others = elsewhere ? [readWalksElsewhere(elsewhere, {roots, named}, now)] : [];
  const walked = [...read, ...others].flatMap(({environments}) => environments.map(({environment, class: where, root}) => ({name: environment, class: where, root})));
  const unnamed = walked.filter(one => !named.some(({name, root}) => name === one.name && root === one.root));
  const newer = new Set(others.flatMap(({walks}) => walks.map(({session}) => session)));
  const unread = [...read, ...others].flatMap(one => one.unread);
  const told = {
    environments: [...named, ...unnamed],
    // What somebody else has gone on with is told by whoever has more of it.
    walks: [...read.flatMap(({walks}) => walks.filter(({session}) => !newer.has(session))), ...others.flatMap(({walks}) => walks)],
    unread,
    ledgers: new Map(read.map(({root}) => [root, ledgerTold(root, now)])),
  };
  return {environments: statusOf(told, now), unread: unread.map(({problem, next}) => ({problem, next})), at: now};
}

function ledgerTold(root: string, now: number): LedgerTold {
  const {ledger} = placesOf(root, {reads: true});
  const {read, ends} = windowEnds(ledger, now);
  const {gaps, trouble} = readGaps(gapFile(ledger));
  return {
    windows: read.kind === 'unreadable' ? {unknown: `${ledger} cannot be read: ${read.reason}`, next: 'Correct what keeps it from being read: the 48 hours are counted from it.'} : read.kind === 'missing' ? {unknown: noLedger, next: rehearse} : ends,
    gaps: trouble ? {unknown: trouble.problem, next: trouble.next} : {open: gaps.open},
  };
}
