import {staysSo, unchanged, type PlanItem} from '../../../journal/step-record.ts';
import type {Effect} from '../../../runbook/schema.ts';
import type {Allowance, Plan} from '../../../walk/conductor.ts';
import {formatTimestamp} from '../../../time.ts';
import {label, line, segment, wrap, type Line} from '../line.ts';
import type {View} from '../view.ts';

/** `of`: the step whose plan it is, where that is not the one on screen. `effect`: of the step that is planned. */
export type PlanShown = {of: string | undefined; effect: Effect; plan: Pick<Plan, 'items' | 'does' | 'undo' | 'byHand' | 'until' | 'digits'>; allowance: Pick<Allowance, 'breakGlass' | 'otherwise' | 'reason'>};

/** What will change, from what to what, and what that means; the way back, until when it holds, by which commands: to be read before it is agreed to. */
export function planLines({of, effect, plan, allowance}: PlanShown, {columns}: Pick<View, 'columns'>): Line[] {
  const {items, does, undo, byHand, until, digits} = plan;
  const changes = items.length === 0 ? [[segment('nothing')]] : [...items.map(changeOf), ...meaningOf(effect, items)];
  const commands = byHand ? does : does.filter(command => !ours.test(command) || saysMore(command, items));
  return [
    ...(of === undefined ? [] : wrap([segment(of)], columns, label('PLAN OF'))),
    ...changes.flatMap((change, index) => wrap(change, columns, label(index === 0 ? 'CHANGES' : '', 'warning'))),
    ...wrap([segment(undo)], columns, label('UNDO')),
    ...wrap([segment(`${clockTime(until)} UTC, then enter plans again; digits `), segment(digits, 'code')], columns, label('UNTIL')),
    ...(byHand ? wrap([segment('this program cannot do it here: you do it, and say so when it is done')], columns, label('BY HAND', 'warning')) : []),
    ...commands.flatMap((command, index) => wrap([segment(command, 'code')], columns, label(index === 0 ? (byHand ? 'YOU DO' : 'DOES') : ''))),
    ...allowanceLines(allowance, columns),
  ];
}

/** In the words of the page, where the changes do not have them; where all stays as it is they would not be true. */
function meaningOf(effect: Effect, items: readonly PlanItem[]): Line[] {
  const changes = items.some(item => !staysSo(item) && item.to !== unchanged);
  return effect.kind === 'changes' && changes && saysMore(effect.what, items) ? [[segment(effect.what)]] : [];
}

/** How sentences of ours begin; all else is what runs, and is shown whatever words it has. */
const ours = /^(?:in|append|keep|write) /;

/** What tells no more than the changes do; each of them names its gateway, and how many. */
const joining = 'a add and append at becomes gateway in it keep line new of one the three to with write';

/** `in FILE, line 3: A=1 becomes A=0` would be the change told twice; with one word of its own it is shown. */
function saysMore(text: string, items: readonly PlanItem[]): boolean {
  const known = new Set(wordsOf([joining, ...items.flatMap(({what, where, from, to}) => [what, where, from ?? '', to])].join(' ')));
  return wordsOf(text).some(word => !known.has(word));
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;:=]+/).filter(word => word !== '');
}

/** What is unusual about running it this time. */
function allowanceLines({breakGlass, otherwise, reason}: PlanShown['allowance'], columns: number): Line[] {
  return [
    ...(breakGlass === undefined ? [] : wrap([segment(`no second person agrees: ${breakGlass}`)], columns, label('ALONE', 'bad'))),
    ...(otherwise === undefined ? [] : wrap([segment(`the tool does not act: ${otherwise}`)], columns, label('INSTEAD', 'warning'))),
    ...(reason === undefined ? [] : wrap([segment(reason)], columns, label('AGAIN', 'warning'))),
  ];
}

/** `ABZU_USE_MCP  1 -> 0  in deploy/operator.env, line 3`. What has no values of its own is done or not; what is so already stays. */
function changeOf(item: PlanItem): Line {
  const {what, where, from, to} = item;
  const values = from === null && to === 'done' ? [] : staysSo(item) ? [segment(`  stays ${to}`)] : [segment(`  ${from ?? 'nothing'} -> `), segment(to, 'strong')];
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
