import type {SourceTree} from './source-tree.ts';

export type Problem = {path: string; line: number; rule: string; message: string; expected: string};

export type Rule = {name: string; check: (tree: SourceTree) => Array<Omit<Problem, 'rule'>>};

/** `source/x.ts:12 rule: message; expected ...` */
export function problemText({path, line, rule, message, expected}: Problem): string {
  return `${path}:${line} ${rule}: ${message}; expected ${expected}`;
}

/** All of them at once, in the order in which an editor walks the files. */
export function problemsOf(tree: SourceTree, rules: readonly Rule[]): Problem[] {
  return rules
    .flatMap(rule => rule.check(tree).map(found => ({...found, rule: rule.name})))
    .sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule));
}
