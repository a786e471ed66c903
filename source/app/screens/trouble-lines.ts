import type {Trouble} from '../../errors.ts';
import {blank, label, line, segment, width, wrap, type Line} from './line.ts';

/** What keeps a person from something, and what to do now: in this one form on every screen. `head` stands before the problem. */
export function troubleLines({problem, next}: Trouble, columns: number, head: Line = blank): Line[] {
  const below = line(' '.repeat(width(head)));
  return [...problem.split('\n').flatMap((row, index) => wrap([segment(row)], columns, index === 0 ? head : below)), ...wrap([segment(next)], columns, label('NEXT'))];
}
