import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {readText} from '../file-door.ts';
import {Secret} from '../secret.ts';

/**
 * The tokens that a gateway accepts, one a line; empty lines and lines that begin with `#` are none.
 * The file is read at each look, so that a rotation needs no restart; where it can no longer be read,
 * nobody is authenticated. @throws OperatorError when it cannot be read now.
 */
export function openTokenFile(path: string): {readonly accepted: readonly Secret[]} {
  try {
    readTokens(path);
  } catch (error) {
    throw new OperatorError(`the accepted tokens cannot be read: ${path} (${causeOf(error)})`, {
      code: 'tokens-not-readable',
      next: 'Name a file with one token a line; lines that begin with # are comments.',
      exit: exitCode.usage,
      cause: error,
    });
  }
  return {
    get accepted() {
      try {
        return readTokens(path);
      } catch {
        // A gateway that lost its secrets lets nobody in.
        return [];
      }
    },
  };
}

function readTokens(path: string): Secret[] {
  const reading = readText(path, {most: 1024 * 1024});
  if (!reading.ok) throw new Error(reading.reason);
  const lines = reading.text.split('\n').map(line => line.trim());
  return lines.filter(line => line !== '' && !line.startsWith('#')).map(line => new Secret(line));
}
