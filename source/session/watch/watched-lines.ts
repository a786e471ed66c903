import type {JournalEvent} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';
import {plainReport} from '../plain/plain-report.ts';

/** What a line of somebody else's journal says to whoever reads along: who and when, then what came of it, as that person's own lines say it. */
export function watchedLines(event: JournalEvent, session: Session): string[] {
  const begins = headOf(event, session);
  const lines: string[] = begins === undefined ? [] : [`${event.at} ${event.operator}: ${begins}`];
  plainReport(line => lines.push(line))({kind: 'written', event, session});
  return lines;
}

/** What is not said by the lines of whoever walks, who knows it. */
function headOf({type, body}: JournalEvent, {steps, opened}: Session): string | undefined {
  const stepName = (id: string | null): string => {
    const position = steps.findIndex(step => step.id === id);
    return position === -1 ? 'after the last step' : `step ${position + 1} of ${steps.length}, ${steps[position]?.title ?? ''}`;
  };
  switch (type) {
    case 'session.opened':
      return `opened ${opened.runbook.title} in ${opened.environment.name}${body.incident === null ? '' : `, ${body.incident}`}`;
    case 'session.resumed':
      return `goes on with it on ${body.host}`;
    case 'session.handed-over':
      return `hands it over to ${body.to}: ${body.note}`;
    case 'session.recovered':
      return body.taken ? `takes it over from ${body.taken.from}: ${body.taken.reason}` : 'goes on in a new file, since the last one was cut off';
    case 'evidence.added':
      return `keeps ${body.evidence.name} as evidence`;
    case 'step.looked':
      return `look ${body.look}: ${body.found}`;
    case 'step.started':
      return `${stepName(body.step)}${body.attempt > 1 ? `, time ${body.attempt}` : ''}`;
    case 'step.skipped':
    case 'step.settled':
    case 'step.left':
      return stepName(body.step);
    case 'budget.exceeded':
    case 'note.added':
    case 'hint.taken':
    case 'approval.given':
      return stepName(body.step);
    case 'incident.named':
      return 'names the incident';
    case 'step.finished':
    case 'session.paused':
    case 'session.closed':
      return undefined;
  }
}
