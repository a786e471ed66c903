import {edit, emptyField, fieldText, insert, insertKeys} from '../../source/app/state/text-field.ts';
import type {Effect, Message, State} from '../../source/app/state/state.ts';
import {update} from '../../source/app/update/update.ts';
import {closed, confirmed, doneBefore, finished, noted, paused, plan, rehearsal, reported, scene, settled, skipped, started, stepOf, wrote, type Line} from '../app/scene.ts';
import {turnOf} from '../../source/walk/next-step.ts';
import {notRun} from '../../source/walk/run-action.ts';
import type {Decision} from '../../source/walk/conductor.ts';
import type {Key} from '../../source/app/state/key.ts';

export type Outcome = 'done' | 'failed' | 'unknown';

/**
 * A world that does what it is asked, one message at a time and no earlier than it is told to, and
 * complains about anything it should never be asked.
 */
export class SimulatedWorld {
  state: State;
  readonly #lines: Line[];
  /** A plan that is being made. */
  #planning: string | undefined;
  /** What a running step will still tell. */
  #script: Array<Message | 'finished'> = [];
  #running: string | undefined;
  #asked = false;
  /** Somebody waits for no key. */
  #listening = false;
  #left = false;
  exits: number[] = [];
  performed: string[] = [];
  /** Keys since the name was asked for, as far as they were no paste, in a window that shows the question. */
  #typed: Key[] = [];

  constructor(first: string) {
    this.#lines = doneBefore(rehearsal, first);
    this.state = scene({lines: this.#lines});
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  press(key: Key): void {
    const before = this.state;
    const seen = before.size.columns >= 60 && before.size.rows >= 16;
    if (before.walk?.phase.name !== 'confirming') this.#typed = [];
    else if (!seen) return this.send({type: 'key', key}, before);
    else if (key.kind !== 'paste') this.#typed.push(key);
    this.send({type: 'key', key}, before);
    // Whoever was refused begins anew.
    const {phase} = this.state.walk ?? {};
    if (phase?.name === 'confirming' && phase.field.characters.length === 0) this.#typed = [];
  }

  send(message: Message, before: State = this.state): void {
    const [after, effects] = update(this.state, message);
    this.state = after;
    for (const effect of effects) this.#perform(effect, before, message);
  }

  /** The next thing that happens by itself; a step that waits for an answer waits. */
  advance(outcome: Outcome): void {
    if (this.#listening) return this.#hearNothing();
    if (this.#planning !== undefined) {
      const step = this.#planning;
      this.#planning = undefined;
      return this.send({type: 'planned', step, plan: {...plan, step}});
    }
    const next = this.#asked ? undefined : this.#script.shift();
    if (next === undefined || this.#running === undefined) return;
    if (next === 'finished') this.#write(finished(rehearsal, this.#running, outcome));
    else {
      if (next.type === 'asked') this.#asked = true;
      if (next.type === 'step ended') this.#running = undefined;
      this.send(next);
    }
  }

  #hearNothing(): void {
    this.#listening = false;
    this.send({type: 'quiet'});
  }

  #perform(effect: Effect, before: State, cause: Message): void {
    if (this.exits.length > 0) throw new Error(`${effect.type} after the exit`);
    switch (effect.type) {
      case 'plan':
        if (this.#running !== undefined) throw new Error('planned while a step runs');
        this.#planning = effect.step;
        return;
      case 'stop planning':
        return void (this.#planning = undefined);
      case 'decide':
        return this.#decide(effect.decision, before, cause);
      case 'await quiet':
        return void (this.#listening = true);
      case 'answer':
        if (!this.#asked) throw new Error('an answer that nobody asked for');
        this.#asked = false;
        return;
      case 'stop running':
        if (this.#running === undefined) throw new Error('nothing runs that could be stopped');
        this.#asked = false;
        this.#script = this.#script.filter(next => next === 'finished' || next.type === 'step ended');
        return;
      case 'exit':
        return void this.exits.push(effect.code);
      case 'close walk':
        // What comes after is another story.
        this.exits.push(0);
        this.state = {...this.state, screen: {name: 'left'}};
        return;
      case 'probe':
      case 'attach':
      case 'complete path':
      case 'review ledger':
      case 'read documents':
      case 'compare telemetry':
      case 'await second press':
      case 'remember':
      case 'tell others':
      case 'write record':
      case 'copy':
        return;
      case 'answer concealed':
      case 'ask desks':
      case 'compare concealed':
      case 'conceal':
      case 'conceal once more':
      case 'list drills':
      case 'list sessions':
      case 'open':
      case 'read status':
      case 'restore':
      case 'resume':
      case 'ring':
      case 'suspend':
      case 'tell session':
      case 'watch session':
      case 'stop asking':
      case 'stop watching':
        throw new Error(`asked for ${effect.type}`);
    }
  }

  #decide(decision: Decision, before: State, cause: Message): void {
    switch (decision.kind) {
      case 'run':
        return this.#start(decision, before, cause);
      case 'note':
        return this.#write(noted(decision.step ?? null, decision.text));
      case 'name incident':
        return this.#write({type: 'incident.named', body: {incident: decision.incident ?? null}});
      case 'skip':
        if (this.#running !== undefined) throw new Error('a running step was skipped');
        return this.#write(skipped(rehearsal, decision.step, decision.reason));
      case 'leave':
        if (this.#left) throw new Error('left twice');
        if (this.#running !== undefined) throw new Error('left while a step runs');
        this.#left = true;
        return this.#write(this.state.walk?.session.current === undefined ? closed() : paused(decision.reason));
      case 'take way':
        this.#write({type: 'step.left', body: {step: decision.step, way: decision.branch.when, turn: 'step', next: decision.step, reason: decision.reason}});
        return turnOf(decision.branch).kind === 'stop' ? this.#decide({kind: 'end', reason: decision.reason}, before, cause) : undefined;
      case 'go to':
        return this.#write({type: 'step.left', body: {step: this.state.walk?.session.current ?? 'close', way: 'out of order', turn: 'out of order', next: decision.step, reason: decision.reason}});
      case 'end':
        this.#left = true;
        return this.#write(closed('stopped'));
      case 'settle':
        return this.#write(settled(decision.step, decision.settlement, decision.note));
      case 'hand over':
        return;
      case 'approve':
      case 'attach':
      case 'hint':
      case 'over budget':
        throw new Error(`nobody decides ${decision.kind} here`);
    }
  }

  #start({step, allowance}: Extract<Decision, {kind: 'run'}>, before: State, cause: Message): void {
    if (this.#running !== undefined) throw new Error(`${step} was started while ${this.#running} runs`);
    if (step !== before.walk?.session.current) throw new Error(`${step} is not the open step`);
    if (cause.type !== 'key' || cause.key.kind !== 'named' || cause.key.name !== 'enter') throw new Error('started without a single enter');
    const asks = stepOf(rehearsal, step).effect.kind === 'changes';
    if (asks && (before.walk.phase.name !== 'confirming' || allowance.confirmed !== confirmed)) throw new Error('changed something unconfirmed');
    const read = before.walk.phase.name === 'confirming' ? before.walk.phase.plan : undefined;
    if (asks && (allowance.plan?.step !== step || allowance.plan !== read)) throw new Error('followed a plan that nobody read');
    if (asks && this.#typedText() !== confirmed) throw new Error(`confirmed by ${this.#typedText()}`);
    if (!asks && allowance.confirmed !== undefined) throw new Error('a reading step has nothing to confirm');
    if (before.size.columns < 60 || before.size.rows < 16) throw new Error('ran what could not be read');
    this.#running = step;
    this.#typed = [];
    this.performed.push(step);
    this.#script = scriptOf(step);
    this.#write(started(rehearsal, step));
  }

  /** The text that typing alone would have made. */
  #typedText(): string {
    const field = this.#typed.reduce((so, key) => {
      if (key.kind === 'character') return insert(so, key.character);
      if (key.kind === 'burst') return insertKeys(so, key.text);
      return key.kind === 'named' && key.name === 'backspace' ? edit(so, 'backspace') : so;
    }, emptyField);
    return fieldText(field);
  }

  #write(line: Line): void {
    this.#lines.push(line);
    this.send(wrote(rehearsal, ...this.#lines));
  }
}

function scriptOf(step: string): Array<Message | 'finished'> {
  const {proofs, ask} = stepOf(rehearsal, step);
  const questions = [
    ...proofs.flatMap(({kind, text}) => (kind === 'stated' ? [{kind: 'statement' as const, text}] : [])),
    ...(ask === undefined ? [] : [{kind: 'text' as const, text: ask}]),
  ];
  return [
    reported({kind: 'progress', step, progress: {stage: 'one', state: 'running', text: ''}}),
    {type: 'ticked', elapsed: 1000},
    reported({kind: 'acted', step, result: notRun}),
    ...questions.map((question): Message => ({type: 'asked', step, question})),
    'finished',
    {type: 'step ended', step},
  ];
}
