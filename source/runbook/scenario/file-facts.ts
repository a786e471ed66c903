import * as z from 'zod/mini';
import type {FrontmatterForm} from '../frontmatter.ts';
import {idForm} from '../schema.ts';

const schema = z.object({runbook: z.string().check(z.maxLength(60), z.regex(idForm))});

/** Facts about a whole scenario file, as they are written. */
export type ScenarioFileFacts = z.infer<typeof schema>;

export const scenarioFileForm: FrontmatterForm<ScenarioFileFacts> = {
  schema,
  expectations: {runbook: 'the id of the runbook that is walked, such as stage-b-rehearsal'},
};
