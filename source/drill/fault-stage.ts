import {isPracticeFaultName} from '../practice/faults.ts';
import type {PracticeWorld} from '../practice/world.ts';
import type {Scenario, Strike} from '../runbook/scenario.ts';
import type {Session} from '../journal/session.ts';
import {nameAmong} from '../journal/step-record.ts';
import type {Stage} from '../walk/stage.ts';
import {ConsoleDied} from './console-died.ts';

/** Faults strike when the page of the drill says so, each once; the console dies once. */
export function openStage({strikes, kill}: Scenario, world: PracticeWorld, session: Session): Stage {
  // What struck before the console died does not strike a second time; the last of it still holds.
  const struck = new Set(strikesSoFar(strikes, session));
  let died = kill !== undefined && wasBegun(session, kill.step);
  const strike = async (kind: 'at' | 'after', step: string): Promise<void> => {
    for (const one of strikes) {
      if (struck.has(one) || one.when.kind !== kind || one.when.step !== step || !isPracticeFaultName(one.fault)) continue;
      struck.add(one);
      await world.strike(one.fault);
    }
  };
  return {
    enter: step => strike('at', step),
    leave: step => strike('after', step),
    acted: step => {
      if (died || kill?.step !== step) return;
      died = true;
      throw new ConsoleDied(nameAmong(session.steps, step));
    },
  };
}

/** The fault that a resumed drill goes on with. */
export function faultSoFar({strikes}: Scenario, session: Session) {
  return strikesSoFar(strikes, session).map(({fault}) => fault).findLast(isPracticeFaultName);
}

function strikesSoFar(strikes: readonly Strike[], session: Session): Strike[] {
  return strikes.filter(({when}) => when.kind === 'start' || wasBegun(session, when.step));
}

function wasBegun({steps}: Session, step: string): boolean {
  return steps.some(({id, attempts}) => id === step && attempts > 0);
}
