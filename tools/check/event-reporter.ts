import {relative} from 'node:path';
import type {TestEvent} from 'node:test/reporters';
import {inspect} from 'node:util';
import type {TestNote} from './tally.ts';

/** A reporter of node:test that writes one JSON object a line, for the program that counts. */
export default async function* noteEvents(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const note = noteOf(event);
    if (note) yield `${JSON.stringify(note)}\n`;
  }
}

/** The runner's own totals, which come as diagnostics too. */
const isTotal = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

function noteOf({type, data}: TestEvent): TestNote | undefined {
  if (type === 'test:start') return {kind: 'started', name: data.name, nesting: data.nesting};
  if (type === 'test:dequeue') return {kind: 'running', name: data.name, nesting: data.nesting};
  if (type === 'test:complete') return {kind: 'done', name: data.name, nesting: data.nesting};
  if (type === 'test:summary') return {kind: 'ended'};
  if (type === 'test:diagnostic') return isTotal.test(data.message) ? undefined : {kind: 'said', text: data.message};
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  const {name, nesting, details, file = ''} = data;
  const error = type === 'test:fail' ? data.details.error : undefined;
  return {
    kind: 'result',
    name,
    file: relative(process.cwd(), file),
    nesting,
    suite: details.type === 'suite',
    outcome: outcomeOf(type, data),
    onlyBelow: (error as {failureType?: string} | undefined)?.failureType === 'subtestsFailed',
    ...(error && {text: inspect(error.cause ?? error)}),
  };
}

function outcomeOf(type: string, {skip, todo}: {skip?: unknown; todo?: unknown}): 'passed' | 'failed' | 'skipped' {
  if (isSet(skip) || isSet(todo)) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}

const isSet = (mark: unknown): boolean => mark !== undefined && mark !== false;
