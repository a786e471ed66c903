import {isMap, isSeq, type Node} from 'yaml';
import {configProblemText, type Finding} from '../environment/config/config-problem.ts';
import {entriesOf, kindOf, membersOf, optional, wrong, type Field} from '../environment/config/config-field.ts';
import {readTree} from '../environment/config/config-tree.ts';
import {choiceOf, filledTextOf} from '../environment/config/scalars.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {readText} from '../file-door.ts';
import {nearestWord} from '../nearest-word.ts';
import type {Runbook, Step} from '../runbook/schema.ts';
import {judgementsOf, statementsOf, takesText, type Answers, type StepAnswers} from '../walk/answers.ts';

/** Bytes; a page has at most 200 steps. */
const longestFile = 256 * 1024;

/** As the gap note and the journal keep it. */
const longestText = 3000;

/** What a person would say, by step, from a file. Everything that is wrong with it is told at once. @throws OperatorError */
export function readAnswers(path: string, shown: string, runbook: Runbook): Answers {
  const reading = readText(path, {most: longestFile});
  if (!reading.ok) throw refused(shown, [`${shown} cannot be read: ${reading.reason}`]);
  const {tree, findings} = readTree(reading.text);
  const all: Finding[] = [...findings];
  const answers = tree ? answersOf({path: '', line: 1, node: tree.root, file: {tree, findings: all, folder: ''}}, runbook) : new Map<string, StepAnswers>();
  if (all.length === 0) return answers;
  throw refused(shown, all.toSorted((one, other) => one.line - other.line).map(finding => configProblemText({file: shown, ...finding})));
}

function refused(file: string, lines: readonly string[]): OperatorError {
  return new OperatorError(lines.join('\n'), {code: 'answers-invalid', next: `Correct ${file}. Nothing was run.`, exit: exitCode.usage});
}

function answersOf(root: Field, {steps}: Runbook): Map<string, StepAnswers> {
  const answers = new Map<string, StepAnswers>();
  const ids = steps.map(({id}) => id);
  for (const [id, field] of entriesOf(root, 'ids of steps, each with its answer') ?? []) {
    const step = steps.find(candidate => candidate.id === id);
    const answer = step && stepAnswersOf(field, step);
    if (answer) answers.set(id, answer);
    if (!step) wrong(field, 'the runbook has no such step', `one of ${ids.join(', ')}`, nearestWord(id, ids));
  }
  return answers;
}

function stepAnswersOf(field: Field, step: Step): StepAnswers | undefined {
  if (!isMap<Node, Node | null>(field.node)) {
    const text = worded(field, step);
    return text === undefined ? undefined : {text};
  }
  const members = membersOf(field, ['text', 'stated', 'way'], 'text, stated or way');
  if (!members) return undefined;
  if (members.size === 0) return wrong(field, 'an empty map', 'text, stated or way');
  return {
    text: optional(members, 'text', member => worded(member, step)),
    stated: optional(members, 'stated', member => statedOf(member, step)),
    way: optional(members, 'way', member => choiceOf(member, judgementsOf(step))),
  };
}

function worded(field: Field, step: Step): string | undefined {
  if (!takesText(step)) return wrong(field, 'the step asks for no text', statementsOf(step).length > 0 ? 'stated: yes' : 'no answer');
  return filledTextOf(field, 'what is answered, in one line', longestText);
}

function statedOf(field: Field, step: Step): StepAnswers['stated'] {
  const {node} = field;
  const count = statementsOf(step).length;
  if (count === 0) return wrong(field, 'the step has nothing to be stated', 'no answer');
  if (!isSeq<Node>(node)) return yesOf(field);
  if (node.items.length !== count) return wrong(field, `a list of ${node.items.length}`, `one answer for each statement of the step, in their order: ${count}`);
  const each = node.items.map((item, index) => yesOf({...field, path: `${field.path}.${index + 1}`, line: field.file.tree.lineOf(item), node: item}));
  return each.every(one => one !== undefined) ? each : undefined;
}

function yesOf(field: Field): boolean | undefined {
  if (kindOf(field) === 'true or false') return wrong(field, 'true or false', 'yes or no');
  const word = choiceOf(field, ['yes', 'no']);
  return word === undefined ? undefined : word === 'yes';
}
