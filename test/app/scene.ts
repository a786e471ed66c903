import assert from 'node:assert/strict';
import {occupiedModes, watchedBy} from '../worlds/off-status.ts';
import {actionSignatures} from '../../source/actions/registry.ts';
import type {DrillCard, HistoryCard} from '../../source/app/state/cards.ts';
import {departuresFrom} from '../../source/app/state/way-menu.ts';
import {emptyField, fieldOf} from '../../source/app/state/text-field.ts';
import type {Key, NamedKey} from '../../source/app/state/key.ts';
import {frameOf} from '../../source/app/screens/frame.ts';
import {openWalk, type Mode} from '../../source/app/state/viewed-step.ts';
import type {Effect, Message, Phase, Pointed, Screen, Standing, State, Walk} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {update} from '../../source/app/update/update.ts';
import {compareTelemetry} from '../../source/connector/telemetry.ts';
import {StorageError} from '../../source/durable-file.ts';
import {alone} from '../../source/environment/undescribed.ts';
import {loadRunbook} from '../../source/runbook/library.ts';
import type {Scenario} from '../../source/runbook/scenario.ts';
import type {Runbook} from '../../source/runbook/schema.ts';
import {stepAfter} from '../../source/runbook/flow.ts';
import type {Allowance, Decision, Outcome, Plan, Question, Report} from '../../source/walk/conductor.ts';
import {firstPrev, type Body, type EventType, type JournalEvent} from '../../source/journal/event.ts';
import type {Debrief} from '../../source/drill/debrief.ts';
import {findDrill} from '../../source/drill/find-drill.ts';
import {replay, type Session} from '../../source/journal/session.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';

/** The rehearsal that ships with the program; what people will see. */
export const rehearsal: Runbook = (() => {
  const loaded = loadRunbook('stage-b-rehearsal', actionSignatures);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.runbook;
})();

export type Line = {[Type in EventType]: {type: Type; body: Body<Type>}}[EventType];

export const at = '2025-11-20T09:00:00Z';

function openedBody(runbook: Runbook): Body<'session.opened'> {
  return {
    runbook: {id: runbook.id, title: runbook.title, version: runbook.version, sha256: 'ab'.repeat(32)},
    steps: runbook.steps.map(({id, title}) => ({id, title})),
    tool: {name: 'mcp-runbook', version: '0.1.0'},
    host: 'console-1',
    environment: {name: 'practice', gateway: 'http://127.0.0.1:8001', gateway_source: 'operator.env'},
    mode: 'interactive',
    incident: null,
    toggles: [],
    earlier: [],
    ledger: {bytes: 0, sha256: 'cd'.repeat(32)},
  };
}

/** The session that a journal with these lines tells of, and the last of its lines. */
function toldBy(runbook: Runbook, ...lines: Line[]): {session: Session; event: JournalEvent} {
  const all: Line[] = [{type: 'session.opened', body: openedBody(runbook)}, ...lines];
  const envelope = {v: 1, session: '20251120T090000Z-x-0001', prev: firstPrev, at, operator: 'mara', class: 'practice'} as const;
  const events = all.map((line, seq) => ({...envelope, seq, ...line}) as JournalEvent);
  const session = replay(events);
  const event = events.at(-1);
  if (!session || !event) throw new Error('a journal without lines');
  return {session, event};
}

export function sessionOf(runbook: Runbook, ...lines: Line[]): Session {
  return toldBy(runbook, ...lines).session;
}

export function started(runbook: Runbook, id: string, attempt = 1): Line {
  const step = stepOf(runbook, id);
  const changes = step.effect.kind === 'changes' ? step.effect.what : null;
  return {type: 'step.started', body: {step: id, attempt, effect: step.effect.kind, changes, action: null, confirmed: null, ledger: {bytes: 0}}};
}

/** Every proof holds in a step that is done; the last one fails in a step that failed without more words. */
export function finished(runbook: Runbook, id: string, outcome: Outcome['outcome'] = 'done', more: Partial<Outcome> = {}): Line {
  const step = stepOf(runbook, id);
  const proofs = step.proofs.map(({text, kind}, index): Outcome['proofs'][number] => {
    const fails = outcome !== 'done' && index === step.proofs.length - 1;
    const state = fails ? 'fails' : kind === 'stated' ? 'stated' : 'holds';
    return {text, state, expected: '1', found: fails ? 'nothing' : '1'};
  });
  const next = stepAfter(runbook.steps, id) ?? null;
  return {type: 'step.finished', body: {step: id, attempt: 1, outcome, milliseconds: 42, proofs, failure: null, evidence: [], receipt: null, ledger: null, next, ...more}};
}

export function done(runbook: Runbook, id: string): Line[] {
  return [started(runbook, id), finished(runbook, id)];
}

export function skipped(runbook: Runbook, id: string, reason: string): Line {
  return {type: 'step.skipped', body: {step: id, reason, next: stepAfter(runbook.steps, id) ?? null}};
}

export function settled(step: string, settlement: Body<'step.settled'>['settlement'], note: string): Line {
  return {type: 'step.settled', body: {step, settlement, note, probe: null, next: stepAfter(rehearsal.steps, step) ?? null}};
}

export function noted(step: string | null, text: string): Line {
  return {type: 'note.added', body: {step, text}};
}

export function closed(verdict: 'completed' | 'stopped' = 'completed'): Line {
  return {type: 'session.closed', body: {verdict, reason: null, steps: {done: 7, failed: 0, skipped: 0, unknown: 0, open: 0}, ledger: {bytes: 0, sha256: 'cd'.repeat(32)}, digest: 'cd'.repeat(32)}};
}

export function paused(reason: string): Line {
  return {type: 'session.paused', body: {step: null, reason}};
}

/** The lines of a walk in which every step before this one went well. */
export function doneBefore(runbook: Runbook, id: string): Line[] {
  const position = runbook.steps.findIndex(step => step.id === id);
  return runbook.steps.slice(0, position).flatMap(step => done(runbook, step.id));
}

export function stepOf(runbook: Runbook, id: string): Runbook['steps'][number] {
  const step = runbook.steps.find(candidate => candidate.id === id);
  if (!step) throw new Error(`${runbook.id} has no step ${id}`);
  return step;
}

export const practice: Pointed = {
  environment: 'practice',
  class: 'practice',
  gateway: 'http://127.0.0.1:8001',
  gatewaySource: 'operator.env',
  toggles: [{name: 'ABZU_USE_MCP', found: '1', source: 'operator.env', good: true}],
  confirmation: {what: "the environment's name", word: 'practice'},
  people: alone,
};

export const live: Pointed = {
  environment: 'console',
  class: 'live',
  gateway: 'https://gateway.example:8443',
  gatewaySource: 'shell',
  toggles: [
    {name: 'ABZU_USE_MCP', found: '0', source: 'shell', good: false},
    {name: 'token', found: 'a41f09c2', source: 'fingerprint', good: true},
  ],
  confirmation: {what: "the gateway's host", word: 'gateway.example:8443'},
  people: {...alone, approval: 'two people', escalate: 'Ines Mohr, 555 0117'},
};

/** What the smoke step would change, as it was read. */
export const plan: Plan = {
  step: 'smoke',
  items: [{what: 'rotation drills', where: 'logs/stage_b_rotation_drills.jsonl', from: '12 lines', to: '15 lines'}],
  does: ['mcp-runbook smoke --json'],
  undo: stepOf(rehearsal, 'smoke').undo ?? '',
  byHand: false,
  until: Date.parse('2025-11-20T09:05:00Z'),
  since: 0,
  grounds: {}, seen: {},
  sha256: `${'ab'.repeat(30)}9f3a`,
  digits: '9f3a',
};

export const lobby: State = {
  size: {columns: 80, rows: 24},
  operator: 'mara',
  ascii: false, motion: true, beginner: false,
  unfinished: [], unread: [],
  status: undefined, found: [],
  runbooks: [{id: 'stage-b-rehearsal', title: 'Stage B rehearsal', summary: 'Handshake and drills.', steps: 7}],
  environments: [
    {name: 'practice', class: 'practice', gateway: 'a gateway of its own', source: 'built in', explains: 'Nothing outside is touched.', last: false},
    {name: 'console', class: 'live', gateway: 'https://gateway.example:8443', source: 'shell', explains: 'Operators may be served by it.', last: false},
  ],
  wanted: {runbook: undefined, environment: undefined, session: undefined},
  screen: {name: 'picker', selected: 0},
  walk: undefined, notice: undefined,
};

export type Scene = {
  runbook?: Runbook;
  /** The step on screen; the one that is open unless named. */
  viewing?: string;
  lines?: Line[];
  phase?: Phase;
  walk?: Partial<Walk>;
  screen?: Screen;
  state?: Partial<State>;
  /** What the walk belongs to. */
  incident?: string | null;
};

/** Somebody in the middle of a walk, reading the open step unless told otherwise. */
export function scene({runbook = rehearsal, viewing, lines = [], phase = {name: 'reading'}, walk, screen, state, incident = null}: Scene = {}): State {
  const session: Session = {...sessionOf(runbook, ...lines), incident};
  return {
    ...lobby,
    screen: screen ?? {name: 'step', scroll: 0},
    ...state,
    walk: {
      runbook,
      session,
      pointed: practice,
      head: '3f9a12c4',
      viewing: viewing ?? session.current ?? runbook.closing,
      phase,
      ran: {},
      unrecorded: undefined,
      journalPath: '/logs/practice/x/journal.jsonl',
      time: {now: Date.parse(at), open: 0},
      exceeded: {step: undefined, budgets: 0, told: 0},
      called: [],
      announced: 0,
      hinted: [],
      notRun: undefined,
      ...walk,
    },
  };
}

/** The rollback and its first drill, as they ship. */
export const rollback: Runbook = loadWalkable('mcp-gateway-rollback').runbook;
export const quietRollback: Scenario = findDrill(rollback, 'quiet-rollback');

/** Somebody in the middle of a drill. */
export function drilled({lines = [], walk, ...more}: Scene = {}): State {
  const {id, title} = quietRollback;
  const session = sessionOf(rollback, ...lines);
  const inDrill = {...session, opened: {...session.opened, drill: {id, title}}};
  return scene({...more, runbook: rollback, lines, walk: {session: inDrill, drill: quietRollback, ...walk}});
}

/** In front of the smoke checks, the first step that changes something. */
export function atSmoke(more: Scene = {}): State {
  return scene({...more, lines: [...doneBefore(more.runbook ?? rehearsal, 'smoke'), ...(more.lines ?? [])]});
}

export const confirming = (typed = '', allowance: Allowance = {}): Phase => ({name: 'confirming', plan, allowance, field: fieldOf(typed)});
export const naming = (typed = ''): Phase => ({name: 'naming', plan, allowance: {}, field: fieldOf(typed)});
export const approving = (typed = '', approver = 'ines'): Phase => ({name: 'approving', plan, allowance: {}, approver, field: fieldOf(typed)});
export const readOut = (phase: Phase): Phase => ('plan' in phase ? {...phase, toItsEnd: true} : phase);
/** Typed to let the smoke step run in practice. */
export const confirmed = `practice ${plan.digits}`;
export const running = (step = 'smoke', stopping: Extract<Phase, {name: 'running'}>['stopping'] = 'no'): Phase => ({name: 'running', step, elapsed: 0, stopping});
const asking = (kind: Question['kind'], text: string, step = 'close'): Phase => ({name: 'asking', step, question: {kind, text}, field: emptyField});
export const stating = (step = 'gateway', text = 'the gateway shown above is the one'): Phase => asking('statement', text, step);
export const answering = (step = 'close', text = 'What should the next person know?'): Phase => asking('text', text, step);
export const concealing = (dots = 0): Phase => ({name: 'asking', step: 'smoke', question: {kind: 'secret', text: 'The new token?'}, field: fieldOf('*'.repeat(dots))});
export const overBudget: Phase = {name: 'over budget', step: 'smoke', milliseconds: 125_000, budget: 120_000};

/** `enter` and its like by name, anything of one character as that character. */
export function keyOf(name: string): Key {
  return [...name].length === 1 ? {kind: 'character', character: name} : {kind: 'named', name: name as NamedKey};
}

export const resized = (state: State, columns: number, rows: number): State => ({...state, size: {columns, rows}});

/** The smoke checks were sent and not answered: somebody has to say what happened. */
export function unsettled(phase: Phase = {name: 'reading'}): State {
  return atSmoke({phase, lines: [started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'unknown')]});
}

/** A session of the past, as the history lists it. */
export const recorded: HistoryCard = {
  id: '20251120T090000Z-stage-b-rehearsal-0001',
  runbook: 'Stage B rehearsal',
  class: 'practice',
  environment: 'practice',
  operator: 'mara',
  incident: 'INC-204',
  openedAt: at,
  lastAt: at,
  state: 'completed',
};

/** A drill that was walked once before. */
const drillCard: DrillCard = {
  runbook: rollback.id,
  runbookTitle: rollback.title,
  id: quietRollback.id,
  title: quietRollback.title,
  level: quietRollback.level,
  teaches: quietRollback.teaches,
  results: {attempts: 1, best: 85, last: at},
};

/** What became of the first drill: a hint was taken, and the pause was passed over. */
export const debriefed: Debrief = {
  session: '20251120T090000Z-x-0001',
  runbook: rollback.id,
  drill: quietRollback.id,
  title: quietRollback.title,
  level: quietRollback.level,
  teaches: quietRollback.teaches,
  operator: 'mara',
  seed: null,
  opened_at: at, closed_at: '2025-11-20T09:04:10Z',
  ended: 'escalated at step 3: Assess doctrine impact',
  should_end: 'completed',
  means: null,
  expected: false,
  milliseconds: 250_000,
  rows: [
    {model: {step: 'freeze', fails: false}, walked: {step: 'freeze', fails: false}, verdict: 'as the page', milliseconds: 40_000},
    {model: {step: 'pause', fails: false}, walked: {step: 'impact', fails: true}, verdict: 'wrong turn', milliseconds: 210_000},
    {model: {step: 'impact', fails: false}, walked: null, verdict: 'not walked', milliseconds: null},
  ],
  steps: [{step: 'freeze', milliseconds: 40_000}, {step: 'impact', milliseconds: 210_000}],
  titles: rollback.steps.map(({id, number, title}) => ({step: id, number, title})),
  wrong_turns: [{step: 'impact', fails: true, arrival: 2, means: 'The jobs go on writing while nobody looks.', said_by: 'page'}],
  hints: [{step: 'freeze', number: 1, text: "A freeze is proved by the service's own answer, not by the toggle."}],
  skips: [{step: 'pause', reason: 'no time'}],
  overrides: [],
  unproved: [{step: 'impact', proof: 'the channel knows', why: 'not stated'}],
  score: {points: 40, parts: [{rule: 'start', count: 1, points: 100}, {rule: 'wrong turn', count: 1, points: -15}, {rule: 'hint', count: 1, points: -5}, {rule: 'other end', count: 1, points: -40}]},
  read: ['Step 2 of the runbook.'],
  earlier: {attempts: 1, best: 85, last: {at, score: 25, milliseconds: 380_000}},
};

/** On the way to skip the smoke checks, about to say why. */
function departing(): State {
  const [way = assert.fail('the step cannot be skipped')] = departuresFrom(openWalk(atSmoke())).filter(({kind}) => kind === 'skip');
  return atSmoke({phase: {name: 'departing', way, field: emptyField}});
}

/** A state for every set of keys that there is. */
export const everyMode: Readonly<Record<Exclude<Mode, 'left'>, State>> = {
  operator: {...lobby, screen: {name: 'operator', field: fieldOf('mara')}},
  picker: lobby,
  environment: {...lobby, screen: {name: 'environment', runbook: 'stage-b-rehearsal', selected: 0}},
  opening: {...lobby, screen: {name: 'opening', runbook: 'stage-b-rehearsal', environment: 'practice'}},
  refused: {...lobby, screen: {name: 'refused', scroll: 0, title: 'Nothing was started', problem: 'the disk is full', next: 'Make room.'}},
  drills: {...lobby, screen: {name: 'drills', selected: 0, drills: [drillCard, {...drillCard, id: 'deaf-service', title: 'The service does not listen', level: 'medium', results: undefined}]}},
  briefing: drilled({screen: {name: 'briefing', scroll: 0}}),
  reading: scene(),
  retrying: atSmoke({phase: {name: 'retrying', field: emptyField}}),
  departing: departing(),
  ways: atSmoke({screen: {name: 'ways', selected: 0, back: {name: 'step', scroll: 0}}}),
  planning: atSmoke({phase: {name: 'planning', allowance: {}}}),
  naming: atSmoke({phase: naming()}),
  approving: atSmoke({phase: approving()}),
  confirming: atSmoke({phase: confirming()}),
  concealing: atSmoke({phase: concealing(), lines: [started(rehearsal, 'smoke')]}),
  'over budget': atSmoke({phase: overBudget}),
  running: atSmoke({phase: running(), lines: [started(rehearsal, 'smoke')]}),
  waiting: scene({runbook: rollback, lines: [...doneBefore(rollback, 'recovery'), started(rollback, 'recovery')], phase: running('recovery')}),
  stating: scene({phase: stating(), lines: [...doneBefore(rehearsal, 'gateway'), started(rehearsal, 'gateway')]}),
  offering: scene({phase: asking('offer', 'INC-204: MCP off: never. Record INC-204 so far, manifest 3f9a12c4.'), lines: [...doneBefore(rehearsal, 'close'), started(rehearsal, 'close')]}),
  answering: scene({phase: answering(), lines: [...doneBefore(rehearsal, 'close'), started(rehearsal, 'close')]}),
  watching: watchedBy(lobby, openWalk(atSmoke())), ...occupiedModes(lobby),
  'naming incident': scene({phase: {name: 'naming incident', field: emptyField, known: [{incident: 'INC-204', open: true}]}}),
  noting: scene({phase: {name: 'noting', field: emptyField}}),
  skipping: scene({phase: {name: 'skipping', field: emptyField}}), attaching: scene({phase: {name: 'attaching', field: emptyField}}),
  'handing over': scene({phase: {name: 'handing over', note: undefined, field: emptyField}}),
  settling: unsettled({name: 'settling', probe: ['The ledger gained no line since the step began.']}),
  explaining: unsettled({name: 'explaining', probe: undefined, settlement: 'not done', field: emptyField}),
  history: {...lobby, screen: {name: 'history', selected: 0, sessions: [recorded]}},
  filtering: {...lobby, screen: {name: 'history', selected: 0, filter: {field: fieldOf('mara'), typing: true}, sessions: [recorded]}},
  documents: {...lobby, screen: {name: 'documents', scroll: 0, back: {name: 'picker', selected: 0}, documents: [{id: 'audit', title: 'What the audit expects', from: '/srv/docs/connectors/operator_mcp_audit.md', text: '# The audit\n\nEach connector is drilled.'}, {id: 'protocol', title: 'Connector doctrine', from: 'our own short words', text: `${'x '.repeat(39)}x\n`.repeat(800), trouble: {problem: '/srv/docs/x.md cannot be read: EACCES', next: 'Correct it.'}}]}},
  story: {...lobby, screen: {name: 'story', scroll: 0, session: recorded.id, page: {title: 'x', blocks: [{kind: 'paragraph', text: [{kind: 'text', text: 'It was done.'}]}]}, back: {name: 'picker', selected: 0}}},
  ledger: scene({screen: {name: 'ledger', scroll: 0, back: {name: 'step', scroll: 0}, review: {state: 'reading', read: 0}}}),
  reference: scene({screen: {name: 'reference', scroll: 0, back: {name: 'step', scroll: 0}, comparison: compareTelemetry({})}}),
  changes: scene({walk: {earlier: {last: undefined, unread: [], page: {at, changes: [{kind: 'gone', at: 40, text: 'Look once.'}]}}}, screen: {name: 'changes', scroll: 0, back: {name: 'step', scroll: 0}}}),
  help: scene({screen: {name: 'help', scroll: 0, back: {name: 'step', scroll: 0}}}),
  recorded: {...lobby, screen: {name: 'recorded', scroll: 0, back: {name: 'picker', selected: 0}, told: {lines: ['9 files in /records/INC-204'], sentence: 'INC-204: MCP was off.', soFar: false}}},
  debrief: drilled({screen: {name: 'debrief', scroll: 0}, walk: {debrief: debriefed}}),
  summary: scene({lines: [...rehearsal.steps.flatMap(({id}) => done(rehearsal, id)), closed()], screen: {name: 'summary', scroll: 0}}),
};

/** What keys do, one after the other: where they lead, and all that the world is asked to do. */
export function press(state: State, ...keys: Array<string | Key>): {state: State; effects: Effect[]} {
  return keys.reduce<{state: State; effects: Effect[]}>(
    (so, name) => {
      const key = typeof name === 'string' ? keyOf(name) : name;
      const [after, effects] = update(so.state, {type: 'key', key}, () => frameOf(so.state, unicodeSymbols).sight);
      return {state: after, effects: [...so.effects, ...effects]};
    },
    {state, effects: []},
  );
}

/** What the world tells, one message after the other. */
export function tell(state: State, ...messages: Message[]): {state: State; effects: Effect[]} {
  let [after, told]: [State, Effect[]] = [state, []];
  for (const message of messages) {
    const [next, effects] = update(after, message);
    [after, told] = [next, [...told, ...effects]];
  }
  return {state: after, effects: told};
}

/** The journal has grown by the last of these lines. */
export function wrote(runbook: Runbook, ...lines: Line[]): Extract<Message, {type: 'reported'}> & {standing: Standing} {
  const {event, session} = toldBy(runbook, ...lines);
  return {type: 'reported', report: {kind: 'written', event, session}, standing: {head: 'aabbccdd', pointed: practice, time: {now: Date.parse(at), open: 0}}};
}

export const reported = (report: Report): Message => ({type: 'reported', report});

export const decided = (decision: Decision): Effect => ({type: 'decide', decision});

export const decisions = (effects: readonly Effect[]): Decision[] => effects.flatMap(effect => (effect.type === 'decide' ? [effect.decision] : []));

export const diskFull = new StorageError('journal.jsonl', 'write', Object.assign(new Error('ENOSPC'), {code: 'ENOSPC'}));
export const letters = (word: string): string[] => [...word];
