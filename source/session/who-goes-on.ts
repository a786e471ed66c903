import {exitCode, OperatorError} from '../errors.ts';
import type {Session} from '../journal/session.ts';
import {isSamePerson} from '../person-name.ts';

/** Who wrote last in a session, or was handed it. */
export type LastHeld = {session: string; title: string; environment: string; operator: string; /** How it came to them. */ handed?: Session['handed']};

/** Somebody else had the session last, and whoever goes on with it has not said who they are: nothing is written under a name that is only remembered. */
export class AnotherHadIt extends OperatorError {
  readonly last: LastHeld;

  constructor(last: LastHeld) {
    super(`${last.session} was last held by another: ${hadItText(last)}`, {
      code: 'operator-unnamed',
      next: 'Nothing was written. Name yourself with: --operator NAME.',
      exit: exitCode.usage,
    });
    this.last = last;
  }
}

/** Who had it, and what was said to them. */
export function hadItText({operator, handed}: LastHeld): string {
  return `${operator} had it last.${handed ? ` ${handed.from} wrote when handing it over: ${handed.note}` : ''}`;
}

/** Before anything is written. `guessed`: nobody has said that name. @throws AnotherHadIt */
export function verifyWhoGoesOn({id, opened, operator: last, handed}: Session, {operator, guessed}: {operator: string; guessed?: true | undefined}): void {
  if (!guessed || isSamePerson(last, operator)) return;
  throw new AnotherHadIt({session: id, title: opened.runbook.title, environment: opened.environment.name, operator: last, ...(handed?.to === last && {handed})});
}
