import type {Body, JournalEvent} from '../../journal/event.ts';
import type {StepRun, StepStory} from './incident-record.ts';
import {readable, stampOf, type ToldEvent, type ToldLine} from './read-lines.ts';
import {findingsOf} from './run-findings.ts';
import type {Snapshot} from './snapshot.ts';

type Steps = Body<'session.opened'>['steps'];

/** Each step with all that happened in it, in the order in which they were first walked. */
export function tellSteps(lines: readonly ToldLine[], snapshot: Snapshot): StepStory[] {
  const events = readable(lines);
  const page: Steps = events.flatMap(({event}) => (event.type === 'session.opened' ? event.body.steps : []));
  const stories = new Map(page.map(({id}) => [id, emptyStory(id, page)]));
  for (const told of events) {
    if (!isAboutStep(told)) continue;
    const id = told.event.body.step;
    stories.set(id, withLine(stories.get(id) ?? emptyStory(id, page), told, snapshot));
    for (const again of walkedAgain(told.event, page)) {
      const story = stories.get(again);
      if (story && story.passes > 0) stories.set(again, {...story, status: 'not walked again'});
    }
  }
  return [...stories.values()].toSorted((one, other) => firstWalked(one) - firstWalked(other));
}

/** Whether a line is about one step; notes and attached files are told elsewhere. */
const isOfStep = {
  'approval.given': true,
  'budget.exceeded': true,
  'evidence.added': false,
  'hint.taken': false,
  'incident.named': false,
  'note.added': false,
  'session.closed': false,
  'session.handed-over': false,
  'session.opened': false,
  'session.paused': false,
  'session.recovered': false,
  'session.resumed': false,
  'step.finished': true,
  'step.left': true,
  'step.looked': false,
  'step.settled': true,
  'step.skipped': true,
  'step.started': true,
} as const satisfies Record<JournalEvent['type'], boolean>;

type OfStep = {[Type in JournalEvent['type']]: (typeof isOfStep)[Type] extends true ? Type : never}[JournalEvent['type']];

function isAboutStep(told: ToldEvent): told is ToldEvent<Extract<JournalEvent, {type: OfStep}>> {
  return isOfStep[told.event.type];
}

/** Steps that are to be walked once more after this line: from where the walk goes back to, to where it came from. */
function walkedAgain(event: JournalEvent, page: Steps): string[] {
  const turned = event.type === 'step.left' || (event.type === 'step.finished' && event.body.outcome === 'failed' && event.body.turn === 'step');
  if (!turned) return [];
  const [first, last] = [event.body.next, event.body.step].map(id => page.findIndex(step => step.id === id));
  return first === undefined || last === undefined || first === -1 || first >= last ? [] : page.slice(first, last + 1).map(({id}) => id);
}

function firstWalked({runs, skips, settlements}: StepStory): number {
  return Math.min(...[...runs.map(run => run.started ?? run.finished), ...skips, ...settlements].map(stamp => stamp?.line ?? Infinity), Number.MAX_SAFE_INTEGER);
}

function emptyStory(id: string, page: Steps): StepStory {
  const index = page.findIndex(step => step.id === id);
  return {
    number: index === -1 ? null : index + 1,
    id,
    title: page[index]?.title ?? id,
    status: 'not walked',
    passes: 0,
    runs: [],
    skips: [],
    settlements: [],
    approvals: [],
    leavings: [],
    over_budget: [],
  };
}

const settled = {done: 'done', accepted: 'done', 'not done': 'not done', 'cannot tell': 'unknown'} as const;

function withLine(story: StepStory, told: ToldEvent<Extract<JournalEvent, {type: OfStep}>>, snapshot: Snapshot): StepStory {
  const {event} = told;
  const stamp = stampOf(told);
  switch (event.type) {
    case 'step.started': {
      const {attempt, effect, changes, action, confirmed, plan = null, reason = null, otherwise = null, break_glass = null, before = []} = event.body;
      const walked = walkedNow(story, 'unknown');
      const started = {...stamp, effect, changes, action, confirmed, plan, reason, otherwise, break_glass, ...(before.length > 0 && {before})};
      return {...walked, runs: [...story.runs, {attempt, pass: walked.passes, started, finished: null}]};
    }
    case 'step.finished': {
      const {attempt, outcome, milliseconds, proofs, failure, evidence, receipt, next, turn = null} = event.body;
      const walked = walkedNow(story, outcome);
      const finished = {...stamp, outcome, milliseconds, proofs, failure, evidence, receipt, next, turn, findings: findingsOf(evidence, snapshot)};
      return {...walked, runs: withOutcome(story.runs, {attempt, pass: walked.passes, started: null, finished})};
    }
    case 'step.skipped':
      return {...walkedNow(story, 'skipped'), skips: [...story.skips, {...stamp, reason: event.body.reason}]};
    case 'step.settled': {
      const {settlement, note, probe} = event.body;
      return {...walkedNow(story, settled[settlement]), settlements: [...story.settlements, {...stamp, settlement, note, probe}]};
    }
    case 'step.left': {
      const {way, turn, next, reason} = event.body;
      return {...story, leavings: [...story.leavings, {...stamp, way, turn, next, reason}]};
    }
    case 'budget.exceeded': {
      const {milliseconds, budget, choice, note} = event.body;
      return {...story, over_budget: [...story.over_budget, {...stamp, milliseconds, budget, choice, note}]};
    }
    case 'approval.given':
      return {...story, approvals: [...story.approvals, {...stamp, approver: event.body.approver, digits: event.body.digits, ...(event.body.source && {source: event.body.source})}]};
  }
}

/** The first thing that happens in a step since the walk came to it begins a pass. */
function walkedNow(story: StepStory, status: StepStory['status']): StepStory {
  const arrived = story.status === 'not walked' || story.status === 'not walked again';
  return {...story, status, passes: story.passes + Number(arrived)};
}

/** The outcome belongs to the last intent, when that one is of the same attempt and still open. */
function withOutcome(runs: readonly StepRun[], ended: StepRun): StepRun[] {
  const last = runs.at(-1);
  if (last && last.attempt === ended.attempt && last.finished === null) return [...runs.slice(0, -1), {...last, finished: ended.finished}];
  return [...runs, ended];
}
