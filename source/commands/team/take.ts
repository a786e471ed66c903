import {exitCode, OperatorError} from '../../errors.ts';
import {pasted} from '../../pasted.ts';
import {readWords} from '../../session/plain/terminal-lines.ts';
import {findTakeable, takeSession, type Takeable} from '../../session/take-session.ts';
import {AnotherHadIt, verifyWhoGoesOn} from '../../session/who-goes-on.ts';
import {aroundOf} from '../../team/around-of.ts';
import {askWho, askWith} from '../begin-plainly.ts';
import type {Context} from '../context.ts';
import {describedOtherwise} from '../../session/resume-session.ts';
import {operatorOf} from '../operator.ts';
import {resume, type ResumeFlags} from '../resume.ts';
import {teamNamed, withStore} from './team.ts';

export type TakeFlags = ResumeFlags;

/** `mcp-runbook take`: a session of another console is this one's from here on, and is gone on with. @throws OperatorError */
export async function take(context: Context, named: string, flags: TakeFlags): Promise<number> {
  const {place} = context;
  const known = operatorOf(flags.operator, context.tell);
  const taken = await withStore(place, await teamNamed(place), async store => {
    await aroundOf(place, store);
    const takeable = await findTakeable(place, store, named);
    context.print(takeableText(takeable));
    const operator = await whoTakes(context, takeable, {operator: known, guessed: flags.operator === undefined || undefined});
    const reason = operator === undefined ? undefined : await reasonFor(context, takeable, flags.reason);
    const despite = reason === undefined ? undefined : await despiteFor(context, takeable, flags.despite);
    if (operator === undefined || reason === undefined || despite === undefined) return undefined;
    await takeSession(place, store, takeable, {operator, reason});
    return {id: takeable.session.id, operator, ...despite};
  });
  if (taken === undefined) {
    context.print('Nothing was taken.');
    return exitCode.checkFailed;
  }
  const {id, operator, despite} = taken;
  context.print(`${id} is this console's now.`);
  if (context.interactive || context.answers) return goOn(context, id, {...flags, as: operator, ...(despite !== undefined && {despite})});
  context.print(`Go on with it at a terminal: ${pasted(place, 'resume', id)}`);
  return exitCode.done;
}

/** What it was taken for is no reason to be beside others. */
function goOn(context: Context, session: string, {reason: _, ...flags}: TakeFlags): Promise<number> {
  return resume(context, session, flags);
}

function takeableText({session: {opened, operator, current, steps}, left}: Takeable): string {
  const position = steps.findIndex(({id}) => id === current);
  const where = position === -1 ? 'walked to the end' : `at step ${position + 1} of ${steps.length}, ${steps[position]?.title ?? ''}`;
  return `${opened.runbook.title} in ${opened.environment.name}, ${where}; ${left === undefined ? `the console of ${operator} has not been heard of for a minute or more` : `${operator} left it: ${left}`}`;
}

/** What is written in taking it is under a name that somebody has said, or that had it last. Undefined where nobody says it. */
async function whoTakes(context: Context, {session}: Takeable, known: {operator: string; guessed?: true | undefined}): Promise<string | undefined> {
  try {
    verifyWhoGoesOn(session, known);
    return known.operator;
  } catch (error) {
    if (!(error instanceof AnotherHadIt) || !context.answers) throw error;
    return askWith(context, lines => askWho(error.last, lines));
  }
}

/** Why it is gone on with though the environment is described otherwise here; asked before anything is taken. Undefined where nobody says it; whoever only takes it is asked when it is gone on with. */
async function despiteFor(context: Context, {session}: Takeable, said: string | undefined): Promise<{despite?: string} | undefined> {
  const isAsked = context.answers && said === undefined;
  const changed = isAsked ? await describedOtherwise(context.place, session) : [];
  if (changed.length === 0) return said === undefined ? {} : {despite: said};
  context.print(`${session.opened.environment.name} is described otherwise here:`);
  for (const one of changed) context.print(`  ${one}`);
  const despite = await askWith(context, lines => readWords(lines, 'Why is that right? This stays on record; enter alone: not taken: '));
  return despite === undefined ? undefined : {despite};
}

/** Who left it has said why; of a console that fell silent somebody has to say what happened. */
async function reasonFor(context: Context, {left}: Takeable, said: string | undefined): Promise<string | undefined> {
  if (said !== undefined) return said;
  if (left !== undefined) return left;
  if (context.answers) return askWith(context, lines => readWords(lines, 'Why is it taken over? This stays on record; enter alone: it is not: '));
  throw new OperatorError('nobody left this session, so somebody has to say why it is taken over', {code: 'no-reason', next: `Say it with: ${pasted(context.place, 'take', 'SESSION', '--reason', 'WHY')}`, exit: exitCode.usage});
}
