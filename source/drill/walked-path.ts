import type {Answer, Pass, Scenario} from '../runbook/scenario.ts';
import type {JournalEvent} from '../journal/event.ts';

/** Steps that the page of the drill itself leaves out: who skips them walks as it says. */
export function leftOut(answers: readonly Answer[]): ReadonlySet<string> {
  return new Set(answers.flatMap(({kind, step}) => (kind === 'skip' ? [step] : [])));
}

/** Every arrival at a step that came to an outcome, was settled, or was skipped as the page of the drill has it, in order. */
export function walkedPath(events: readonly JournalEvent[], {answers}: Pick<Scenario, 'answers'>): Pass[] {
  const skippable = leftOut(answers);
  return events.flatMap((event): Pass[] => {
    if (event.type === 'step.finished') return [{step: event.body.step, fails: event.body.outcome !== 'done'}];
    if (event.type === 'step.settled' && event.body.settlement === 'done') return [{step: event.body.step, fails: false}];
    return event.type === 'step.skipped' && skippable.has(event.body.step) ? [{step: event.body.step, fails: false}] : [];
  });
}

/** `named`: a step as people know it; else by its id, as the page of the drill has it. */
export function pathText(path: readonly Pass[], named: (step: string) => string = step => step): string {
  return path.map(({step, fails}) => (fails ? `${named(step)} fails` : named(step))).join(', ');
}
