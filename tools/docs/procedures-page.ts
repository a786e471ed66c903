import {actionSignatures} from '../../source/actions/registry.ts';
import {practiceFaults} from '../../source/practice/faults.ts';
import {listRunbooks, loadScenarios} from '../../source/runbook/library.ts';
import type {Runbook} from '../../source/runbook/schema.ts';
import {code, madePage, table} from './markdown.ts';

const faults = {
  faults: practiceFaults.map(({name}) => name),
  onlyAtStart: practiceFaults.filter(({strikes}) => strikes === 'start').map(({name}) => name),
};

/** The runbooks that ship with us, each with its steps and its drills. */
export function proceduresPage(): string {
  const runbooks = listRunbooks(actionSignatures).map(loaded => {
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    return loaded.runbook;
  });
  return madePage(
    'Procedures and drills',
    'the pages in `runbooks/`',
    'Walk one with `mcp-runbook run ID`, a drill of it with `mcp-runbook run ID --drill NAME`.',
    ...runbooks.map(section),
  );
}

function section(runbook: Runbook): string {
  const scenarios = loadScenarios(runbook, faults);
  if (!scenarios.ok) throw new Error(scenarios.problems.join('\n'));
  const {id, title, summary, steps} = runbook;
  return [
    `## ${title}`,
    `[${code(id)}](../../runbooks/${id}.md): ${summary}`,
    steps.map(step => `${step.number}. ${step.title}`).join('\n'),
    table(['Drill', 'Level', 'Teaches'], scenarios.scenarios.map(drill => [code(drill.id), drill.level, drill.teaches])),
  ].join('\n\n');
}
