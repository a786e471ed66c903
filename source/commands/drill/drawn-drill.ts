import {drawDrill, drawSeed, randomDrill, toSeed} from '../../drill/draw.ts';
import {drillsOf} from '../../drill/find-drill.ts';
import {loadWalkable} from '../../walk/load-runbook.ts';
import type {Context} from '../context.ts';
import {usage} from '../usage.ts';

type DrillFlags = {drill?: string; seed?: string; json?: boolean};

/** `--drill random` becomes the drill that its seed draws; the seed is shown, so that it can be drawn again. @throws OperatorError */
export function withDrawnDrill<Flags extends DrillFlags>(context: Pick<Context, 'print' | 'tell' | 'place'>, runbook: string, flags: Flags): Flags {
  const {drill, seed, json} = flags;
  const {runbooks} = context.place;
  if (drill !== randomDrill) {
    if (seed === undefined) return flags;
    throw usage('--seed draws a drill, and none is to be drawn', `Use it with: --drill ${randomDrill}.`);
  }
  const number = seed === undefined ? drawSeed() : toSeed(seed);
  const {id} = drawDrill(drillsOf(loadWalkable(runbook, runbooks).runbook, runbooks), number, runbook);
  const print = json ? context.tell : context.print;
  print(`Seed ${number} draws the drill ${id}. The same again: --drill ${id}, or --drill ${randomDrill} --seed ${number}.`);
  return {...flags, drill: id, seed: String(number)};
}
