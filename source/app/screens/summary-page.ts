import {drillEnd} from '../../drill/debrief-text.ts';
import {countSteps, tallyText} from '../../journal/tally.ts';
import {clockOf} from '../../status/status-text.ts';
import {leftOffLines} from './left-off-lines.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {Walk} from '../state/state.ts';
import type {Page, View} from './view.ts';

/** How the walk ended, step by step, and what to paste into the incident channel. */
export function summaryPage(walk: Walk, view: View): Page {
  const {session} = walk;
  const complete = session.closed?.verdict === 'completed';
  return {
    lines: [
      ...wrap([segment(`${session.opened.runbook.title}: `, 'strong'), walk.debrief ? segment(`drill ${drillEnd(walk.debrief)}`, walk.debrief.expected ? 'good' : 'bad') : segment(complete ? 'completed' : 'not completed', complete ? 'good' : 'bad')], view.columns),
      line(tallyText(countSteps(session))),
      ...(session.closed ? leftOffLines(walk, view) : []),
      ...session.cutOff.map(at => line(`cut off, and gone on with at ${clockOf(at, walk.time.now)} UTC`, 'warning')),
      ...(session.closed?.reason ? wrap([segment(session.closed.reason)], view.columns, line('ended: ', 'strong')) : []),
      blank,
      ...session.steps.flatMap((step, index) => stepLines(step, index, view)),
      blank,
      ...wrap([segment(session.id)], view.columns, line('session  ', 'strong')),
      ...wrap([segment(walk.head), segment(`  ${session.class === 'practice' ? 'these digits' : 'paste these digits into the incident channel: they'} pin the journal as it is now`, 'faint')], view.columns, line('head     ', 'strong')),
      ...wrap([segment(walk.journalPath)], view.columns, line('journal  ', 'strong')),
    ],
  };
}

function stepLines(step: Walk['session']['steps'][number], index: number, {columns, symbols}: View): Line[] {
  const failed = step.outcome?.proofs.filter(({state}) => state === 'fails').map(({text}) => text) ?? [];
  const stated = step.outcome?.proofs.filter(({state}) => state === 'stated').length ?? 0;
  const silent = step.outcome?.proofs.filter(({state}) => state === 'not stated').length ?? 0;
  const held = step.outcome?.proofs.filter(({state}) => state === 'holds').length ?? 0;
  // A question that was left open used no try.
  const tries = step.attempts - (step.leftOpen ?? 0);
  const told = [
    ...(tries > 1 ? [`${ordinal(tries)} try`] : []),
    ...(step.skipped === undefined ? [] : [`skipped: ${step.skipped}`]),
    ...(step.settled ? [`${step.settled.settlement}: ${step.settled.note}`] : []),
    ...(held > 0 ? [`${held} proved`] : []),
    ...(stated > 0 ? [`${stated} stated, not verified`] : []),
    ...(step.status === 'done' && silent > 0 ? [`${silent} not stated by anyone`] : []),
    ...failed.map(text => `did not hold: ${text}`),
  ].join(', ');
  const style = step.status === 'done' ? undefined : step.status === 'failed' ? 'bad' : 'warning';
  return wrap(
    [segment(`${step.title}  `), segment(told, 'faint')],
    columns,
    [segment(symbols.step[step.status], style), segment(` ${index + 1} `)],
  );
}

function ordinal(number: number): string {
  const last = number % 100 > 10 && number % 100 < 14 ? 0 : number % 10;
  return `${number}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
