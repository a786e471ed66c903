import {exitCode, unreachable} from '../../errors.ts';
import type {JournalEvent} from '../../journal/event.ts';
import {notYet} from '../../walk/proof-difference.ts';
import {emptyField} from '../state/text-field.ts';
import {hintsSoFar, hintTaken} from './ask-hint.ts';
import {exceededBefore} from './over-budget.ts';
import {notRun} from './begin-step.ts';
import {brokenOffExit, leaving} from './leave.ts';
import {openWalk, stepRecord} from '../state/viewed-step.ts';
import {fromTop, phase as phaseOf, view, withRan, withWalk, type Next} from './transitions.ts';
import {ringing} from './transitions.ts';
import type {Effect, Message, Ran, Screen, State, Walk} from '../state/state.ts';

export function opened(state: State, walk: Extract<Message, {type: 'opened'}>['walk']): State {
  return {
    ...state,
    screen: {name: walk.drill && walk.session.lines === 1 ? 'briefing' : 'step', scroll: 0},
    walk: {
      ...walk,
      viewing: walk.session.current ?? walk.runbook.closing,
      phase: {name: 'reading'},
      ran: {},
      unrecorded: undefined,
      exceeded: exceededBefore(walk),
      called: [],
      announced: 0,
      hinted: hintsSoFar(walk),
      notRun: undefined,
    },
  };
}

/** Folds what the conductor reports. */
export function reported(state: State, {report}: Extract<Message, {type: 'reported'}>): State {
  switch (report.kind) {
    case 'progress':
      return withRan(state, report.step, ran => ({...ran, progress: addProgress(ran.progress, report.progress)}));
    case 'waiting':
      return withRan(state, report.step, ran => ({...ran, waiting: report.waiting}));
    case 'acted':
      return withRan(state, report.step, ran => ({...ran, facts: report.result.facts, ...(report.result.offer !== undefined && {offer: report.result.offer})}));
    case 'looked':
      return withRan(state, report.step, ran => ({...ran, looked: report.proofs}));
    case 'written':
      return written(withWalk(state, walk => ({...walk, session: report.session})), report.event);
    case 'unrecorded':
      return withRan(unrecorded(state, report.failure), report.step, ran => ({...ran, unrecorded: report.outcome}));
    case 'refused':
      return unrecorded(state, report.failure);
    case 'not yet':
      return notRun(state, {step: report.step, trouble: notYet(report.unmet)});
    case 'not run':
      return notRun(state, report);
    default:
      return unreachable(report);
  }
}

/** Folds the very event that is on disk. Where the operator went another way, the step that is open now is shown. */
function written(told: State, event: JournalEvent): State {
  switch (event.type) {
    case 'step.finished': {
      const {step, turn} = event.body;
      return turn === 'step' ? withRan(told, step, ran => ({...ran, turned: event.body})) : told;
    }
    case 'step.left': {
      const {step, turn, next} = event.body;
      if (turn === 'escalate') return calling(told, step);
      return next === step || told.screen.name !== 'step' ? told : view(told, next);
    }
    case 'hint.taken': {
      const {step, number} = event.body;
      if (step === null) return told;
      const shown = withWalk(told, walk => ({...walk, hinted: [...walk.hinted, {step, number}]}));
      return {...fromTop(shown), notice: hintTaken(openWalk(shown), number)};
    }
    case 'budget.exceeded':
      return event.body.choice === 'escalate' ? calling(told, event.body.step) : told;
    case 'approval.given':
    case 'evidence.added':
    case 'incident.named':
    case 'note.added':
    case 'session.closed':
    case 'session.handed-over':
    case 'session.opened':
    case 'session.paused':
    case 'session.recovered':
    case 'session.resumed':
    case 'step.settled':
    case 'step.skipped':
    case 'step.started':
    case 'step.looked':
      return told;
  }
}

function calling(state: State, step: string): State {
  return withWalk(state, walk => ({...walk, called: [...new Set([...walk.called, step])]}));
}

/** Somebody who is leaving is not asked any more. */
export function asked(state: State, {step, question}: Extract<Message, {type: 'asked'}>): Next {
  const phase = state.walk?.phase;
  if (phase?.name === 'running' && phase.stopping !== 'no') return [state, [{type: 'answer', text: undefined}]];
  return state.walk ? phaseOf(state, {name: 'asking', step, question, field: emptyField}, ...ringing(state)) : [state, []];
}

function unrecorded(state: State, {message}: Error): State {
  return withWalk(state, walk => ({...walk, unrecorded: message}));
}

export function stepEnded(state: State, step: string): Next {
  const {phase, notRun: refusal} = openWalk(state);
  const notice = stepRecord(openWalk(state), step).unanswered ? 'left open; enter goes through the step again' : undefined;
  const ended = withWalk({...(openWalk(state).viewing === step ? fromTop(state) : state), notice}, walk => ({...walk, phase: {name: 'reading'}}));
  const idle = refusal?.step === step ? notRun(ended, refusal) : ended;
  if (phase.name !== 'running' || phase.stopping === 'no') return [idle, wentWrong(openWalk(idle), step) || isHeld(openWalk(idle), step) ? ringing(idle) : []];
  const {walk} = idle;
  const effects: Effect[] = [
    ...leaving(walk, phase.exit === undefined ? 'interrupted' : 'the program was told to stop'),
    {type: 'exit', code: brokenOffExit(walk, phase.exit ?? exitCode.interrupted)},
  ];
  return [{...idle, screen: {name: 'left'}}, effects];
}

function wentWrong(walk: Walk, step: string): boolean {
  return walk.ran[step]?.turned !== undefined || ['failed', 'unknown'].includes(stepRecord(walk, step).status);
}

/** What was waited for is so. */
function isHeld({runbook, session}: Walk, step: string): boolean {
  return runbook.steps.some(({id, kind}) => id === step && kind === 'wait') && session.steps.some(({id, status}) => id === step && status === 'done');
}

/** Who is at the end of a drill reads its debrief first. */
export function debriefed(state: State, {debrief, trouble}: Extract<Message, {type: 'debriefed'}>): State {
  const told = withWalk({...state, notice: trouble ?? state.notice}, walk => ({...walk, debrief}));
  return debrief && told.screen.name === 'summary' ? {...told, screen: {name: 'debrief', scroll: 0}} : told;
}

/** A later report of the same stage replaces the earlier one, in its place. */
function addProgress(list: Ran['progress'], progress: Ran['progress'][number]): Ran['progress'] {
  const position = list.findIndex(({stage}) => stage === progress.stage);
  return position === -1 ? [...list, progress] : list.with(position, progress);
}

/** Fills the screen that waits for it, also when the help has come over it meanwhile. */
export function fill(screen: Screen, change: (screen: Screen) => Screen): Screen {
  return screen.name === 'help' ? {...screen, back: fill(screen.back, change)} : change(screen);
}
