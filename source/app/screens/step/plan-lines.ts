import type {PlanItem} from '../../../journal/step-record.ts';
import type {Step} from '../../../runbook/schema.ts';
import type {Allowance, Plan} from '../../../walk/conductor.ts';
import {formatTimestamp} from '../../../time.ts';
import {label, line, segment, wrap, type Line} from '../line.ts';
import type {View} from '../view.ts';

/** What will change, from what to what, the way back, until when it holds, by which commands: to be read before it is agreed to. */
export function planLines(step: Step, {items, does, undo, byHand, until, digits}: Plan, allowance: Allowance, {columns}: View): Line[] {
  const said = step.effect.kind === 'changes' && items.every(({what}) => step.effect.kind === 'changes' && what !== step.effect.what) ? step.effect.what : undefined;
  return [
    ...(items.length === 0 ? wrap([segment('nothing')], columns, label('CHANGES', 'warning')) : []),
    ...items.flatMap((item, index) => wrap(changeOf(item), columns, label(index === 0 ? 'CHANGES' : '', 'warning'))),
    ...wrap([segment(undo)], columns, label('UNDO')),
    ...wrap([segment(`${clockTime(until)} UTC, then it is read again; digits `), segment(digits, 'code')], columns, label('UNTIL')),
    ...(byHand ? wrap([segment('the tool has no hands here: you do it, and say so when it is done')], columns, label('BY HAND', 'warning')) : []),
    ...does.flatMap((command, index) => wrap([segment(command, 'code')], columns, label(index === 0 ? (byHand ? 'YOU DO' : 'DOES') : ''))),
    ...allowanceLines(allowance, columns),
    ...(said === undefined ? [] : wrap([segment(said)], columns, label('MEANS', 'faint'))),
  ];
}

/** What is unusual about running it this time. */
function allowanceLines({breakGlass, otherwise, reason}: Allowance, columns: number): Line[] {
  return [
    ...(breakGlass === undefined ? [] : wrap([segment(`no second person agrees: ${breakGlass}`)], columns, label('ALONE', 'bad'))),
    ...(otherwise === undefined ? [] : wrap([segment(`the tool does not act: ${otherwise}`)], columns, label('INSTEAD', 'warning'))),
    ...(reason === undefined ? [] : wrap([segment(reason)], columns, label('AGAIN', 'warning'))),
  ];
}

/** `ABZU_USE_MCP  1 -> 0  in deploy/operator.env, line 3`. What has no values of its own is done or not. */
function changeOf({what, where, from, to}: PlanItem): Line {
  const values = from === null && to === 'done' ? [] : [segment(`  ${from ?? 'nothing'} -> `), segment(to, 'strong')];
  return [segment(what), ...values, segment(`  in ${where}`, 'faint')];
}

/** `04:12:59`, UTC. */
function clockTime(instant: number): string {
  return formatTimestamp(instant).slice(11, 19);
}

/** While it is made. */
export function planningLines({symbols}: View): Line[] {
  return [line(`${symbols.progress.running} reading what this would change; nothing runs`, 'strong')];
}
