import {formatElapsed} from '../../time.ts';
import type {IncidentRecord, StepRun, StepStory} from './incident-record.ts';
import {file, heading, list, strong, struck, table, value, words, type Block, type Inline, type Tone} from './page.ts';

const statusWords: Readonly<Record<StepStory['status'], {text: string; tone: Tone}>> = {
  done: {text: 'done', tone: 'good'},
  failed: {text: 'failed', tone: 'bad'},
  skipped: {text: 'skipped', tone: 'warning'},
  unknown: {text: 'unknown', tone: 'bad'},
  'not done': {text: 'not done', tone: 'bad'},
  'not walked': {text: 'not walked', tone: 'warning'},
};

const proofTones: Readonly<Record<string, Tone>> = {holds: 'good', fails: 'bad', stated: 'warning', 'not stated': 'warning'};
const proofWords: Readonly<Record<string, string>> = {holds: 'holds', fails: 'FAILS', stated: 'stated, not verified', 'not stated': 'not stated'};

/** One step: who, when, how long, what it changed, what proved it, and where that is kept. */
export function stepSection(story: StepStory, record: IncidentRecord): Block[] {
  const {text, tone} = statusWords[story.status];
  const numbered = `${story.number === null ? '' : `${story.number}. `}${story.title}`;
  const left = story.status === 'skipped' || story.status === 'not walked';
  const notes = record.notes.filter(({step}) => step === story.id).length;
  const shown = new Set(story.runs.flatMap(run => run.finished?.evidence.map(({sha256}) => sha256) ?? []));
  const attached = record.evidence.filter(({step, sha256}) => step === story.id && !shown.has(sha256));
  const rest = [
    ...story.approvals.map(({at, operator, approver, digits}) => words(strong('Approved'), ` by ${approver} with `, value(digits), ` (${at}, written by ${operator})`)),
    ...story.settlements.map(({at, operator, settlement, note, probe}) => {
      const looked = probe === null ? [] : [' Looked at first: ', value(probe)];
      return words(strong('Settled'), ` as ${settlement} (${at}, ${operator}): ${note}`, ...looked);
    }),
    ...story.skips.map(({at, operator, reason}) => words(strong('Skipped'), ` (${at}, ${operator}): ${reason}`)),
    ...attached.map(kept => words(strong('Attached'), ' ', kept.present ? file(`evidence/${kept.sha256}`, kept.name) : `${kept.name} (missing)`)),
    ...(notes > 0 ? [words(strong('Notes'), ` ${notes}, see below`)] : []),
  ];
  return [
    heading(3, left ? struck(numbered) : numbered, ' (', strong(text, tone), ')'),
    ...story.runs.flatMap(run => runBlocks(run, record)),
    ...(rest.length === 0 ? [] : [list(rest, '')]),
  ];
}

function runBlocks(run: StepRun, record: IncidentRecord): Block[] {
  const {started, finished} = run;
  const outcome = finished ? `${finished.outcome} at ${finished.at} by ${finished.operator}, after ${formatElapsed(finished.milliseconds)}` : 'no outcome was recorded';
  const begun = started ? `begun at ${started.at} by ${started.operator}` : 'the line of its beginning is missing';
  const items: Inline[][] = [
    words(strong(`Attempt ${run.attempt}`), `: ${begun}; `, strong(outcome, finished?.outcome === 'done' ? 'good' : 'bad')),
    ...(started ? startedItems(started) : []),
    ...(finished ? finishedItems(finished, record) : []),
  ];
  const proofs = finished?.proofs ?? [];
  return [
    list(items, ''),
    ...table(['Proof', '', 'Expected', 'Found'], proofs.map(({text, state, expected, found}) => [
      words(text),
      words(strong(proofWords[state] ?? state, proofTones[state])),
      words(value(expected)),
      words(value(found)),
    ])),
  ];
}

function startedItems({changes, effect, action, confirmed}: NonNullable<StepRun['started']>): Inline[][] {
  return [
    words(strong('Effect'), effect === 'reads' ? ' changes nothing; it only reads' : ` changes ${changes ?? 'something that is not named'}`),
    ...(action ? [words(strong('Action'), ' ', value([action.name, ...action.parameters].join(' ')))] : []),
    ...(confirmed === null ? [] : [words(strong('Confirmed'), ' by ', value(confirmed))]),
  ];
}

function finishedItems({failure, evidence, receipt}: NonNullable<StepRun['finished']>, record: IncidentRecord): Inline[][] {
  const links = evidence.flatMap(({sha256, name}, index) => {
    const present = record.evidence.some(kept => kept.sha256 === sha256 && kept.present);
    return words(index === 0 ? ' ' : ', ', present ? file(`evidence/${sha256}`, name) : `${name} (missing)`);
  });
  return [
    ...(failure ? [words(strong('Failure', 'bad'), ` ${failure.message} (`, value(failure.code), `). Told to do: ${failure.next}`)] : []),
    ...(receipt === null ? [] : [words(strong('Receipt'), ' ', value(receipt))]),
    ...(links.length === 0 ? [] : [words(strong('Evidence'), ...links)]),
  ];
}
