import type {OutcomeKind} from '../gateway/outcome.ts';

/** Gateway outcomes as words for machines. */
export const kindCodes: Record<OutcomeKind, string> = {
  'not sent': 'gateway-not-reached',
  'refused before sending': 'gateway-address',
  'sent, no answer': 'gateway-unknown',
  'bad answer': 'gateway-bad-answer',
  'error answer': 'gateway-error-answer',
  ok: 'gateway-refused',
};
