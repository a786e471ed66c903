import {formatElapsed} from '../../time.ts';
import type {Body, JournalEvent} from '../../journal/event.ts';
import {notAnswered} from '../../journal/step-record.ts';
import type {Tone} from '../page/blocks.ts';
import type {GapNotes} from '../facts/incident-record.ts';
import type {ToldSession} from './told-session.ts';

/** One line of the timeline. `letter`: of its session; `words`: what a person typed; `received`: as a team's database has its line. */
export type Moment = {at: string; letter: string; session: string; operator: string | null; what: string; words: string | null; tone: Tone | null; received?: {at: string; by_user: string; from_address: string | null}};

type Said = {what: string; words?: string | null | undefined; tone?: Tone};
type Titles = (step: string | null) => string;
/** A session by its letter. */
type Named = (session: string) => string;

/** All sessions in order of time; within one second each session keeps its own order. */
export function incidentTimeline(sessions: readonly ToldSession[]): Moment[] {
  const named: Named = id => {
    const index = sessions.findIndex(({record}) => record.session === id);
    return index === -1 ? `the closed session ${id}` : letterOf(index);
  };
  return sessions
    .flatMap((told, index) => {
      const letter = letterOf(index);
      const {session} = told.record;
      return [
        ...told.events.flatMap(event => saidBy(event, titlesOf(told), named, statedLast(told)).map(said => ({...moment(said), at: event.at, letter, session, operator: event.operator, ...receivedOf(told, event)}))),
        ...told.record.gap_notes.notes.map(note => ({...moment(gapSaid(note)), at: note.at, letter, session, operator: note.operator})),
      ];
    })
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function receivedOf({received}: ToldSession, event: JournalEvent): Pick<Moment, 'received'> {
  const receipt = received.get(event);
  return receipt ? {received: {at: receipt.receivedAt, by_user: receipt.byUser, from_address: receipt.fromAddress}} : {};
}

function moment({what, words = null, tone}: Said): Pick<Moment, 'what' | 'words' | 'tone'> {
  return {what, words, tone: tone ?? null};
}

/** A, B, and so on; after Z come AA, AB. */
export function letterOf(index: number): string {
  return (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function titlesOf({record: {steps}}: ToldSession): Titles {
  return id => {
    const step = steps.find(one => one.id === id);
    return step ? `step ${step.number ?? '?'}, ${step.title}` : `step ${id ?? 'not named'}`;
  };
}

function gapSaid({event, reason, gap_id: id}: GapNotes['notes'][number]): Said {
  return event === 'gap.opened' ? {what: `no rotation drills from here on, ${id}`, words: reason, tone: 'warning'} : {what: `rotation drills again, ${id}`, tone: 'good'};
}

/** What rests on the operator's word in the last step. */
function statedLast({events}: ToldSession): string[] {
  const last = events.findLast(event => event.type === 'step.finished');
  return last?.type === 'step.finished' ? last.body.proofs.flatMap(({state, text}) => (state === 'stated' ? [text] : [])) : [];
}

const outcomes = {done: 'good', failed: 'bad', unknown: 'bad'} as const;

function statementsAt(proofs: Body<'step.finished'>['proofs'], where: string): Said[] {
  return proofs.filter(({state}) => state === 'stated').map(({text, by, said_by: speaker}) => ({what: `stated at ${where}${by === undefined ? '' : ', by a file'}${speaker === undefined ? '' : `, by ${speaker}`}: ${text}`}));
}

/** What a line says, in a sentence; nothing for those that only keep the record. */
function saidBy(event: JournalEvent, title: Titles, named: Named, stated: readonly string[]): Said[] {
  switch (event.type) {
    case 'session.opened': {
      const {runbook, environment, host, mode, continues} = event.body;
      const from = continues ? `, from ${title(continues.step)}, where ${named(continues.session)} left MCP off` : '';
      return [{what: `opened ${runbook.title} in ${environment.name} (${event.class}) on ${host}${mode === 'auto' ? ', unattended' : ''}${from}`}];
    }
    case 'step.started': {
      const {step, changes, plan, reason, otherwise, break_glass: alone, before = []} = event.body;
      return [
        ...(changes === null ? [] : [{what: `began ${title(step)}: ${changes}${plan ? `, plan ${plan.digits}` : ''}`}]),
        ...(typeof reason === 'string' ? [{what: `ran ${title(step)} once more`, words: reason, tone: 'warning' as const}] : []),
        ...(typeof otherwise === 'string' ? [{what: `did ${title(step)} by other means`, words: otherwise, tone: 'warning' as const}] : []),
        ...(typeof alone === 'string' ? [{what: `began ${title(step)} alone, without the second person that it needs`, words: alone, tone: 'bad' as const}] : []),
        ...statementsAt(before, title(step)),
      ];
    }
    case 'step.finished': {
      const {step, outcome, milliseconds, failure, proofs} = event.body;
      const broken = proofs.filter(({state}) => state === 'fails').map(({text, found}) => `${text}: found ${found}`);
      const why = outcome === 'done' ? '' : `: ${failure?.message ?? broken.join('; ')}`;
      return [
        failure?.code === notAnswered
          ? {what: `${title(step)} was left open after ${formatElapsed(milliseconds)}: a question of it was not answered`, tone: 'warning'}
          : {what: `${title(step)} ${outcome} after ${formatElapsed(milliseconds)}${why}`, tone: outcomes[outcome]},
        ...statementsAt(proofs, title(step)),
      ];
    }
    case 'step.looked':
      return [{what: `look ${event.body.look} of ${title(event.body.step)}: ${event.body.found}`, tone: event.body.holds ? 'good' : 'warning'}];
    case 'step.skipped':
      return [{what: `skipped ${title(event.body.step)}`, words: event.body.reason, tone: 'warning'}];
    case 'step.settled': {
      const {step, settlement, note} = event.body;
      return [{what: settlement === 'accepted' ? `accepted ${title(step)} as done, in spite of what failed` : `settled ${title(step)} as ${settlement}`, words: note, tone: settlement === 'accepted' ? 'bad' : 'warning'}];
    }
    case 'step.left':
      return [{what: `left ${title(event.body.step)}, ${event.body.way}: ${event.body.turn}`, words: event.body.reason, tone: 'warning'}];
    case 'budget.exceeded':
      return [{what: `${title(event.body.step)} took longer than ${formatElapsed(event.body.budget)}: ${event.body.choice}`, words: event.body.note, tone: 'warning'}];
    case 'incident.named':
      return [{what: event.body.incident === null ? 'took it out of the incident' : `named the incident ${event.body.incident}`}];
    case 'note.added':
      return [{what: `noted${event.body.said_by === undefined ? '' : ` what ${event.body.said_by} said`}${event.body.step === null ? '' : ` at ${title(event.body.step)}`}`, words: event.body.text}];
    case 'evidence.added':
      return [{what: `attached ${event.body.evidence.name}`}];
    case 'approval.given':
      return [{what: `${event.body.approver} agreed to the plan ${event.body.digits} of ${title(event.body.step)}${event.body.source?.where === 'another desk' ? ' at another desk' : ''}`}];
    case 'session.paused':
      return [{what: 'left, to go on later', words: event.body.reason}];
    case 'session.resumed':
      return [{what: `went on, on ${event.body.host}`, words: event.body.despite}];
    case 'session.handed-over':
      return [{what: `${event.body.from} handed over to ${event.body.to}`, words: event.body.note}];
    case 'session.recovered':
      if (event.body.taken) return [{what: `took over from ${event.body.taken.from}, at another console`, words: event.body.taken.reason}];
      return [{what: 'the console before had been cut off; the record goes on in a new file', tone: 'warning'}];
    case 'session.closed':
      return [{what: `closed: ${[event.body.verdict, ...(event.body.verdict === 'completed' && stated.length > 0 ? [`stated at the end: ${stated.join(', ')}`] : [])].join('; ')}`, words: event.body.reason, tone: event.body.verdict === 'completed' ? 'good' : 'warning'}];
    case 'hint.taken':
      return [];
  }
}
