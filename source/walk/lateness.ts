import {budgetsOver, openBefore} from '../journal/step-clock.ts';
import type {Conductor} from './conductor.ts';

/** Where no screen counts: tells others, once a step, that it takes longer than its page allows. A wait ends by itself. */
export class Lateness {
  readonly #conductor: Conductor;
  #step: string | undefined;
  #counting = new AbortController();

  constructor(conductor: Conductor) {
    this.#conductor = conductor;
  }

  /** The walk is at this step now. */
  at(step: string | undefined): void {
    if (step === this.#step) return;
    this.over();
    this.#step = step;
    this.#counting = new AbortController();
    const {runbook, session, ports: {clock, environment}} = this.#conductor;
    const {budget, kind} = runbook.steps.find(({id}) => id === step) ?? {};
    if (step === undefined || budget === undefined || kind === 'wait' || environment.people.notify === undefined) return;
    if (budgetsOver(session.clock, budget).told > 0) return;
    const began = clock.monotonic() - openBefore(session, clock.now());
    clock.sleep(Math.max(0, budget - (clock.monotonic() - began)), this.#counting.signal).then(
      () => this.#conductor.notices.tell({kind: 'over budget', step, milliseconds: Math.round(clock.monotonic() - began), budget}, this.#conductor.session, this.#conductor.head),
      () => {},
    );
  }

  over(): void {
    this.#counting.abort(new Error('the step is over'));
  }
}
