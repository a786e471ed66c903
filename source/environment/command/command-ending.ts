import {unreachable} from '../../errors.ts';
import {formatElapsed} from '../../time.ts';

/** How a command came to its end. */
export type CommandEnding =
  | {kind: 'ended'; exit: number}
  /** Milliseconds; it and everything it had started was stopped. */
  | {kind: 'stopped by limit'; limit: number}
  | {kind: 'ended by signal'; signal: string}
  | {kind: 'cancelled'; started: boolean}
  | {kind: 'not started'; problem: string; next: string};

/** One clause without a full stop: `systemctl restart x ended with exit code 1`. */
export function endingText(line: string, ending: CommandEnding): string {
  switch (ending.kind) {
    case 'ended':
      return `${line} ended with exit code ${ending.exit}`;
    case 'stopped by limit':
      return `${line} did not end within its limit of ${formatElapsed(ending.limit)} and was stopped with everything it had started`;
    case 'ended by signal':
      return `${line} was ended from elsewhere by ${ending.signal}`;
    case 'cancelled':
      return ending.started ? `${line} was cancelled and stopped with everything it had started` : `${line} was cancelled before it started`;
    case 'not started':
      return ending.problem;
    default:
      return unreachable(ending);
  }
}
