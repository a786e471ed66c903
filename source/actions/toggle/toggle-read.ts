import type {Action} from '../action.ts';

/** Reads one toggle where it lives. A token answers only that it is set. */
export const readToggle: Action = {
  signature: {name: 'toggle.read', effect: 'reads', parameters: ['name']},
  facts: {value: 'as this process goes by it', source: 'who set it'},
  async *run([name = ''], {environment}) {
    const reading = environment.toggles.read(name);
    const value = reading.kind === 'secret' ? (reading.value && String(reading.value)) : reading.value;
    return {
      outcome: 'done',
      facts: environment.mask().value({value: value ?? null, source: reading.source.label}),
      attachments: [],
    };
  },
};
