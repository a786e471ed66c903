import * as z from 'zod/mini';

/** Who said something: a file where no person did, or the second person; neither: the operator of the line. */
export const speaker = {by: z.optional(z.literal('answers')), said_by: z.optional(z.string())};

export type Speaker = {by?: 'answers' | undefined; said_by?: string | undefined};
