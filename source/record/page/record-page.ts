import {tallyText} from '../../journal/tally.ts';
import type {Remark} from '../../verify/verify-session.ts';
import {checkingSection} from './checking-section.ts';
import {evidenceSection, gapNotesSection, gapsSection, ledgerSection, missingSection, notesSection} from './closing-sections.ts';
import {drillSection} from './drill-section.ts';
import type {Deviation, IncidentRecord} from '../facts/incident-record.ts';
import {heading, list, paragraph, strong, struck, table, value, words, type Block, type Inline, type Page, type Tone} from './blocks.ts';
import {stepSection} from './step-section.ts';
import {titleOf} from './told-step.ts';
import {walkSection} from './walk-section.ts';

const classWords = {
  practice: 'practice: nothing outside the practice world was touched',
  rehearsal: 'rehearsal: against a target meant for rehearsals',
  live: 'live: against the gateway that operators use',
} as const;

const stateWords: Readonly<Record<IncidentRecord['state'], {text: string; tone: Tone}>> = {
  completed: {text: 'completed', tone: 'good'},
  stopped: {text: 'stopped before every step was done', tone: 'bad'},
  unfinished: {text: 'unfinished: it was not closed', tone: 'warning'},
};

const verdictWords: Readonly<Record<IncidentRecord['verification']['verdict'], {text: string; tone: Tone; top: string | undefined}>> = {
  intact: {text: 'intact: nothing left out, nothing changed, and closed', tone: 'good', top: undefined},
  unfinished: {text: 'what there is holds together; it was not closed', tone: 'warning', top: 'This session is not finished. What is told here may go on.'},
  gap: {text: 'GAP: something that the record names is missing', tone: 'bad', top: 'Something that this record names is missing. What is told here is not all.'},
  'cannot tell': {text: 'CANNOT TELL: not everything could be checked', tone: 'bad', top: 'Not everything in this record could be checked. Do not rely on it.'},
  tampered: {text: 'TAMPERED: this is not what was written', tone: 'bad', top: 'This record is NOT what was written: it was changed. It is kept as evidence of that; do not rely on what it tells.'},
};

/** The incident record for a person: what went otherwise first, then the walk, then what is not known, and how all that is checked. */
export function recordPage(record: IncidentRecord, checking: readonly Block[] = checkingSection(record)): Page {
  const name = record.opened?.runbook.title ?? 'a runbook that is not known';
  return {
    title: `Incident record: ${name}, ${record.session}`,
    blocks: [
      heading(1, `Incident record: ${name}`),
      ...warnings(record),
      ...facts(record),
      ...drillSection(record),
      heading(2, 'Deviations'),
      list(record.deviations.map(deviation => deviationItem(deviation, record)), deviationsAbsent(record)),
      ...walkSection(record),
      heading(2, 'Steps, in the order they were walked'),
      ...record.steps.flatMap(step => stepSection(step, record)),
      ...notesSection(record),
      ...gapsSection(record),
      ...missingSection(record),
      ...ledgerSection(record),
      ...gapNotesSection(record),
      ...evidenceSection(record),
      ...checking,
    ],
  };
}

function warnings({verification: {verdict, findings, remarks}, ledger, vouched}: IncidentRecord): Block[] {
  const {top, tone} = verdictWords[verdict];
  return [
    ...(ledger.standing.says === null ? [] : [paragraph(strong(ledger.standing.says, 'bad'))]),
    ...(top === undefined ? [] : [paragraph(strong(top, tone))]),
    ...(findings.length === 0 ? [] : [list(findings.map(found => words(strong(found.severity), ` ${placed(found)}`)), '')]),
    ...(remarks.length === 0 ? [] : [paragraph('Noticed while checking, and nothing wrong in itself:'), list(remarks.map(found => words(placed(found))), '')]),
    ...(vouched.length === 0 ? [] : [paragraph(strong('Somebody vouched that what looks like a token is none:', 'warning'), ` ${vouched.map(({shape, mark}) => `${shape} (${mark})`).join(', ')}.`)]),
  ];
}

function placed({segment, line, what}: Remark): string {
  if (segment === null) return what;
  return `${segment}${line === null ? '' : `, line ${line}`}: ${what}`;
}

function facts(record: IncidentRecord): Block[] {
  const {opened, closed, verification} = record;
  const unknown = words('not known: the first line cannot be read');
  const rows: Array<[string, Inline[]]> = [
    ['Session', words(value(record.session))],
    ['Runbook', opened ? words(opened.runbook.title, ' (', value(opened.runbook.id), `, version ${opened.runbook.version}, text `, value(opened.runbook.sha256), ')') : unknown],
    ['Class', record.class === null ? unknown : words(strong(classWords[record.class], record.class === 'live' ? 'bad' : 'good'))],
    ['Environment', opened ? words(value(opened.environment.name)) : unknown],
    ['Gateway', opened ? words(value(opened.environment.gateway), ...(opened.environment.proxy === undefined ? [] : [` ${opened.environment.proxy}`]), ' (said by ', opened.environment.gateway_source, ')') : unknown],
    ['Toggles', opened ? togglesOf(opened.toggles) : unknown],
    ['Operators', words(record.operators.join(', '))],
    ['Host', opened ? words(value(opened.host)) : unknown],
    ['Tool', opened ? words(`${opened.tool.name} ${opened.tool.version}, ${opened.mode === 'auto' ? 'unattended: opened with nobody at the keyboard' : opened.mode}`) : unknown],
    ['Incident', incidentOf(record) ?? unknown],
    ['Opened', opened ? words(opened.at) : unknown],
    ['Closed', words(closed ? closed.at : `not closed; the last line is of ${record.last_at ?? 'a time that is not known'}`)],
    ['Verdict', words(...verdictOf(record), ...(closed?.reason ? [`: ${closed.reason}`] : []))],
    ['Steps', words(closed ? tallyText(closed.steps) : `${record.steps.length} on the page`)],
    ['Head', record.journal.head === null ? words('none') : words(value(record.journal.head.slice(0, 8)), ' of ', value(record.journal.head))],
    ['Verification', words(strong(verdictWords[verification.verdict].text, verdictWords[verification.verdict].tone), ` (${verification.lines} lines in ${record.journal.files.map(({name}) => name).join(', ')})`)],
  ];
  return table(['', ''], rows.map(([name, text]) => [words(strong(name)), text]));
}

/** To stop may be what a drill teaches. */
function verdictOf({state, drill}: IncidentRecord): Inline[] {
  const {text, tone} = stateWords[state];
  return state === 'stopped' && drill?.debrief?.expected ? words(strong(text, 'good'), ', as the page of the drill says') : words(strong(text, tone));
}

function incidentOf({opened, named}: IncidentRecord): Inline[] | undefined {
  const last = named.at(-1);
  if (!last) return opened ? words(opened.incident ?? 'none named') : undefined;
  return words(`${last.incident ?? 'none'}, as ${last.operator} named it at ${last.at}`, ...(opened?.incident == null ? [] : [`; ${opened.incident} when it was opened`]));
}

function togglesOf(toggles: NonNullable<IncidentRecord['opened']>['toggles']): Inline[] {
  return toggles.flatMap(({name, found, source}, index) => words(index === 0 ? '' : '; ', value(`${name}=${found ?? '(not set)'}`), ` (${source})`));
}

const tones: Readonly<Partial<Record<Deviation['kind'], Tone>>> = {
  failed: 'bad', 'proof failed': 'bad', 'proof overridden': 'bad', 'break glass': 'bad', unknown: 'bad', 'not walked': 'bad', 'ledger alarm': 'bad',
};

/** The page's step was not done as it is written. */
const struckKinds: ReadonlySet<Deviation['kind']> = new Set(['skipped', 'not walked', 'done otherwise']);

function deviationItem({kind, step, what, reason, at, operator}: Deviation, {steps}: IncidentRecord): Inline[] {
  const story = steps.find(({id}) => id === step);
  const numbered = story ? titleOf(story) : '';
  return words(
    strong(capital(kind), tones[kind] ?? 'warning'),
    ...(story ? [' ', struckKinds.has(kind) ? struck(numbered) : numbered] : []),
    ` (${at}, ${operator}): ${what}${reason === null ? '' : `: ${reason}`}`,
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Praise only for what is known to the end. */
function deviationsAbsent({verification: {verdict}, journal}: IncidentRecord): string {
  if (verdict === 'intact') return 'None: every step was walked in order, and every proof held.';
  return journal.unreadable.length === 0 && verdict === 'unfinished' ? 'None so far.' : 'None in what could be read.';
}
