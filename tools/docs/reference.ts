import {actionsPage, drillFieldsPage, faultsPage, lintRulesPage, runbookFieldsPage, scoringPage} from './authoring-pages.ts';
import {checksPage} from './checks-page.ts';
import {commandsPage, exitCodesPage} from './commands-page.ts';
import {keysPage} from './keys-page.ts';
import {manualPages} from './manual-pages.ts';
import {proceduresPage} from './procedures-page.ts';
import {secretShapesPage} from './secret-shapes-page.ts';

/** The pages that are made from tables in the code, by their paths from the root of the project. */
export const referencePages: ReadonlyMap<string, () => string> = new Map([
  ['docs/reference/actions.md', actionsPage],
  ['docs/reference/checks.md', checksPage],
  ['docs/reference/commands.md', commandsPage],
  ['docs/reference/drill-fields.md', drillFieldsPage],
  ['docs/reference/exit-codes.md', exitCodesPage],
  ['docs/reference/faults.md', faultsPage],
  ['docs/reference/keys.md', keysPage],
  ['docs/reference/lint-rules.md', lintRulesPage],
  ['docs/reference/procedures.md', proceduresPage],
  ['docs/reference/runbook-fields.md', runbookFieldsPage],
  ['docs/reference/scoring.md', scoringPage],
  ['docs/reference/secret-shapes.md', secretShapesPage],
  ...manualPages,
]);
