import type {ToggleReport} from '../environment/toggle-change.ts';
import type {CommandOutput} from '../environment/command/output-lines.ts';
import type {Attachment} from '../journal/evidence.ts';

/** What each command of a change printed, named after the stage that ran it: an edit runs none. */
export function outputAttachments(output: readonly CommandOutput[], stages: readonly ToggleReport['stage'][]): Attachment[] {
  const running = stages.filter(stage => stage !== 'edit');
  return output.map(({command, exit, text}, index) => ({
    name: `${running[index] ?? `command-${index + 1}`}.txt`,
    mediaType: 'text/plain',
    text: [command, text, exit === undefined ? '(did not end by itself)' : `(exit code ${exit})`].filter(part => part !== '').map(part => `${part}\n`).join(''),
  }));
}
