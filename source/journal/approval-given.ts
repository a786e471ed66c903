import * as z from 'zod/mini';

const text = z.string();
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Where somebody agreed. `user`, `at` and `address`: of another desk, as the team's database says. */
const source = z.looseObject({where: z.enum(['this keyboard', 'another desk']), user: z.optional(text), at: z.optional(text), address: z.optional(z.nullable(text))});

/** A second person has agreed to a plan. */
export const approvalGiven = z.looseObject({
  step: text,
  approver: text,
  digits: text,
  /** The step whose plan it is, its whole digest, and how long it holds; an agreement without them opens nothing. */
  of: z.optional(text),
  sha256: z.optional(sha256),
  until: z.optional(text),
  /** The files that it rests on and that others only append to: what the plan says of each, and how it stood at the agreement. */
  rests_on: z.optional(z.array(z.looseObject({file: text, ground: text, bytes: z.int().check(z.nonnegative()), sha256}))),
  /** Left out by older versions. */
  source: z.optional(source),
});

export type ApprovalSource = z.infer<typeof source>;

/** Behind the name of whoever agreed; nothing where it was at the keyboard of the walk. */
export function sourceText(given: ApprovalSource | undefined): string {
  if (given?.where !== 'another desk') return '';
  return `at another desk, ${given.at ?? 'when is not known'} by the team's database${given.address ? `, from ${given.address}` : ''}`;
}
