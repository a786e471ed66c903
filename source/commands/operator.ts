import {userInfo} from 'node:os';
import {inOneText} from '../errors.ts';
import {nameFault, verifyName} from '../person-name.ts';
import {openPreferences} from '../preferences.ts';

/**
 * Who is at the keyboard: as the command says, else as remembered, else as the system calls them; what cannot be
 * remembered is told. @throws OperatorError for no name
 */
export function operatorOf(named: string | undefined, tell: (problem: string) => void): string {
  if (named !== undefined) verifyName(named);
  return named ?? rememberedOperator(tell) ?? systemName();
}

/** As somebody last named themselves on the screens. */
export function rememberedOperator(tell: (problem: string) => void = () => {}): string | undefined {
  const preferences = openPreferences();
  if (preferences.trouble) tell(inOneText(preferences.trouble));
  const {operator} = preferences.read();
  return operator !== undefined && nameFault(operator) === undefined ? operator : undefined;
}

/** A user id need not have a name (getpwuid(3)). */
export function systemName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
