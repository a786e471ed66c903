import {createHmac, randomBytes} from 'node:crypto';
import {Secret} from '../../secret.ts';
import {SecretMask} from '../../secret-mask.ts';
import {endingText} from '../command/command-ending.ts';
import {runCommand, type CommandRequest} from '../command/run-command.ts';
import type {ToggleReport} from '../toggle-change.ts';
import type {DeploymentOptions} from './described-deployment.ts';
import type {Hand, StoreTerms, StoreValue} from './toggle-store.ts';

/** Milliseconds for a command that no `toggles` give a limit. */
const defaultLimit = 30_000;

type Terms = Pick<CommandRequest, 'folder' | 'variables' | 'pass' | 'limit'>;

function termsOf({folder, variables, pass, toggles}: DeploymentOptions): Terms {
  return {folder, variables, pass, limit: toggles?.limit ?? defaultLimit};
}

/** What the stores of one deployment share. */
export function storeTerms(options: DeploymentOptions): StoreTerms {
  const {mask, fingerprint, digest, now} = options;
  const key = randomBytes(32);
  return {
    basis: (...parts) => {
      const text = JSON.stringify(parts);
      return digest?.(text) ?? createHmac('sha256', key).update(text).digest('hex');
    },
    tell: value => {
      if (value === undefined) return null;
      return value instanceof Secret ? `fingerprint ${fingerprint(value) ?? 'unavailable'}` : mask().text(value);
    },
    ask: (command, signal) => {
      const known = mask();
      return runCommand({...termsOf(options), command, values: true, mask: text => known.text(text), signal});
    },
    now,
  };
}

/** The hand of one change. A new token is masked in all it says before anybody else knows it. */
export function handFor(options: DeploymentOptions, value: StoreValue, report: (report: ToggleReport) => void, signal: AbortSignal): Hand {
  const output: Hand['output'] = [];
  return {
    report,
    signal,
    output,
    run: async (command, stage, input) => {
      const known = options.mask();
      const fresh = new SecretMask(value instanceof Secret ? [value] : []);
      const run = await runCommand({
        ...termsOf(options),
        command,
        input,
        mask: text => fresh.text(known.text(text)),
        report: text => report({stage, state: 'running', text}),
        signal,
      });
      output.push(run.output);
      const isDone = run.ending.kind === 'ended' && run.ending.exit === 0;
      report({stage, state: isDone ? 'ok' : 'failed', text: isDone ? run.output.command : endingText(run.output.command, run.ending)});
      return run;
    },
  };
}
