import type {Body, JournalEvent} from '../event.ts';
import type {StepRun, StepStory} from './incident-record.ts';
import {readable, stampOf, type ToldLine} from './told-lines.ts';

type Steps = Body<'session.opened'>['steps'];

/** Each step with all that happened in it, in the order in which they were first walked. */
export function tellSteps(lines: readonly ToldLine[]): StepStory[] {
  const events = readable(lines);
  const page: Steps = events.flatMap(({event}) => (event.type === 'session.opened' ? event.body.steps : []));
  const stories = new Map<string, StepStory>();
  for (const told of events) {
    const id = stepOf(told.event);
    if (id === undefined) continue;
    stories.set(id, withLine(stories.get(id) ?? emptyStory(id, page), told));
  }
  const walked = [...stories.values()].map(story => ({...story, status: statusAtTheEnd(story)}));
  return [...walked, ...page.filter(({id}) => !stories.has(id)).map(({id}) => emptyStory(id, page))];
}

/** The step that a line is about; notes and attached files are told elsewhere. */
function stepOf(event: JournalEvent): string | undefined {
  switch (event.type) {
    case 'step.started':
    case 'step.finished':
    case 'step.skipped':
    case 'step.settled':
    case 'approval.given':
      return event.body.step;
    default:
      return undefined;
  }
}

function emptyStory(id: string, page: Steps): StepStory {
  const index = page.findIndex(step => step.id === id);
  return {
    number: index === -1 ? null : index + 1,
    id,
    title: page[index]?.title ?? id,
    status: 'not walked',
    runs: [],
    skips: [],
    settlements: [],
    approvals: [],
  };
}

const settled = {done: 'done', 'not done': 'not done', 'cannot tell': 'unknown'} as const;

function withLine(story: StepStory, told: {number: number; event: JournalEvent}): StepStory {
  const {event} = told;
  const stamp = stampOf(told);
  switch (event.type) {
    case 'step.started': {
      const {attempt, effect, changes, action, confirmed} = event.body;
      return {...story, status: 'unknown', runs: [...story.runs, {attempt, started: {...stamp, effect, changes, action, confirmed}, finished: null}]};
    }
    case 'step.finished': {
      const {attempt, outcome, milliseconds, proofs, failure, evidence, receipt, next} = event.body;
      const finished = {...stamp, outcome, milliseconds, proofs, failure, evidence, receipt, next};
      return {...story, status: outcome, runs: withOutcome(story.runs, attempt, finished)};
    }
    case 'step.skipped':
      return {...story, status: 'skipped', skips: [...story.skips, {...stamp, reason: event.body.reason}]};
    case 'step.settled': {
      const {settlement, note, probe} = event.body;
      return {...story, status: settled[settlement], settlements: [...story.settlements, {...stamp, settlement, note, probe}]};
    }
    case 'approval.given':
      return {...story, approvals: [...story.approvals, {...stamp, approver: event.body.approver, digits: event.body.digits}]};
    default:
      return story;
  }
}

/** The outcome belongs to the last intent, when that one is of the same attempt and still open. */
function withOutcome(runs: readonly StepRun[], attempt: number, finished: StepRun['finished']): StepRun[] {
  const last = runs.at(-1);
  if (last && last.attempt === attempt && last.finished === null) return [...runs.slice(0, -1), {...last, finished}];
  return [...runs, {attempt, started: null, finished}];
}

/** Only an approval is no walk yet. */
function statusAtTheEnd({status, runs, skips, settlements}: StepStory): StepStory['status'] {
  return runs.length + skips.length + settlements.length === 0 ? 'not walked' : status;
}
