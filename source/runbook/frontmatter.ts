import {isMap, isScalar, LineCounter, parseDocument} from 'yaml';
import * as z from 'zod/mini';
import {display} from '../display.ts';
import {hiddenFault} from './hidden.ts';
import type {Finding} from './problem.ts';
import {idForm} from './schema.ts';
import {nearestWord} from './suggest.ts';

/** YAML escapes could bring back what may not stand in the file itself. */
const visible = z.string().check(z.refine(text => !hiddenFault(text)));

const frontmatterSchema = z.object({
  id: z.string().check(z.maxLength(60), z.regex(idForm)),
  title: visible.check(z.trim(), z.minLength(1), z.maxLength(60)),
  version: z.string().check(z.regex(/^\d+(\.\d+){0,2}$/)),
  summary: visible.check(z.maxLength(160), z.regex(/^(?!.*[.!?]\s)\S.*[.!?]$/)),
});

/** Facts about the whole file, between two lines `---` at its start. */
export type Frontmatter = z.infer<typeof frontmatterSchema>;

const expectations: Readonly<Record<keyof Frontmatter, string>> = {
  id: 'lower-case words joined by hyphens, such as stage-b-rehearsal',
  title: 'a title of at most 60 characters',
  version: 'a number such as 1 or 1.2',
  summary: 'one sentence of at most 160 characters with its full stop',
};

const keys = Object.keys(expectations) as Array<keyof Frontmatter>;

export type FrontmatterReading = {
  /** Only without findings. */
  facts?: Frontmatter;
  findings: Finding[];
  /** The page with blank lines in place of the frontmatter, so that its lines keep their numbers. */
  body: string;
};

/** YAML texts only: `version: 1.10` stays as written. Nested values and aliases are refused. */
export function readFrontmatter(text: string): FrontmatterReading {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) {
    const message = lines[0] === '---' ? 'the frontmatter is not closed' : 'no frontmatter';
    return {findings: [{line: 1, message, expected: `--- around ${keys.join(', ')}`}], body: text};
  }
  const body = lines.map((line, index) => (index <= end ? '' : line)).join('\n');
  const source = lines.slice(1, end).join('\n');
  if (source.length > longestSource) {
    const expected = `at most ${longestSource} characters`;
    return {findings: [{line: 1, message: 'the frontmatter is too long', expected}], body};
  }
  const {values, findings} = readValues(source);
  const parsed = frontmatterSchema.safeParse(Object.fromEntries([...values].map(([key, {value}]) => [key, value])));
  if (parsed.success && findings.length === 0) return {facts: parsed.data, findings, body};
  const wrong: unknown[] = parsed.success ? [] : parsed.error.issues.map(issue => issue.path[0]);
  const wrongValues = keys.filter(key => wrong.includes(key)).map(key => wrongValue(key, values));
  return {findings: [...findings, ...wrongValues], body};
}

/** Enough for four short texts; also bounds how deep YAML can nest. */
const longestSource = 4096;

type Values = ReadonlyMap<string, {line: number; value: string | undefined}>;

function readValues(source: string): {values: Values; findings: Finding[]} {
  const counter = new LineCounter();
  const document = parseDocument(source, {schema: 'failsafe', lineCounter: counter, prettyErrors: false});
  // The line with the opening --- comes before the source.
  const lineAt = (offset: number): number => counter.linePos(offset).line + 1;
  const findings: Finding[] = document.errors.map(error => ({
    line: lineAt(error.pos[0]),
    message: `the frontmatter is not YAML: ${display(error.message, 200)}`,
  }));
  const values = new Map<string, {line: number; value: string | undefined}>();
  const contents = isMap(document.contents) ? document.contents.items : [];
  for (const {key: name, value} of contents) {
    const key = isScalar(name) ? String(name.value) : '';
    const line = isScalar(name) ? lineAt(name.range?.[0] ?? 0) : 1;
    if ((keys as string[]).includes(key)) {
      values.set(key, {line, value: isScalar(value) ? String(value.value) : undefined});
    } else {
      const nearest = nearestWord(key, keys);
      const message = 'unknown frontmatter key';
      const expected = `one of ${keys.join(', ')}`;
      findings.push({line, field: display(key, 80), message, expected, ...(nearest !== undefined && {nearest})});
    }
  }
  return {values, findings};
}

function wrongValue(key: keyof Frontmatter, values: Values): Finding {
  const given = values.get(key);
  const message = given ? 'this cannot be used' : 'missing from the frontmatter';
  return {line: given?.line ?? 1, field: key, message, expected: expectations[key]};
}
