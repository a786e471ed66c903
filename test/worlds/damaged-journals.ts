import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const rewritten = (change: (text: string) => string) => (folder: string): void => {
  const file = join(folder, 'journal.jsonl');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};

const linesOf = (text: string): unknown[] => text.trim().split('\n').map(line => JSON.parse(line) as unknown);

/** What editors and people do to the first line of a journal in a session's folder, so that it says nothing any more. `says`: what is told of it. `verified`: what verifying tells of it, with a lock beside it. */
export const damagedJournals: ReadonlyArray<{what: string; hurt(folder: string): void; says: string; verdict: 'tampered' | 'cannot tell'; verified: RegExp}> = [
  {what: 'a byte order mark stands before the first line', hurt: rewritten(text => `\ufeff${text}`), says: 'journal\\.jsonl: line 1: not JSON', verdict: 'tampered', verified: /:1 The line begins with a byte order mark/},
  {what: 'a comment stands above the first line', hurt: rewritten(text => `# kept for INC-9\n${text}`), says: 'journal\\.jsonl: line 1: not JSON', verdict: 'tampered', verified: /:1 The line is not JSON/},
  {what: 'the first line is broken after its brace', hurt: rewritten(text => text.replace('{', '{\n')), says: 'journal\\.jsonl: line 1: not JSON', verdict: 'tampered', verified: /:1 The line is a piece of one/},
  {what: 'the first line was taken out', hurt: rewritten(text => text.slice(text.indexOf('\n') + 1)), says: 'journal\\.jsonl: line 1: ', verdict: 'tampered', verified: /journal\.jsonl:1 /},
  {what: 'it was saved again as one indented array', hurt: rewritten(text => `${JSON.stringify(linesOf(text), null, 2)}\n`), says: 'journal\\.jsonl: line 1: not JSON', verdict: 'tampered', verified: /:1 The line is a piece of one/},
  {what: 'it was saved again as one array in one line', hurt: rewritten(text => JSON.stringify(linesOf(text))), says: 'journal\\.jsonl holds no whole line', verdict: 'tampered', verified: /^journal\.jsonl:1 The line is a list of lines: the file was saved anew/},
  {what: 'it holds 0 bytes', hurt: rewritten(() => ''), says: 'journal\\.jsonl holds no whole line', verdict: 'cannot tell', verified: /holds no whole line, and \.lock beside it says that somebody had it open/},
];
