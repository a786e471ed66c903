import {spawn, type SpawnOptionsWithoutStdio} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

export type Answering = {ask(line: string): Promise<string>; end(): void};

/** A small program that answers each line with a line: started for the first of many questions, which cost no start of their own. */
export function answering([command, ...args]: readonly [string, ...string[]], options: SpawnOptionsWithoutStdio = {}): Answering {
  let running: Answering | undefined;
  return {
    ask: line => (running ??= start(command, args, options)).ask(line),
    end: () => running?.end(),
  };
}

function start(command: string, args: readonly string[], options: SpawnOptionsWithoutStdio): Answering {
  const child = spawn(command, args, {...options, stdio: 'pipe'});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  // Rejects otherwise where it cannot be started at all.
  const gone = once(child, 'close').then((): never => {
    throw new Error(`${command} has ended: ${complaint.trim()}`);
  });
  gone.catch(() => {});
  // Whoever asks hears of it by the answer that does not come.
  child.stdin.on('error', () => {});
  const answers = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  return {
    ask: async line => {
      child.stdin.write(`${line}\n`);
      const {value, done} = await answers.next();
      if (done) return gone;
      return value;
    },
    end: () => void child.stdin.end(),
  };
}
