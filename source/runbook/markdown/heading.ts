import type {Section} from './page-sections.ts';
import type {Finding} from '../problem.ts';

/** The title in the heading `## N. Title` of the section that must be number `number`; `what` a section is here. */
export function readHeading({heading, line}: Section, number: number, what: 'step' | 'scenario'): {text: string; findings: Finding[]} {
  const [, given, title] = /^(\d+)\.\s+(\S.*)$/.exec(heading) ?? [];
  if (given === undefined || title === undefined) {
    const message = `this heading is not that of a ${what}`;
    return {text: heading, findings: [{line, rule: 'section-heading', message, expected: `## ${number}. Title`}]};
  }
  if (given === String(number)) return {text: title, findings: []};
  const message = `the ${what} is numbered ${given.slice(0, 9)}`;
  return {text: title, findings: [{line, rule: 'section-number', message, expected: `number ${number}`}]};
}
