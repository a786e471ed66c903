import * as z from 'zod/mini';
import {visible, type FrontmatterForm} from './frontmatter.ts';
import {idForm} from './schema.ts';
import {parseSpanOfTime, spanOfTimeForm} from '../time.ts';

const schema = z.object({
  id: z.string().check(z.maxLength(60), z.regex(idForm)),
  title: visible.check(z.trim(), z.minLength(1), z.maxLength(60)),
  version: z.string().check(z.regex(/^\d+(\.\d+){0,2}$/)),
  summary: visible.check(z.maxLength(160), z.regex(/^(?!.*[.!?]\s)\S.*[.!?]$/)),
  practice: z.optional(z.literal('only')),
  'practice-ledger': z.optional(z.string().check(z.refine(text => parseSpanOfTime(text) !== undefined))),
});

/** Facts about a whole runbook, as they are written. */
export type RunbookFacts = z.infer<typeof schema>;

const expectations: Readonly<Record<keyof RunbookFacts, string>> = {
  id: 'lower-case words joined by hyphens, such as stage-b-rehearsal',
  title: 'a title of at most 60 characters',
  version: 'a number such as 1 or 1.2',
  summary: 'one sentence of at most 160 characters with its full stop',
  practice: 'only, where the page is walked in practice and nowhere else',
  'practice-ledger': `how old the drills are that practice starts with, such as ${spanOfTimeForm}`,
};

export const runbookForm: FrontmatterForm<RunbookFacts> = {schema, expectations};
