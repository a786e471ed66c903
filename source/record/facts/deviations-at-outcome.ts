import {differenceText} from '../../walk/proof-difference.ts';
import type {PinVerdict} from '../../ledger/pin-verdict.ts';
import {notAnswered} from '../../journal/step-record.ts';
import type {Body} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';
import {isBack, recordOf, stepNamed, tell, without, type Reader} from './expected-course.ts';
import type {Deviation, Stamp} from './incident-record.ts';

type Finished = Body<'step.finished'>;

/** A step that failed or whose proofs did, a ledger that is not what it was, and a page that leads elsewhere. */
export const readOutcome: Reader<'step.finished'> = ({body}, stamp, {open, session}) => ({
  course: {due: dueAfter(body), open: without(open, body.step)},
  told: [...(body.failure?.code === notAnswered ? [] : [...toldOutcome(body, stamp), ...toldProofs(body, stamp)]), ...toldJump(body, stamp, session), ...toldLedger(body.ledger, body.step, stamp)],
});

function dueAfter({step, outcome, turn, next}: Finished): string | null {
  if (outcome === 'done') return next;
  return turn === 'step' && next !== null ? next : step;
}

function toldOutcome({step, attempt, outcome, failure}: Finished, stamp: Stamp): Deviation[] {
  const words = {done: undefined, failed: `attempt ${attempt} failed`, unknown: 'sent, and no answer came: it may have acted'}[outcome];
  if (words === undefined) return [];
  return [tell(stamp, outcome === 'unknown' ? 'unknown' : 'failed', step, words, failure?.message ?? null)];
}

const proofKinds = {fails: 'proof failed', stated: 'stated, not verified', 'not stated': 'not stated'} as const;

/** Where the action itself failed, the proofs fell with it: one line for all of them. */
function toldProofs({proofs, failure, step}: Finished, stamp: Stamp): Deviation[] {
  const textsOf = (state: Finished['proofs'][number]['state']): string[] => proofs.filter(proof => proof.state === state).map(({text}) => text);
  const failed = textsOf('fails');
  const unseen = textsOf('not looked at');
  const together = failure !== null && failed.length > 1;
  return [
    ...(together ? [tell(stamp, 'proof failed', step, `${failed.length} proofs do not hold`, failed.join('; '))] : []),
    ...proofs.flatMap(({text, state, expected, found}) => {
      if (state === 'holds' || state === 'not looked at' || (together && state === 'fails')) return [];
      return [tell(stamp, proofKinds[state], step, state === 'fails' ? differenceText({expected, found}) : found, text)];
    }),
    ...(unseen.length === 0 ? [] : [tell(stamp, 'not looked at', step, `no result to look for ${unseen.length === 1 ? '1 proof' : `${unseen.length} proofs`} in`, unseen.join('; '))]),
  ];
}

/** What the page itself says in another order than its own: read in that order it looks like a leap. */
function toldJump({step, outcome, next, turn}: Finished, stamp: Stamp, session: Session | undefined): Deviation[] {
  const goes = isBack(session, step, next) ? 'led back' : 'led on';
  if (outcome !== 'done') {
    return turn === 'step' && next !== null && next !== step ? [tell(stamp, goes, step, `followed by ${stepNamed(session, next)}`, 'the page leads there when it fails')] : [];
  }
  if (!recordOf(session, step) || followers(session, step).includes(next)) return [];
  return [next === null ? tell(stamp, goes, step, 'followed by no step', 'the page ends the walk there') : tell(stamp, goes, step, `followed by ${stepNamed(session, next)}`, 'the page leads there')];
}

/** What may come next without a word: the next step of the page, or the next one that is not over, or what was jumped over. */
function followers(session: Session | undefined, id: string): Array<string | null> {
  const steps = session?.steps ?? [];
  const later = steps.slice(steps.findIndex(step => step.id === id) + 1);
  const open = later.find(({status}) => status !== 'done' && status !== 'skipped') ?? steps.find(step => step.id !== id && step.status === 'waiting');
  return [later[0]?.id ?? null, open?.id ?? null];
}

const ledgerWords: Readonly<Partial<Record<PinVerdict, string>>> = {
  changed: 'was changed inside what had been pinned',
  shorter: 'was shorter than what had been pinned',
  unreadable: 'could not be read',
};

export function toldLedger(ledger: Finished['ledger'], step: string | null, stamp: Stamp): Deviation[] {
  const words = ledger === null ? undefined : ledgerWords[ledger.verdict];
  return words === undefined ? [] : [tell(stamp, 'ledger alarm', step, `the rotation ledger ${words}`)];
}
