import type {Ending, Way} from '../../walk/ways.ts';

/** A way to go on from the step on screen, and the question whose answer is the reason. */
export type Departure = Way | Ending | {kind: 'break glass'; label: string; asks: string};

/** What going this way means for the record. */
export function departureMeaning({kind}: Departure): string {
  switch (kind) {
    case 'branch':
      return 'The page names this way. What makes you take it goes into the record.';
    case 'otherwise':
      return 'The tool does not act. How it was done goes into the record as a deviation; the proofs are looked at all the same.';
    case 'accept':
      return 'What failed is overruled: a deviation that stays visible, with your reason.';
    case 'skip':
      return 'The step is left out: a deviation that stays visible, with your reason.';
    case 'out of order':
      return 'The walk goes on from this step: a deviation that stays visible, with your reason.';
    case 'break glass':
      return 'You alone confirm the plan: a deviation that stays visible, with your reason.';
    case 'throw away':
      return 'The session is closed and leaves the lists. Its record stays, with your reason.';
    case 'end':
      return 'The session is closed as stopped. It cannot be resumed.';
  }
}
