import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import * as fs from 'node:fs';
import {join, relative} from 'node:path';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Every file below a folder, as paths relative to it, sorted. */
export function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function linesOf(file: string, text: string = fs.readFileSync(file, 'utf8')): string[] {
  if (text === '') return [];
  assert.ok(text.endsWith('\n'), `${file} does not end a line`);
  return text.slice(0, -1).split('\n');
}

/** Lines of the ledger under a folder; none where there is no ledger. */
export function ledgerIn(logs: string): string[] {
  const file = join(logs, 'stage_b_rotation_drills.jsonl');
  return fs.existsSync(file) ? linesOf(file) : [];
}

/** Ledgers below a folder; what a run's archive keeps of them is none. */
export function ledgersBelow(folder: string): string[] {
  return filesIn(folder).filter(name => name.endsWith('rotation_drills.jsonl') && !name.includes('/stage_b/'));
}

/** The one and only document on a stream. */
export function documentOf(stdout: string): Document {
  const document = JSON.parse(stdout) as Document;
  assert.equal(stdout, `${stdout.trim()}\n`, 'something besides the document is on stdout');
  assert.match(stdout, /^[\n\x20-\x7E]*$/, 'the document is not plain ASCII');
  return document;
}

export type Document = Record<string, unknown>;

/** The one file of that name below a folder. */
export function theOne(folder: string, name: string): string {
  const found = filesIn(folder).filter(file => (file.endsWith(`/${name}`) || file === name) && !file.includes('practice/records/'));
  assert.equal(found.length, 1, `expected one ${name}, found ${found.join(', ') || 'none'}`);
  return join(folder, found[0] ?? '');
}

export type JournalLine = {
  v: number;
  session: string;
  seq: number;
  prev: string;
  at: string;
  operator: string;
  class: string;
  type: string;
  body: Document;
};

const members = ['v', 'session', 'seq', 'prev', 'at', 'operator', 'class', 'type', 'body'];

export type ReadJournal = {path: string; lines: JournalLine[]; head: string};

/** The journal's lines, after a check that each names the SHA-256 of the one before it. */
export function readJournal(path: string, whole?: string): ReadJournal {
  let head = '0'.repeat(64);
  const lines = linesOf(path, whole).map((text, index) => {
    const line = JSON.parse(text) as JournalLine;
    assert.deepEqual(Object.keys(line), members, `members of line ${index + 1}`);
    assert.match(text, /^[\x20-\x7E]*$/, `line ${index + 1} is not ASCII`);
    assert.equal(line.seq, index);
    assert.equal(line.prev, head, `line ${index + 1} does not name the line before it`);
    if (line.type === 'session.closed') assert.equal(line.body.digest, sha256(text.replace(String(line.body.digest), '0'.repeat(64))), 'the closing line does not pin itself');
    head = sha256(text);
    return line;
  });
  return {path, lines, head};
}

/** The journal's kinds of lines, with the step where there is one: `step.finished smoke done`. */
export function story({lines}: Pick<ReadJournal, 'lines'>): string[] {
  return lines.map(({type, body}) => [type, body.step, body.outcome ?? body.verdict].filter(Boolean).join(' '));
}

/** Each piece of evidence that the journal names is there, and is what its name says. */
export function verifyEvidence({path, lines}: ReadJournal): number {
  const named = lines.flatMap(({body}) => (Array.isArray(body.evidence) ? (body.evidence as Array<{sha256: string; bytes: number}>) : []));
  for (const {sha256: name, bytes} of named) {
    const content = fs.readFileSync(join(path, '..', 'evidence', name));
    assert.equal(sha256(content), name);
    assert.equal(content.length, bytes);
  }
  return named.length;
}

/** Bytes that would steer a terminal: everything below space but LF, and DEL to C1. */
export function steeringBytes(text: string): string[] {
  return [...text].filter(character => /[\x00-\x09\x0B-\x1F\x7F-\x9F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/.test(character));
}
