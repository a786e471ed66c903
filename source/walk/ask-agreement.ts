import {pointerText} from '../environment/toggles.ts';
import {jsonLine} from '../json.ts';
import {stepName, undoText} from '../runbook/step-name.ts';
import type {FromDesks} from '../team/other-desks.ts';
import type {PlanForDesks} from '../team/plan-for-desks.ts';
import type {Conductor} from './conductor.ts';
import type {Allowance} from './decision.ts';
import type {Plan} from './plan.ts';

/** What a step waits for a second person with. */
export type WantedAgreement = {step: string; plan: Plan; allowance: Allowance};

/** Asks at other desks, where there is a team, until the signal; nothing in the walk waits for it. */
export async function askAgreement(conductor: Conductor, wanted: WantedAgreement, heard: (what: FromDesks) => void, signal: AbortSignal): Promise<void> {
  const {plan: {step, sha256, until}} = wanted;
  const {session, sharing} = conductor;
  if (!sharing) return;
  const asked = planForDesks(conductor, wanted);
  await sharing.ask({session: session.id, step, plan: jsonLine(asked), sha256, until, people: asked.people}, heard, signal);
}

/** All that the one who asks has on screen, masked. */
function planForDesks({runbook, session, ports: {environment}}: Conductor, {step, plan, allowance}: WantedAgreement): PlanForDesks {
  const {items, does, undo, byHand, until, digits} = plan;
  const planned = runbook.steps.find(({id}) => id === plan.step);
  const mask = environment.mask();
  const typed = (text: string | undefined): string | undefined => (text === undefined ? undefined : mask.typed(text));
  return mask.value({
    v: 1,
    procedure: runbook.title,
    step: stepName(runbook, step),
    of: plan.step === step ? null : stepName(runbook, plan.step),
    changes: planned?.effect.kind === 'changes' ? planned.effect.what : null,
    environment: environment.name,
    class: session.class,
    gateway: pointerText(environment.gateway()),
    incident: session.incident,
    operator: session.operator,
    people: environment.people.approvers ? [...environment.people.approvers] : null,
    plan: {items: items.map(({what, where, from, to}) => ({what, where, from, to})), does: [...does], undo: undoText(undo, runbook), byHand, until, digits},
    allowance: {reason: typed(allowance.reason), otherwise: typed(allowance.otherwise)},
  });
}
