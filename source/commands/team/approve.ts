import {painted} from '../../app/screens/painted.ts';
import {planLines} from '../../app/screens/step/plan-lines.ts';
import {exitCode} from '../../errors.ts';
import {readWords, type PlainLines} from '../../session/plain/terminal-lines.ts';
import {aroundOf} from '../../team/around-of.ts';
import {readPlanForDesks, type PlanForDesks} from '../../team/plan-for-desks.ts';
import type {Agreement, Request} from '../../team/team-store.ts';
import {formatTimestamp} from '../../time.ts';
import {approverFault} from '../../walk/approval.ts';
import {askWith} from '../begin-plainly.ts';
import type {Context} from '../context.ts';
import {teamNamed, withStore} from './team.ts';

type Waiting = Request & {asked: PlanForDesks};

/**
 * `mcp-runbook approve`: what waits for another person's agreement; at a terminal also the whole plan, and agreeing to it
 * by its digits, as the database user that asks. 0 agreed or nothing waits, 1 nobody agreed. @throws OperatorError
 */
export async function approve(context: Context, session: string | undefined, {json}: {json?: boolean}): Promise<number> {
  const {place} = context;
  const named = await teamNamed(place);
  const {user, requests} = await withStore(place, named, async store => ({user: (await aroundOf(place, store)).user, requests: await store.requests()}));
  const all = requests.filter(request => session === undefined || request.session.startsWith(session));
  const waiting = all.flatMap((request): Waiting[] => {
    const asked = readPlanForDesks(request.plan);
    return asked ? [{...request, asked}] : [];
  });
  if (json) {
    context.printDocument({ok: true, user, waiting: waiting.map(({session: id, by, at, until, sha256, asked}) => ({session: id, by, at, until: formatTimestamp(until), sha256, ...asked}))});
    return exitCode.done;
  }
  if (waiting.length < all.length) context.tell(`${all.length - waiting.length} more wait, asked by another version that this one cannot read`);
  if (waiting.length === 0) {
    context.print(`Nothing waits for an agreement${session === undefined ? '' : ` in ${session}`}.`);
    return session === undefined ? exitCode.done : exitCode.checkFailed;
  }
  for (const [index, one] of waiting.entries()) context.print(`${index + 1} ${waitingText(one)}`);
  if (!context.answers) return exitCode.done;
  const isAgreed = await askWith(context, async lines => {
    const chosen = await choose(waiting, lines);
    return chosen !== undefined && agreeTo(context, chosen, user, {lines, agree: digits => withStore(place, named, store => store.agree(chosen.id, digits))});
  });
  return isAgreed ? exitCode.done : exitCode.checkFailed;
}

const clockTime = (at: string): string => `${at.slice(11, 19)} UTC`;

function waitingText({asked, session, by, at}: Waiting): string {
  const {procedure, step, environment, class: where, incident, operator} = asked;
  const who = operator === by ? by : `${operator} (database user ${by})`;
  return `${procedure}, ${step}\n  ${where.toUpperCase()} ${environment === where ? '' : `${environment} `}${incident === null ? '' : `${incident} `}${who} waits since ${clockTime(at)}\n  ${session}`;
}

async function choose(waiting: readonly Waiting[], lines: PlainLines): Promise<Waiting | undefined> {
  if (waiting.length === 1) return waiting[0];
  for (;;) {
    const typed = await readWords(lines, 'Which one? Nothing and enter: none: ');
    if (typed === undefined) return undefined;
    const chosen = waiting[Number(typed) - 1];
    if (chosen) return chosen;
  }
}

type Asking = {lines: PlainLines; agree(digits: string): Promise<Agreement>};

/** Shows the plan as the operator has it on screen, and takes its digits, typed. */
async function agreeTo(context: Context, {asked, by}: Waiting, user: string, {lines, agree}: Asking): Promise<boolean> {
  const {digits} = asked.plan;
  for (const row of planRows(asked)) context.print(row);
  const fault = by === user ? refusals.own : approverFault(user, asked.operator, {approvers: asked.people ?? undefined});
  if (fault !== undefined) {
    context.print(`Not agreed: ${fault}.`);
    return false;
  }
  for (;;) {
    const typed = (await lines.type(`${user}, to agree type its digits, ${digits}; enter alone: not agreed: `))?.trim() ?? '';
    const verdict = typed === '' ? 'unsaid' : await agree(typed);
    if (verdict === 'agreed') {
      context.print(`Agreed, as ${user}. ${asked.operator} goes on, and is asked to confirm.`);
      return true;
    }
    context.print(`Not agreed: ${refusals[verdict]}.`);
    if (verdict !== 'digits') return false;
  }
}

const refusals: Record<Exclude<Agreement, 'agreed'> | 'unsaid', string> = {
  unsaid: 'nothing was typed',
  digits: "those are not the plan's digits",
  own: 'whoever asks cannot agree, and this is the same database user',
  late: 'the plan has run out; whoever waits reads it again, and asks anew',
  over: 'nobody waits for that any more, or the plan has changed since; ask for the list again',
  stranger: 'the console that asks does not name this user among those who may',
  unknown: 'the database does not know it any more',
};

function planRows({gateway, of, changes, plan, allowance}: PlanForDesks): string[] {
  const effect = changes === null ? ({kind: 'reads'} as const) : ({kind: 'changes', what: changes} as const);
  const rows = painted(planLines({of: of ?? undefined, effect, plan, allowance}, {columns: Math.min(process.stdout.columns, widest)}), false);
  return ['', `gateway ${gateway}`, '', ...rows, ''];
}

/** As on the page of a step. */
const widest = 88;
