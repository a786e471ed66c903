import {notAnswered} from '../../journal/step-record.ts';
import {formatElapsed} from '../../time.ts';
import type {IncidentRecord, StepRun} from '../facts/incident-record.ts';
import {file, list, strong, struck, table, value, words, type Block, type Inline, type Tone} from './blocks.ts';
import {stepTold} from './told-step.ts';

const proofTones: Readonly<Record<string, Tone>> = {holds: 'good', fails: 'bad', stated: 'warning', 'not stated': 'warning', 'not looked at': 'warning'};
const proofWords: Readonly<Record<string, string>> = {holds: 'holds', fails: 'FAILS', stated: 'stated, not verified', 'not stated': 'not stated', 'not looked at': 'not looked at'};

/** How one attempt is shown. `overridden`: it failed, and was accepted all the same. `passes`: whether the walk came here more than once. */
export type RunView = {record: IncidentRecord; overridden: boolean; passes: boolean};

/** One attempt: what was planned, what was done, what proved it. */
export function runBlocks(run: StepRun, {record, overridden, passes}: RunView): Block[] {
  const {started, finished} = run;
  const outcome = finished ? `${finished.failure?.code === notAnswered ? 'left open' : finished.outcome} at ${finished.at} by ${finished.operator}, after ${formatElapsed(finished.milliseconds)}` : 'no outcome was recorded';
  const begun = started ? `begun at ${started.at} by ${started.operator}` : 'the line of its beginning is missing';
  const name = passes ? `Attempt ${run.attempt}, pass ${run.pass}` : `Attempt ${run.attempt}`;
  const items: Inline[][] = [
    words(strong(name), `: ${begun}; `, strong(outcome, finished?.outcome === 'done' ? 'good' : 'bad')),
    ...(started ? startedItems(started) : []),
    ...(finished ? finishedItems(finished, record) : []),
  ];
  return [list(items, ''), ...planTable(started?.plan ?? null), ...findingTable(finished?.findings ?? []), ...proofTable([...(started?.before ?? []), ...(finished?.proofs ?? [])], overridden)];
}

type Started = NonNullable<StepRun['started']>;
type Finished = NonNullable<StepRun['finished']>;

function startedItems({changes, effect, action, confirmed, plan, reason, otherwise, break_glass: breakGlass}: Started): Inline[][] {
  const call = action ? [action.name, ...action.parameters].join(' ') : '';
  return [
    ...(reason === null ? [] : [words(strong('Reason'), ` ${reason}`)]),
    words(strong('Effect'), effect === 'reads' ? ' changes nothing; it only reads' : ` changes ${changes ?? 'something that is not named'}`),
    ...(action ? [words(strong('Action'), ' ', ...(otherwise === null ? [value(call)] : [struck(call), ', not run']))] : []),
    ...(otherwise === null ? [] : [words(strong('Done otherwise', 'warning'), ` ${otherwise}`)]),
    ...(breakGlass === null ? [] : [words(strong('Break glass', 'bad'), `, without a second person: ${breakGlass}`)]),
    ...(plan === null ? [] : [words(strong('Plan'), ' ', value(plan.digits), `, good until ${plan.until}${plan.by_hand ? ', to be done by hand: the program cannot do it there' : ''}`)]),
    ...(confirmed === null ? [] : [words(strong('Confirmed'), ' by ', value(confirmed))]),
  ];
}

function planTable(plan: Started['plan']): Block[] {
  return table(['Planned', 'Where', 'From', 'To'], (plan?.items ?? []).map(({what, where, from, to}) => [
    words(what),
    words(where),
    words(from === null ? 'nothing' : value(from)),
    words(value(to)),
  ]));
}

function findingTable(findings: Finished['findings']): Block[] {
  return table(['Found', '', 'Because'], findings.map(({subject, verdict, details}) => [
    words(subject),
    words(strong(verdict)),
    words(...details.flatMap(({name, value: found}, index) => [`${index > 0 ? ', ' : ''}${name} `, value(found)])),
  ]));
}

function proofTable(proofs: Finished['proofs'], overridden: boolean): Block[] {
  return table(['Proof', '', 'Expected', 'Found'], proofs.map(({text, state, expected, found}) => {
    const accepted = overridden && state === 'fails';
    return [
      words(accepted ? struck(text) : text),
      words(strong(`${proofWords[state] ?? state}${accepted ? ', overridden' : ''}`, proofTones[state])),
      words(value(expected)),
      words(value(found)),
    ];
  }));
}

function finishedItems({failure, evidence, receipt, turn, next}: Finished, record: IncidentRecord): Inline[][] {
  const links = evidence.flatMap(({sha256, name}, index) => {
    const present = record.evidence.some(kept => kept.sha256 === sha256 && kept.present);
    return words(index === 0 ? ' ' : ', ', present ? file(`evidence/${sha256}`, name) : `${name} (missing)`);
  });
  return [
    ...(failure ? [words(strong('Failure', 'bad'), ` ${failure.message} (`, value(failure.code), `). Told to do: ${failure.next}`)] : []),
    ...(turn === null ? [] : [words(strong('Then'), ` the page says: ${turnWords(turn, next === null ? 'a step that is not named' : stepTold(record, next))}`)]),
    ...(receipt === null ? [] : [words(strong('Receipt'), ' ', value(receipt))]),
    ...(links.length === 0 ? [] : [words(strong('Evidence'), ...links)]),
  ];
}

function turnWords(turn: NonNullable<Finished['turn']>, next: string): string {
  return {retry: 'try again', step: `go to ${next}`, stop: 'stop here', escalate: 'call somebody'}[turn];
}
