import {hintLabel, withoutHint} from './ask-hint.ts';
import {otherIncident} from './name-incident.ts';
import {copyable} from '../state/copyable.ts';
import type {Key} from '../state/key.ts';
import {choices, fields, lists, long, pages, plans, short, untyped, words} from './key-modes.ts';
import {concealedLabel, emptyList, inDrill, incidentLabel, isLast, onFirst, isNarrowed, nextLabel, noneChosen, notInDrill, onlyOnCurrent, otherIncidentLabel, runLabel, runs, unreadPick, whenRecorded, whileRunning, whilePlanHolds, whileWaiting, withoutRecord, withoutWay, type MadeLabel} from './key-labels.ts';
import {isCurrent, isTooSmall, modeOf, needsReason as isUsedUp, openWalk, type Mode} from '../state/viewed-step.ts';
import {hidesProse} from '../state/shown-prose.ts';
import type {State} from '../state/state.ts';

/** What a key press asks for; update.ts has one function for each. */
export type Command =
  | 'up' | 'down' | 'page up' | 'page down' | 'read on' | 'read back' | 'first' | 'last'
  | 'choose' | 'submit' | 'cancel' | 'state it' | 'deny it'
  | 'drills' | 'record' | 'copy' | 'begin drill' | 'leave drill' | 'debrief' | 'summary' | 'run' | 'next' | 'back' | 'forward' | 'note' | 'name incident' | 'skip' | 'ways' | 'whole page' | 'ledger' | 'reference' | 'documents' | 'help' | 'close screen'
  | 'stop waiting' | 'settle done' | 'settle not done' | 'settle cannot tell' | 'attach' | 'hand over'
  | 'hint' | 'keep going' | 'hand over late' | 'escalate'
  | 'whole record' | 'first screen' | 'complete' | 'read again' | 'history' | 'look' | 'changes' | 'filter' | 'suspend'
  | 'rename' | 'ascii' | 'motion' | 'leave' | 'interrupt';

/** One row of the key map. Footer, help screen and pages are made from these rows. */
export type Binding = {
  /** As a person names it. */
  key: string;
  command: Command;
  label: string | MadeLabel;
  modes: readonly Mode[];
  /** Where it is no key at all otherwise. */
  only?: (state: State) => boolean;
  /** Why it does nothing now; undefined when it works. */
  disabled?: (state: State) => string | undefined;
  /** Not in the footer, such as the keys that scroll every list; `narrow`: only where the window has no room for all. */
  quiet?: true | 'narrow';
  /** Another key that does the same the other way; the footer names it beside this one. */
  pair?: string;
};

const all: readonly Binding[] = [
  {key: 'enter', command: 'choose', label: 'open', modes: ['picker'], disabled: state => emptyList(state) ?? unreadPick(state)},
  {key: 'enter', command: 'choose', label: 'start', modes: ['environment', 'drills'], disabled: emptyList},
  {key: 'enter', command: 'choose', label: 'read', modes: ['history'], disabled: emptyList},
  {key: 'enter', command: 'choose', label: 'do this', modes: ['occupied'], disabled: emptyList},
  {key: 'enter', command: 'submit', label: 'begin beside', modes: ['beside']},
  {key: 'enter', command: 'choose', label: 'this way', modes: ['ways'], disabled: state => emptyList(state) ?? noneChosen(state)},
  {key: 'enter', command: 'submit', label: 'keep these rows', modes: ['filtering']},
  {key: 'escape', command: 'cancel', label: 'show all', modes: ['filtering']},
  {key: 'escape', command: 'cancel', label: 'show all', modes: lists, only: isNarrowed},
  {key: '/', command: 'filter', label: 'filter', modes: long},
  {key: '/', command: 'filter', label: 'filter', modes: short, quiet: true},
  {key: 'd', command: 'drills', label: 'drills', modes: ['picker']},
  {key: 'r', command: 'read again', label: 'read it again', modes: ['ledger']},
  {key: 'r', command: 'look', label: 'look now', modes: ['picker', 'environment'], only: ({status}) => (status?.environments.length ?? 0) > 0},
  {key: 'r', command: 'record', label: 'record', modes: ['history', 'summary'], disabled: withoutRecord},
  {key: 'r', command: 'record', label: 'record', modes: ['reading'], only: ({walk}) => walk?.viewing === walk?.runbook.closing, quiet: 'narrow'},
  {key: 't', command: 'history', label: 'history', modes: ['picker']},
  {key: 'enter', command: 'begin drill', label: 'begin', modes: ['briefing']},
  {key: 'escape', command: 'leave drill', label: 'back to the drills', modes: ['briefing']},
  {key: 'enter', command: 'run', label: {of: runLabel, says: 'run, answer, read the plan, run again, go on waiting, settle what happened'}, modes: ['reading'], disabled: runs},
  {key: 'enter', command: 'submit', label: incidentLabel, modes: ['naming incident']},
  {key: 'enter', command: 'submit', label: 'that is me', modes: ['operator']},
  {key: 'enter', command: 'submit', label: whilePlanHolds('that is my name'), modes: ['naming']},
  {key: 'enter', command: 'submit', label: whilePlanHolds('agree to this plan'), modes: ['approving']},
  {key: 'enter', command: 'submit', label: whilePlanHolds('confirm and run'), modes: ['confirming']},
  {key: 'enter', command: 'submit', label: 'keep it', modes: ['answering', 'noting', 'attaching', 'handing over', 'explaining']},
  {key: 'enter', command: 'submit', label: concealedLabel, modes: ['concealing']},
  {key: 'enter', command: 'submit', label: 'go on', modes: ['offering']},
  {key: 'escape', command: 'submit', label: 'go on', modes: ['offering'], quiet: true},
  {key: 'enter', command: 'submit', label: 'go on', modes: ['retrying', 'departing']},
  {key: 'enter', command: 'submit', label: 'skip the step', modes: ['skipping']},
  {key: 'enter', command: 'summary', label: 'to the summary', modes: ['debrief']},
  {key: 'enter', command: 'first screen', label: 'to the first screen', modes: ['summary']},
  {key: 'd', command: 'debrief', label: 'debrief', modes: ['summary'], only: ({walk}) => walk?.debrief !== undefined},
  {key: 'enter', command: 'close screen', label: 'back', modes: ['refused'], quiet: true},
  {key: 'enter', command: 'submit', label: 'go on', modes: choices, disabled: () => 'press one of the keys below to answer', quiet: true},
  {key: 'y', command: 'state it', label: 'yes, I checked it', modes: ['stating']},
  {key: 'x', command: 'deny it', label: 'no, it is not so', modes: ['stating']},
  {key: 'escape', command: 'cancel', label: 'cancel', modes: ['planning', ...plans, ...words, 'settling']},
  {key: 'escape', command: 'cancel', label: 'not yet', modes: ['stating', 'answering', 'concealing']},
  {key: 'escape', command: 'close screen', label: 'back', modes: ['operator'], only: ({operator}) => operator !== ''},
  {key: 'escape', command: 'close screen', label: 'back', modes: ['environment', 'occupied', 'beside', 'refused', 'ways', 'ledger', 'reference', 'documents', 'changes', 'history', 'drills', 'story', 'recorded', 'help'], only: state => !isNarrowed(state)},
  {key: 'escape', command: 'close screen', label: {of: ({screen}) => ('back' in screen && screen.back ? 'stop watching' : 'stop watching, quit'), says: 'stop watching, stop watching, quit'}, modes: ['watching']},
  {key: 'n', command: 'note', label: 'note', modes: ['reading'], disabled: whenRecorded},
  {key: 'i', command: 'name incident', label: 'incident', modes: ['reading'], disabled: whenRecorded, quiet: 'narrow'},
  {key: 's', command: 'skip', label: 'skip', modes: ['reading'], disabled: state => onlyOnCurrent(state) ?? whenRecorded(state)},
  {key: 'w', command: 'ways', label: 'other ways', modes: ['reading'], disabled: state => whenRecorded(state) ?? withoutWay(state)},
  {key: 'b', command: 'back', label: 'back', modes: ['reading'], disabled: onFirst},
  {key: 'b', command: 'back', label: 'the step before', modes: ['watching'], disabled: onFirst},
  {key: 'f', command: 'forward', label: 'forward', modes: ['reading', 'watching'], disabled: state => (isLast(openWalk(state)) ? 'last step' : undefined), quiet: 'narrow'},
  {key: 'a', command: 'attach', label: 'attach', modes: ['reading'], disabled: whenRecorded, quiet: 'narrow'},
  {key: 'y', command: 'copy', label: 'copy the sentence', modes: ['recorded', 'offering'], only: state => copyable(state) !== undefined},
  {key: 'y', command: 'copy', label: {of: state => `copy ${copyable(state)?.what}`, says: "copy the sentence, the command, the session's name, the journal's path"}, modes: ['reading', 'history', 'story', 'summary'], only: state => copyable(state) !== undefined, quiet: 'narrow'},
  {key: 'tab', command: 'complete', label: 'complete the path', modes: ['attaching']},
  {key: 'tab', command: 'complete', label: otherIncidentLabel, modes: ['naming incident'], only: state => otherIncident(state) !== undefined},
  {key: 'v', command: 'whole page', label: {of: ({screen}) => ('whole' in screen ? 'less of the page' : 'the whole page'), says: 'the whole page, less of the page'}, modes: ['reading'], only: ({walk}) => walk !== undefined && hidesProse(walk), quiet: 'narrow'},
  {key: 'h', command: 'hint', label: {of: state => hintLabel(openWalk(state)), says: 'hint'}, modes: ['reading'], only: inDrill, disabled: state => whenRecorded(state) ?? onlyOnCurrent(state) ?? withoutHint(openWalk(state))},
  {key: 'h', command: 'hand over', label: 'hand over', modes: ['reading'], only: notInDrill, disabled: whenRecorded, quiet: 'narrow'},
  {key: 'o', command: 'hand over', label: 'hand over', modes: ['reading'], only: inDrill, disabled: whenRecorded, quiet: 'narrow'},
  {key: 'd', command: 'settle done', label: 'it was done: next', modes: ['settling']},
  {key: 'x', command: 'settle not done', label: 'it was not done: again', modes: ['settling']},
  {key: 'c', command: 'settle cannot tell', label: 'cannot tell: next', modes: ['settling']},
  {key: 'k', command: 'keep going', label: 'keep going', modes: ['over budget']},
  {key: 'h', command: 'hand over late', label: 'hand over', modes: ['over budget'], only: notInDrill},
  {key: 'o', command: 'hand over late', label: 'hand over', modes: ['over budget'], only: inDrill},
  {key: 'e', command: 'escalate', label: 'escalate', modes: ['over budget']},
  {key: 'escape', command: 'stop waiting', label: 'stop waiting', modes: ['waiting']},
  {key: 'n', command: 'note', label: 'note', modes: ['waiting'], disabled: whileWaiting, quiet: true},
  {key: 'w', command: 'ways', label: 'other ways', modes: ['waiting'], disabled: whileWaiting, quiet: true},
  {key: 'q', command: 'leave', label: 'leave', modes: ['waiting'], disabled: whileWaiting, quiet: true},
  {key: 'n', command: 'note', label: 'note', modes: ['running'], disabled: whileRunning},
  {key: 's', command: 'skip', label: 'skip', modes: ['running'], disabled: whileRunning},
  {key: 'l', command: 'ledger', label: 'ledger', modes: ['reading', 'running', 'waiting', 'summary']},
  {key: 'e', command: 'reference', label: 'expected telemetry', modes: ['reading', 'running', 'waiting', 'summary'], quiet: 'narrow'},
  {key: 'd', command: 'documents', label: 'documents of doctrine', modes: ['reading', 'running', 'waiting', 'ledger', 'reference', 'help'], quiet: 'narrow'},
  {key: 'c', command: 'changes', label: 'what changed', modes: ['reading'], only: ({walk}) => walk?.earlier?.page !== undefined, quiet: 'narrow'},
  {key: 't', command: 'whole record', label: 'all that was written', modes: ['watching']},
  {key: 'o', command: 'rename', label: 'operator', modes: ['picker']},
  {key: 'a', command: 'ascii', label: {of: state => (state.ascii ? 'draw with Unicode' : 'draw with ASCII'), says: 'draw with ASCII, draw with Unicode'}, modes: ['picker'], quiet: true},
  {key: 'm', command: 'motion', label: {of: state => (state.motion ? 'stop the ticking clock' : 'let the clock tick'), says: 'stop the ticking clock, let the clock tick'}, modes: ['picker'], quiet: true},
  {
    key: '?',
    command: 'help',
    label: 'help',
    modes: ['picker', 'environment', 'occupied', 'refused', 'history', 'drills', 'story', 'watching', 'ways', 'briefing', 'reading', 'running', 'waiting', ...choices, 'offering', 'ledger', 'reference', 'documents', 'changes', 'debrief', 'summary', 'recorded'],
  },
  {key: 'q', command: 'leave', label: 'quit', modes: ['picker', 'environment', 'occupied', 'refused']},
  {key: 'q', command: 'leave', label: 'leave and keep', modes: ['briefing', 'reading']},
  {key: 'q', command: 'leave', label: 'leave', modes: ['running'], disabled: () => 'ctrl-c stops after the step'},
  {key: 'q', command: 'leave', label: 'quit', modes: ['summary']},
  {key: 'q', command: 'leave', label: 'quit', modes: ['debrief'], quiet: true},
  {key: 'q', command: 'close screen', label: 'back', modes: ['ways', 'ledger', 'reference', 'documents', 'changes', 'history', 'drills', 'story', 'watching', 'recorded', 'help'], quiet: true},
  {key: 'up', pair: 'down', command: 'up', label: 'choose', modes: [...lists, 'filtering']},
  {key: 'down', command: 'down', label: 'choose', modes: [...lists, 'filtering'], quiet: true},
  {key: 'right', command: 'read on', label: 'more of what stands below', modes: lists, quiet: true},
  {key: 'left', command: 'read back', label: 'back in what stands below', modes: lists, quiet: true},
  {key: 'up', command: 'up', label: 'scroll', modes: pages, quiet: true},
  {key: 'down', command: 'down', label: 'scroll', modes: pages, quiet: true},
  {key: 'page up', command: 'page up', label: 'a page up', modes: [...lists, 'filtering', ...pages], quiet: true},
  {key: 'page down', command: 'page down', label: 'a page down', modes: [...lists, 'filtering', ...pages], quiet: true},
  {key: 'home', command: 'first', label: 'to the beginning', modes: untyped, quiet: true},
  {key: 'g', command: 'first', label: 'to the beginning', modes: untyped, quiet: true},
  {key: 'end', command: 'last', label: 'to the end', modes: untyped, quiet: true},
  {key: 'G', command: 'last', label: 'to the end', modes: untyped, quiet: true},
  {key: 'ctrl-z', command: 'suspend', label: 'suspend', modes: [...new Set([...lists, ...pages, ...fields])], quiet: true},
  {key: 'ctrl-c', command: 'interrupt', label: 'stop', modes: [...new Set([...lists, ...pages, ...fields])], quiet: true},
  {key: 'ctrl-c', command: 'interrupt', label: 'stop', modes: ['opening']},
];

const next: Binding = {key: 'enter', command: 'next', label: {of: nextLabel, says: 'next step, to step, to the open step, finish'}, modes: ['reading']};

/** What works in a window too small to read: what a person cannot read they cannot agree to. */
const blind: ReadonlySet<Command> = new Set(['suspend', 'interrupt']);

/** The rows that apply now, in the footer's order. */
export function bindingsOf(state: State): readonly Binding[] {
  const mode = modeOf(state);
  const rows = all.filter(({modes, only}) => modes.includes(mode) && (only?.(state) ?? true));
  if (isTooSmall(state.size)) return rows.filter(({command}) => blind.has(command));
  if (mode !== 'reading') return rows;
  if (isCurrent(openWalk(state))) return isUsedUp(openWalk(state)) ? lastOf(rows, 'run', 'ways') : rows;
  return [next, ...rows.filter(({command}) => command !== 'run')];
}

/** What the page does not advise any more is not the first that is offered. */
function lastOf(rows: readonly Binding[], late: Command, behind: Command): readonly Binding[] {
  const others = rows.filter(({command}) => command !== late);
  const place = others.findIndex(({command}) => command === behind) + 1;
  return [...others.slice(0, place), ...rows.filter(({command}) => command === late), ...others.slice(place)];
}

export function labelOf({label}: Binding, state: State): string {
  return typeof label === 'string' ? label : label.of(state);
}

/** Modes in which what is typed lets something change: a paste does not, nor an enter that came with other keys. */
export function takesSingleKeys(mode: Mode): boolean {
  return mode === 'confirming' || mode === 'approving';
}

/** Modes in which characters go into a text field. */
export function typesText(mode: Mode): boolean {
  return fields.includes(mode);
}

export function findBinding(state: State, key: Key): Binding | undefined {
  const name = key.kind === 'named' ? key.name : key.kind === 'character' ? key.character : undefined;
  return bindingsOf(state).find(binding => binding.key === name);
}

/** Every row once, for the pages. */
export const keyMap: readonly Binding[] = [next, ...all];
