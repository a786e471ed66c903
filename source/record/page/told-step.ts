import type {IncidentRecord, StepStory} from '../facts/incident-record.ts';

/** Above what happened in a step. */
export function titleOf({number, title}: StepStory): string {
  return `${number === null ? '' : `${number}. `}${title}`;
}

/** In a sentence, as the rail names it: `step 6: Restore MCP traffic`. */
export function stepTold({steps}: Pick<IncidentRecord, 'steps'>, id: string): string {
  const story = steps.find(step => step.id === id);
  return `step ${story ? `${story.number === null ? '' : `${story.number}: `}${story.title}` : id}`;
}
