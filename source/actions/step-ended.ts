import type {Action} from './action.ts';

/** When a step of this session last ended well, so that another can ask for it before it runs. */
export const readStepEnd: Action = {
  signature: {name: 'step.ended', effect: 'reads', parameters: ['step']},
  facts: {at: 'when it last ended well; nothing where it never did', step: 'its id'},
  async *run([step = ''], {earlier}) {
    const at = earlier.ended?.get(step)?.at ?? null;
    yield {stage: earlier.named?.get(step) ?? `step ${step}`, state: at === null ? 'failed' : 'ok', text: at === null ? 'has not ended well in this session' : `ended well at ${at}`};
    return {outcome: 'done', facts: {step, at}, attachments: []};
  },
};
