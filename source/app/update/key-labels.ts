import {fit} from '../../runbook/text-columns.ts';
import {isWaiting} from '../../journal/step-record.ts';
import {isList, lengthOf} from '../state/list-rows.ts';
import {picksOf} from '../state/picker-rows.ts';
import type {State, Walk} from '../state/state.ts';
import {hasExpired, isCurrent, isUnsettled, needsReason, openWalk, retriesLeft, stepRecord, viewedStep, whyNoChange} from '../state/viewed-step.ts';
import {departuresFrom} from '../state/way-menu.ts';
import {incidentField, otherIncident} from './name-incident.ts';

/** A label that the state makes; `says` is what it can be, for the pages. */
export type MadeLabel = {of: (state: State) => string; says: string};

export const runs = (state: State): string | undefined => {
  const walk = openWalk(state);
  const {effect, kind} = viewedStep(walk);
  const held = effect.kind === 'changes' || kind === 'approve' ? whyNoChange(walk) : undefined;
  return held ?? (isUnsettled(walk) ? whenRecorded(state) : undefined);
};

export const wentWrong = (walk: Walk): boolean => ['failed', 'unknown'].includes(stepRecord(walk, walk.viewing).status);

export const runLabel = (state: State): string => {
  const walk = openWalk(state);
  if (isUnsettled(walk)) return 'settle what happened';
  const {kind, action, effect} = viewedStep(walk);
  const plans = kind === 'approve' || effect.kind === 'changes';
  if (isWaiting(stepRecord(walk, walk.viewing))) return 'go on waiting';
  if (!wentWrong(walk)) return plans ? 'read the plan' : action ? 'run' : 'answer';
  const left = needsReason(walk) ? undefined : retriesLeft(walk);
  return left === undefined ? 'run again, say why' : `run again (${left} left)`;
};

/** A plan that has expired is read again. */
export const whilePlanHolds = (says: string): MadeLabel => ({of: state => (hasExpired(openWalk(state)) ? 'read the plan again' : says), says});

/** Where enter leads from a step that is not the open one; named where it is not simply the next. */
export const nextLabel = (state: State): string => {
  const walk = openWalk(state);
  const open = walk.runbook.steps.find(({id}) => id === walk.session.current);
  if (!open) return 'finish';
  if (stepRecord(walk, open.id).status !== 'waiting') return 'to the open step';
  if (open.number === viewedStep(walk).number + 1) return 'next step';
  const room = Math.max(12, Math.floor(state.size.columns / 2) - 16);
  return `to step ${open.number}: ${fit(open.title, room, '...')}`;
};

export const onlyOnCurrent = (state: State): string | undefined =>
  isCurrent(openWalk(state)) ? undefined : 'only at the open step';

export const whenRecorded = (state: State): string | undefined =>
  openWalk(state).unrecorded === undefined ? undefined : 'it cannot be recorded';

export const withoutWay = (state: State): string | undefined =>
  departuresFrom(openWalk(state)).length === 0 ? 'there is no other way from here' : undefined;

/** In a drill `h` asks for a hint, and `o` stands in for it. */
export const inDrill = ({walk}: State): boolean => walk?.drill !== undefined;

export const notInDrill = (state: State): boolean => !inDrill(state);

export const onFirst = (state: State): string | undefined => (viewedStep(openWalk(state)).number === 1 ? 'first step' : undefined);

export const isLast = (walk: Walk): boolean => viewedStep(walk).number === walk.runbook.steps.length;

export const whileWaiting = (): string => 'escape stops waiting first';

export const whileRunning = (): string => 'the step is running';

/** Where it leads is not known yet. */
export const unreadPick = (state: State): string | undefined => {
  const pick = state.screen.name === 'picker' ? picksOf(state)[state.screen.selected] : undefined;
  return (pick?.kind === 'runbook' || pick?.kind === 'lesson') && pick.card.unread ? 'it is still being read' : undefined;
};

/** Of the session that is selected, or that was walked. */
export const withoutRecord = (state: State): string | undefined => (state.screen.name === 'history' ? emptyList(state) : undefined);

/** What was typed by hand is typed twice. */
export const concealedLabel: MadeLabel = {
  of: ({walk}) => (walk?.phase.name === 'asking' && walk.phase.by === 'hand' ? 'type it once more' : 'use it'),
  says: 'use it, type it once more',
};

export const incidentLabel: MadeLabel = {
  of: state => (incidentField(state)?.characters.length ? 'take this name' : 'go on without one'),
  says: 'take this name, go on without one',
};

/** Cut where its name would take the footer's row. */
export const otherIncidentLabel: MadeLabel = {
  of: state => fit(otherIncident(state) ?? '', Math.max(12, Math.floor(state.size.columns / 2) - 16), '...'),
  says: 'the next one that was worked on here',
};

/** A filter leaves out rows of the list on screen. */
export function isNarrowed({screen}: State): boolean {
  return isList(screen) && screen.filter !== undefined;
}

/** Of a list that is opened with no row chosen. */
export const noneChosen = ({screen}: State): string | undefined => (isList(screen) && screen.selected < 0 ? 'choose one first, with up or down' : undefined);

export const emptyList = (state: State): string | undefined => (lengthOf(state) === 0 ? 'there is nothing to choose' : undefined);
