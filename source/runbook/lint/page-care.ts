import {columnsOf} from '../text-columns.ts';
import type {Page} from '../markdown/page-sections.ts';
import {quoted} from '../problem.ts';
import type {Finding} from '../problem.ts';
import type {Step} from '../schema.ts';

const longestTitle = 26;
const longestSummary = 80;

/** What every kind of page with sections owes its reader. */
export function sectionFindings({title, sections}: Page): Finding[] {
  const titles = sections.map(({heading}) => heading.replace(/^\d+\.\s+/, ''));
  const first = sections[0];
  return [
    ...(title || !first ? [] : [{line: first.line, rule: 'title-missing', message: 'no # heading stands above the sections', expected: '# and the title'} as const]),
    ...sections.flatMap(({line}, index): Finding[] => {
      const same = titles.findIndex(other => other.toLowerCase() === titles[index]?.toLowerCase());
      if (same === index) return [];
      return [{line, rule: 'title-twice', message: `section ${same + 1} has this title already`, expected: 'a title of its own'}];
    }),
  ];
}

/** What a runbook's page owes those who choose it and those who walk it. */
export function pageFindings({intro, sections}: Page, head: {summary: string; line: number} | undefined): Finding[] {
  const [first] = sections;
  return [
    ...(intro.length > 0 || !first ? [] : [{line: first.line, rule: 'intro-missing', message: 'nothing is said before the first step', expected: 'what the runbook is for, and when to walk it'} as const]),
    ...(head && columnsOf(head.summary) > longestSummary ? [tooLong(head)] : []),
    ...sections.flatMap((section): Finding[] => {
      const {line, heading, prose, lead} = section;
      const columns = columnsOf(heading.replace(/^\d+\.\s+/, ''));
      const long: Finding[] = columns > longestTitle ? [{line, rule: 'title-too-long', message: `the title has ${columns} columns`, expected: `at most ${longestTitle}`}] : [];
      const told = prose.some(({kind}) => kind !== 'code');
      if (!told) return [...long, {line, rule: 'prose-missing', message: 'nothing is said to the person', expected: 'why this is done, and what to look at'}];
      return lead ? long : [...long, {line, rule: 'prose-late', message: 'the fields come before anything is said', expected: 'a sentence on why, above the fields'}];
    }),
  ];
}

function tooLong({summary, line}: {summary: string; line: number}): Finding {
  return {line, field: 'summary', rule: 'summary-too-long', message: `the summary has ${columnsOf(summary)} columns`, expected: `at most ${longestSummary}`};
}

/** The next person reads the closing note before anything else, or the record that has it. */
export function closingFindings(steps: readonly Step[]): Finding[] {
  const closing = steps.at(-1);
  if (!closing || closing.kind === 'note' || closing.action?.name === 'record.write') return [];
  return [{line: closing.line, field: 'Kind', rule: 'closing-not-note', message: `the last step is of kind ${quoted(closing.kind)}`, expected: 'note, with what the next person should know, or the action record.write'}];
}
