import {resolve} from 'node:path';
import {noMachines, ownNames, sayingNames, smallFolders} from './lint/file-rules.ts';
import {directions, knownRooms, packages, screenStaysLate} from './lint/import-rules.ts';
import {problemText, problemsOf, type Problem, type Rule} from './lint/problem.ts';
import {pureImports, pureWords} from './lint/purity-rules.ts';
import {readTree} from './lint/source-tree.ts';
import {words} from './lint/word-rules.ts';

/** What neither the type checker nor oxlint knows. To change a rule, change its record. */
export const rules: readonly Rule[] = [
  directions,
  knownRooms,
  packages,
  screenStaysLate,
  pureWords,
  pureImports,
  ...words,
  sayingNames,
  ownNames,
  smallFolders,
  noMachines,
];

export type Verdict = {files: number; problems: Problem[]};

export function lint(root: string): Verdict {
  const tree = readTree(root);
  return {files: tree.files.size, problems: problemsOf(tree, rules)};
}

export function verdictText({files, problems}: Verdict): string {
  return [...problems.map(problemText), `lint: ${files} files, ${problems.length} problems`].join('\n');
}

if (import.meta.main) {
  const verdict = lint(resolve(import.meta.dirname, '..'));
  process.stdout.write(`${verdictText(verdict)}\n`);
  process.exitCode = verdict.problems.length === 0 ? 0 : 1;
}
