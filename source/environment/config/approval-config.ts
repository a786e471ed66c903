import {isMap, isSeq, type Node} from 'yaml';
import {isSamePerson, longestName, nameFault} from '../../person-name.ts';
import type {People} from '../environment.ts';
import {membersOf, needed, wrong, type Field} from './config-field.ts';
import {choiceOf, filledTextOf} from './scalars.ts';

/** Whether a second person is needed, and who that may be: `one person`, `two people`, or `people:` and their names. */
export function approvalOf(field: Field): Pick<People, 'approval' | 'approvers'> | undefined {
  if (!isMap(field.node)) {
    const approval = choiceOf(field, ['one person', 'two people']);
    return approval && {approval};
  }
  const members = membersOf(field, ['people'], 'people: and the names of those who may agree');
  const people = members && needed(field, members, 'people', 'the names of those who may agree');
  const approvers = people && namesOf(people);
  return approvers && {approval: 'two people', approvers};
}

const expected = 'a list of names such as [jonas, ada]';

function namesOf(field: Field): string[] | undefined {
  if (!isSeq<Node | null>(field.node)) return wrong(field, 'no list', expected);
  const names = field.node.items.map((node, index) => {
    const item: Field = {...field, path: `${field.path}[${index}]`, line: node ? field.file.tree.lineOf(node) : field.line, node};
    const name = filledTextOf(item, 'a name', longestName);
    return name !== undefined && nameFault(name) !== undefined ? wrong(item, 'a name that cannot be seen', 'a name') : name;
  });
  const told = names.filter(name => name !== undefined);
  if (told.length < names.length) return undefined;
  if (told.length === 0) return wrong(field, 'an empty list', expected);
  const twice = told.find((name, index) => told.slice(0, index).some(other => isSamePerson(name, other)));
  return twice === undefined ? told : wrong(field, `${twice}, who is named twice`, 'each person once');
}
