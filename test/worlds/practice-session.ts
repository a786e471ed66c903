import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {actionSignatures} from '../../source/actions/registry.ts';
import type {FileCalls} from '../../source/durable-file.ts';
import type {Sharing} from '../../source/team/sharing.ts';
import {sessionFolder} from '../../source/environment/places.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import {openPracticeWorld, type PracticeWorld} from '../../source/practice/world.ts';
import {parseRunbook} from '../../source/runbook/document.ts';
import type {Runbook} from '../../source/runbook/schema.ts';
import {Conductor, type Allowance, type Ask, type Report} from '../../source/walk/conductor.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {createJournal} from '../../source/journal/journal.ts';
import {evolve} from '../../source/journal/session.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';
import {testClock, type TestClock} from './test-clock.ts';
import {openedBody} from './bodies.ts';

const frontmatter = '---\nid: drill\ntitle: The drill\nversion: 1\nsummary: A page for tests.\n---\n';

/** A runbook from the fields of its steps; a step's id is the first word, its fields follow it. */
export function runbookOf(steps: Readonly<Record<string, readonly string[]>>): Runbook {
  const sections = Object.entries(steps).map(([id, fields], index) =>
    [
      `## ${index + 1}. The ${id} step`,
      'What a person reads.',
      [`**Id:** \`${id}\``, ...fields].map(field => `- ${field}`).join('\n'),
    ].join('\n\n'),
  );
  const read = parseRunbook(`${frontmatter}\n${sections.join('\n\n')}\n`, {
    file: 'drill.md',
    actions: actionSignatures,
  });
  if (!read.ok) throw new Error(read.problems.map(({line, message}) => `${line}: ${message}`).join('\n'));
  return read.runbook;
}

export const looks = [
  '**Kind:** check',
  '**Effect:** reads',
  '**Action:** `toggles.check`',
  '**Proof:** `wrong` count = 0',
];

export const smokes = [
  '**Kind:** action',
  '**Effect:** changes: one heartbeat and three ledger lines',
  '**Confirm:** the name',
  '**Action:** `smoke.run`',
  '**Proof:** `ledger.appended` = `3`',
  '**Undo:** none',
];

export const closes = [
  '**Kind:** note',
  '**Effect:** reads',
  '**Ask:** What should the next person know?',
  '**Proof:** stated: all is archived',
];

export type SessionSetting = {
  runbook?: Runbook;
  fault?: FaultName;
  calls?: FileCalls;
  clock?: TestClock;
  operator?: string;
  sharing?: Sharing;
};

export type PracticeSession = {
  conductor: Conductor;
  world: PracticeWorld;
  clock: TestClock;
  root: string;
  /** Of the journal. */
  folder: string;
  /** Lines without their LF. */
  lines(): string[];
  events(): JournalEvent[];
  ledger(): string[];
};

/** A real session against the real practice gateway, with a disk of the test's own choice. */
export async function practiceSession(t: AfterTest, setting: SessionSetting = {}): Promise<PracticeSession> {
  const {
    runbook = runbookOf({look: looks, smoke: smokes, close: closes}),
    fault,
    calls,
    clock = testClock(),
    operator = 'mara',
    sharing,
  } = setting;
  const root = await temporaryFolder(t);
  const id = '20251120T090000Z-drill-0001';
  const world = await openPracticeWorld({root, session: id, fault, clock});
  t.after(() => world.close());
  const {environment} = world;
  const folder = sessionFolder(environment.places, environment.class, id);
  const journal = createJournal(
    folder,
    {session: id, class: 'practice'},
    {clock, mask: () => environment.mask(), ...(calls && {calls})},
  );
  t.after(() => journal.close());
  const steps = runbook.steps.map(step => ({id: step.id, title: step.title}));
  const written = journal.append('session.opened', operator, {...openedBody, steps});
  if (!written.ok) throw written.failure;
  const ports = {environment, documents: environment.documents, clock};
  const lines = (): string[] => linesOf(join(folder, 'journal.jsonl'));
  return {
    conductor: new Conductor({session: evolve(undefined, written.event), runbook, journal, folder, ports, sharing}),
    world,
    clock,
    root,
    folder,
    lines,
    events: () => lines().map(line => JSON.parse(line) as JournalEvent),
    ledger: () => linesOf(environment.places.ledger),
  };
}

export function linesOf(path: string): string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : [];
}

/** Nobody is there to answer. */
export const nobody: Ask = async () => undefined;

export async function perform(
  conductor: Conductor,
  step: string,
  given: Allowance & {ask?: Ask; signal?: AbortSignal} = {},
): Promise<Report[]> {
  const {ask = nobody, signal = new AbortController().signal, ...allowance} = given;
  return Array.fromAsync(conductor.perform(step, allowance, ask, signal));
}

/** The one report of that kind. */
export function reportOf<Kind extends Report['kind']>(
  reports: readonly Report[],
  kind: Kind,
): Extract<Report, {kind: Kind}> {
  const found = reports.filter((report): report is Extract<Report, {kind: Kind}> => report.kind === kind);
  if (found.length !== 1)
    throw new Error(`${found.length} reports ${kind} among ${reports.map(report => report.kind).join(', ')}`);
  return found[0] as Extract<Report, {kind: Kind}>;
}

/** The body of the step's outcome, as it stands in the journal. */
export function outcomeOf(reports: readonly Report[]) {
  for (const report of reports)
    if (report.kind === 'written' && report.event.type === 'step.finished') return report.event.body;
  throw new Error(`no outcome was written among ${reports.map(report => report.kind).join(', ')}`);
}
