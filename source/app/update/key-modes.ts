import type {Mode} from '../state/viewed-step.ts';

/** Lists with as many rows as there are things to list, and those that are choices. */
export const long: readonly Mode[] = ['picker', 'history', 'drills'];
export const short: readonly Mode[] = ['environment', 'occupied', 'ways'];
export const lists: readonly Mode[] = [...long, ...short];
export const plans: readonly Mode[] = ['naming', 'approving', 'confirming'];
export const words: readonly Mode[] = ['retrying', 'departing', 'noting', 'naming incident', 'skipping', 'attaching', 'handing over', 'explaining'];
export const answers: readonly Mode[] = ['answering', 'concealing'];
export const choices: readonly Mode[] = ['stating', 'settling', 'over budget'];
export const pages: readonly Mode[] = [
  'reading', 'planning', ...plans, 'running', 'waiting', ...choices, 'offering', ...answers, ...words,
  'refused', 'ledger', 'reference', 'documents', 'changes', 'story', 'watching', 'recorded', 'help', 'briefing', 'debrief', 'summary',
];
export const fields: readonly Mode[] = ['operator', 'beside', ...plans, ...answers, ...words, 'filtering'];

/** In a text field these keys move the cursor. */
export const untyped: readonly Mode[] = [...lists, ...pages].filter(mode => !fields.includes(mode));
