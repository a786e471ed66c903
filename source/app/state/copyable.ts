import {shownSessions} from './history-rows.ts';
import type {Step} from '../../runbook/schema.ts';
import type {State} from './state.ts';
import {openWalk, offeredSentence, viewedStep} from './viewed-step.ts';

/** One line that somebody may want elsewhere, and what it is called. */
export type Copyable = {what: string; text: string};

/** What can be copied of the screen: a sentence for the channel, a session's name, a path, or the command that does a step by hand. */
export function copyable(state: State): Copyable | undefined {
  const {screen} = state;
  const sentence = offeredSentence(state);
  if (sentence !== undefined) return {what: 'the sentence', text: sentence};
  if (screen.name === 'history') return named(shownSessions(screen)[screen.selected]?.id);
  if (screen.name === 'story') return named(screen.session);
  if (screen.name === 'summary') return {what: "the journal's path", text: openWalk(state).journalPath};
  return screen.name === 'step' && openWalk(state).phase.name === 'reading' ? command(viewedStep(openWalk(state))) : undefined;
}

/** Where the page has one line for the shell, comments apart: of several nobody would know which. */
function command({prose}: Step): Copyable | undefined {
  const [only, ...others] = prose.flatMap(({kind, spans}) => (kind === 'code' ? spans.filter(({text}) => !/^\s*(?:#|$)/.test(text)) : []));
  return only && others.length === 0 ? {what: 'the command', text: only.text} : undefined;
}

function named(session: string | undefined): Copyable | undefined {
  return session === undefined ? undefined : {what: "the session's name", text: session};
}
