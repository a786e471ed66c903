import type {Body} from './event.ts';
import type {Session} from './session.ts';
import type {StepStatus} from './step-record.ts';

/** How many of each there are, such as `3 done, 1 skipped`. */
export function tallyText(steps: Body<'session.closed'>['steps']): string {
  return Object.entries(steps).filter(([, count]) => Number(count) > 0).map(([name, count]) => `${Number(count)} ${name}`).join(', ');
}

/** How many steps ended how; `open` were never finished. */
export function countSteps(session: Session): Body<'session.closed'>['steps'] {
  const count = (...statuses: StepStatus[]): number => session.steps.filter(step => statuses.includes(step.status)).length;
  return {
    done: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    unknown: count('unknown'),
    open: count('waiting', 'running'),
  };
}
