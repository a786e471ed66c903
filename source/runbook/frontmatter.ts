import {isMap, isScalar, LineCounter, parseDocument} from 'yaml';
import * as z from 'zod/mini';
import {display} from '../display.ts';
import {nearestWord} from '../nearest-word.ts';
import {hiddenFault} from './markdown/hidden-characters.ts';
import type {Finding} from './problem.ts';

/** YAML escapes could bring back what may not stand in the file itself. */
export const visible = z.string().check(z.refine(text => !hiddenFault(text)));

/** What one kind of page says about itself between two lines `---` at its start. */
export type FrontmatterForm<Facts> = {
  /** Of the values as they are written: `version: 1.10` stays a text. */
  schema: z.ZodMiniType<Facts>;
  /** By key, in the order in which they are listed: what is right there. */
  expectations: Readonly<Record<string, string>>;
};

export type FrontmatterReading<Facts> = {
  /** Only without findings. */
  facts?: Facts;
  findings: Finding[];
  /** The page with blank lines in place of the frontmatter, so that its lines keep their numbers. */
  body: string;
};

/** YAML texts only. Nested values and aliases are refused. */
export function readFrontmatter<Facts>(text: string, {schema, expectations}: FrontmatterForm<Facts>): FrontmatterReading<Facts> {
  const keys = Object.keys(expectations);
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) {
    const message = lines[0] === '---' ? 'the frontmatter is not closed' : 'no frontmatter';
    const needed = keys.filter(key => wrongKeys(schema, {}).includes(key));
    return {findings: [{line: 1, rule: 'frontmatter-missing', message, expected: `--- around ${needed.join(', ')}`}], body: text};
  }
  const body = lines.map((line, index) => (index <= end ? '' : line)).join('\n');
  const source = lines.slice(1, end).join('\n');
  if (source.length > longestSource) {
    const expected = `at most ${longestSource} characters`;
    return {findings: [{line: 1, rule: 'frontmatter-form', message: 'the frontmatter is too long', expected}], body};
  }
  const {values, findings} = readValues(source, keys);
  const written = Object.fromEntries([...values].map(([key, {value}]) => [key, value]));
  const parsed = schema.safeParse(written);
  if (parsed.success && findings.length === 0) return {facts: parsed.data, findings, body};
  const wrong = wrongKeys(schema, written);
  const wrongValues = keys.filter(key => wrong.includes(key)).map(key => wrongValue(key, values, expectations[key] ?? ''));
  return {findings: [...findings, ...wrongValues], body};
}

function wrongKeys(schema: z.ZodMiniType, values: unknown): unknown[] {
  const parsed = schema.safeParse(values);
  return parsed.success ? [] : parsed.error.issues.map(issue => issue.path[0]);
}

/** Enough for a few short texts; also bounds how deep YAML can nest. */
const longestSource = 4096;

type Values = ReadonlyMap<string, {line: number; value: string | undefined}>;

function readValues(source: string, keys: readonly string[]): {values: Values; findings: Finding[]} {
  const counter = new LineCounter();
  const document = parseDocument(source, {schema: 'failsafe', lineCounter: counter, prettyErrors: false});
  // The line with the opening --- comes before the source.
  const lineAt = (offset: number): number => counter.linePos(offset).line + 1;
  const findings: Finding[] = document.errors.map(error => ({
    line: lineAt(error.pos[0]),
    rule: 'frontmatter-form',
    message: `the frontmatter is not YAML: ${display(error.message, 200)}`,
  }));
  const values = new Map<string, {line: number; value: string | undefined}>();
  const contents = isMap(document.contents) ? document.contents.items : [];
  for (const {key: name, value} of contents) {
    const key = isScalar(name) ? String(name.value) : '';
    const line = isScalar(name) ? lineAt(name.range[0]) : 1;
    if (keys.includes(key)) {
      values.set(key, {line, value: isScalar(value) ? String(value.value) : undefined});
    } else {
      const nearest = nearestWord(key, keys);
      const message = 'unknown frontmatter key';
      const expected = `one of ${keys.join(', ')}`;
      findings.push({line, field: display(key, 80), rule: 'frontmatter-key', message, expected, ...(nearest !== undefined && {nearest})});
    }
  }
  return {values, findings};
}

function wrongValue(key: string, values: Values, expected: string): Finding {
  const given = values.get(key);
  if (!given) return {line: 1, field: key, rule: 'frontmatter-lacks', message: 'missing from the frontmatter', expected};
  return {line: given.line, field: key, rule: 'frontmatter-value', message: 'this cannot be used', expected};
}
