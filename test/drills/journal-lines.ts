import type {Pass, Scenario} from '../../source/runbook/scenario.ts';
import {readEvent, type Body, type EventType, type JournalEvent} from '../../source/journal/event.ts';
import {bodies} from '../worlds/bodies.ts';

/** A line as its type and what is special about it, so many seconds after the one before it. */
export type Line = {[Type in EventType]: [type: Type, change?: Partial<Body<Type>>, seconds?: number | undefined]}[EventType];

/** The events of a journal from its lines; each is one that can be read. */
export function journalOf(lines: readonly Line[], operator = 'mara'): JournalEvent[] {
  let at = Date.parse('2025-11-20T09:00:00Z');
  return lines.map(([type, change, seconds = 1], seq) => {
    at += seq === 0 ? 0 : seconds * 1000;
    const reading = readEvent({
      v: 1, session: '20251120T090000Z-drill-0001', seq, prev: '0'.repeat(64), at: new Date(at).toISOString().replace('.000', ''),
      operator, class: 'practice', type, body: {...bodies[type], ...change},
    });
    if (!reading.ok) throw new Error(`${type}: ${reading.problems.join('; ')}`);
    return reading.event;
  });
}

type Finished = Partial<Body<'step.finished'>>;

export const ended = (step: string, next: string | null, change: Finished = {}, seconds?: number): Line[] => [
  ['step.started', {step}, seconds],
  ['step.finished', {step, next, proofs: [], failure: null, turn: null, ...change}],
];

export const failed = (step: string, change: Finished = {}): Line[] => ended(step, step, {outcome: 'failed', ...change});

export const opened = (...steps: string[]): Line => ['session.opened', {steps: steps.map(id => ({id, title: id})), drill: {id: 'fog', title: 'Fog'}}];

export const closed = (verdict: 'completed' | 'stopped' = 'stopped'): Line => ['session.closed', {verdict}];

/** `a, b fails` as the page of a drill has it. */
export const passes = (text: string): Pass[] => text.split(', ').filter(Boolean).map(word => ({step: word.replace(' fails', ''), fails: word.endsWith(' fails')}));

/** A drill over the steps a, b and c that is walked to its end, but for what is given. */
export function drillOf(change: Partial<Scenario> = {}): Scenario {
  return {
    runbook: 'drill', file: 'runbooks/drill.scenarios.md', number: 1, id: 'fog', title: 'Fog', line: 7, level: 'easy',
    teaches: 'Where the road is.', story: [], strikes: [], overrides: [], path: passes('a, b, c'), wrong: [], hints: [], answers: [],
    ends: {line: 12, kind: 'completed'}, world: [], read: ['Step 2 of the runbook.'], ...change,
  };
}

/** A journal in which somebody went along a path, and ended as the page of the drill says or just stopped. */
export function walkAlong({path, ends}: Pick<Scenario, 'path' | 'ends'>, walked: readonly Pass[] = path): JournalEvent[] {
  const steps = [...new Set([...path, ...walked].map(({step}) => step))];
  const asPage = walked === path;
  const lines = walked.flatMap(({step, fails}, index) => {
    const next = walked[index + 1]?.step ?? null;
    if (!fails) return ended(step, next);
    const last = next === null && asPage;
    if (last) return failed(step, {outcome: ends.kind === 'unknown' ? 'unknown' : 'failed', turn: ends.kind === 'escalated' ? 'escalate' : 'stop'});
    return next === step ? failed(step, {turn: 'retry'}) : failed(step, {turn: 'step', next});
  });
  return journalOf([opened(...steps), ...lines, closed(asPage && ends.kind === 'completed' ? 'completed' : 'stopped')]);
}
