import {exitCode} from './errors.ts';
import {main} from './commands/main.ts';

/** With nothing left to wait for Node ends well. */
const unanswered = (code: number): void => {
  if (code === exitCode.done) process.exitCode = exitCode.bug;
};

process.once('exit', unanswered);
void main(process.argv.slice(2)).then(exit => {
  process.off('exit', unanswered);
  process.exitCode = exit;
});
