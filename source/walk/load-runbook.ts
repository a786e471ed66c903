import {actionSignatures} from '../actions/registry.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {loadRunbook, type LoadedRunbook} from '../runbook/library.ts';

export type Walkable = Extract<LoadedRunbook, {ok: true}>;

/** A runbook that can be walked. @throws OperatorError with everything that is wrong with it. */
export function loadWalkable(id: string, folder?: string): Walkable {
  const loaded = loadRunbook(id, actionSignatures, folder);
  if (loaded.ok) return loaded;
  throw new OperatorError(loaded.problems.join('\n'), {
    code: 'runbook-invalid',
    next: `Correct ${folder ?? 'runbooks'}/${id}.md, or choose another runbook.`,
    exit: exitCode.usage,
  });
}
