import {operatorDoctrine} from '../connector/doctrine.ts';
import {exitCode} from '../errors.ts';
import {lastEntry} from '../ledger/last-entry.ts';
import {tellTrouble, type Context} from './context.ts';
import {withTarget, type TargetFlags} from './target.ts';
import {doctrinePages, readDoctrinePage} from '../environment/doctrine-pages.ts';
import {nearestWord} from '../nearest-word.ts';
import {rootOf} from '../workplace.ts';
import {columns} from './output/columns.ts';
import {usage} from './usage.ts';

/** `mcp-runbook doctrine`: the doctrine report; contacts nothing. */
export function doctrine(context: Context, flags: TargetFlags): Promise<number> {
  return withTarget(context, flags, async ({documents, places, toggles}) => {
    const {ok, failures, findings} = operatorDoctrine({
      documents,
      lastEntry: lastEntry(places.ledger, context.place.clock.now()),
      variables: toggles.variables,
      now: context.place.clock.now(),
    });
    if (flags.json) context.printDocument({ok, failures, findings});
    else context.print(ok ? 'Doctrine holds: no failures.' : [...failures, ...findings].join('\n'));
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}

/** `mcp-runbook docs [ID]`: the four documents of doctrine, those of the root where they stand. @throws OperatorError for another id */
export function docs(context: Context, id: string | undefined): number {
  const root = rootOf(context.place);
  if (id === undefined) {
    context.print(columns(doctrinePages.map(page => [page.id, page.title, readDoctrinePage(page, root).from])));
    return exitCode.done;
  }
  const page = doctrinePages.find(one => one.id === id);
  const ids = doctrinePages.map(one => one.id);
  const near = nearestWord(id, ids);
  if (!page) throw usage(`there is no document ${JSON.stringify(id)}${near === undefined ? '' : `; did you mean ${near}?`}`, `Name one of: ${ids.join(', ')}.`);
  const {from, text, trouble} = readDoctrinePage(page, root);
  if (trouble) tellTrouble(context, trouble);
  context.print(`${from}\n\n${text.trimEnd()}`);
  return trouble ? exitCode.checkFailed : exitCode.done;
}
