import * as z from 'zod/mini';

const text = z.string();

const item = z.looseObject({what: text, where: text, from: z.nullable(text), to: text});

/** A plan as whoever asks for agreement sees it, for another desk: members in this order, all texts raw and masked. */
const planForDesks = z.looseObject({
  v: z.literal(1),
  procedure: text,
  /** The step that asks, as the rail names it; `of`: another one whose plan it is. */
  step: text,
  of: z.nullable(text),
  /** What the step changes, in the words of its page. */
  changes: z.nullable(text),
  environment: text,
  class: z.enum(['practice', 'rehearsal', 'live']),
  gateway: text,
  incident: z.nullable(text),
  operator: text,
  /** Who may agree; null: anybody but the operator. */
  people: z.nullable(z.array(text)),
  plan: z.looseObject({items: z.array(item), does: z.array(text), undo: text, byHand: z.boolean(), until: z.number(), digits: text}),
  /** What is unusual about running it this time. */
  allowance: z.looseObject({reason: z.optional(text), otherwise: z.optional(text)}),
});

export type PlanForDesks = z.infer<typeof planForDesks>;

/** Undefined where it is none: another version wrote it, or another program. */
export function readPlanForDesks(json: string): PlanForDesks | undefined {
  try {
    const read = planForDesks.safeParse(JSON.parse(json));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
