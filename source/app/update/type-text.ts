import {edit, fieldOf, fieldText, insert, insertKeys, type Edit, type Field} from '../state/text-field.ts';
import type {Key, NamedKey} from '../state/key.ts';
import {hasExpired, modeOf} from '../state/viewed-step.ts';
import {withWalk, type Next} from './transitions.ts';
import {isList} from '../state/list-rows.ts';
import {typeFilter} from './narrow-list.ts';
import type {Message, State} from '../state/state.ts';

const edits: Partial<Record<NamedKey, Edit>> = {
  backspace: 'backspace',
  delete: 'delete',
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  'ctrl-u': 'clear',
};

/** The field after one key. */
export function typedInto(field: Field, key: Key, longest?: number): Field {
  switch (key.kind) {
    case 'character':
      return insert(field, key.character, longest);
    case 'burst':
      return insertKeys(field, key.text, longest);
    case 'paste':
      return insert(field, key.text, longest);
    case 'named': {
      const by = edits[key.name];
      return by ? edit(field, by) : field;
    }
    case 'other':
      return field;
  }
}

/** Characters of a secret that are taken; the longest tokens in use have a few thousand. */
export const longestSecret = 16_384;

const dot = '*';

/**
 * The key goes into the field on screen. Of a secret the field holds a dot for each character; the
 * characters are collected by whoever hands them on.
 */
export function typed(state: State, key: Key): Next {
  if (state.walk && hasExpired(state.walk)) return [{...state, notice: 'not taken: the plan has expired; enter reads it again'}, []];
  if (modeOf(state) !== 'concealing') return [withField(state, field => typedInto(field, key)), []];
  const dots = ({characters, cursor}: Field): Field => ({characters: characters.map(() => dot), cursor});
  return [byHand(withField(state, field => dots(typedInto(field, key, longestSecret))), key), [{type: 'conceal', key}]];
}

/** What is pasted has no slip of a finger in it. */
function byHand(state: State, key: Key): State {
  return withWalk(state, walk => {
    if (walk.phase.name !== 'asking' || walk.phase.by === 'hand, once more') return walk;
    const {by, ...rest} = walk.phase;
    const typed = rest.field.characters.length > 0 && (by !== undefined || key.kind === 'character');
    return {...walk, phase: {...rest, ...(typed && {by: 'hand' as const})}};
  });
}

/** Rows of names that a notice has room for. */
const mostNamed = 8;

/** The path goes on as far as there is no choice; nothing where it was typed on meanwhile. */
export function completed(state: State, {typed: asked, text, choices}: Extract<Message, {type: 'completed'}>): Next {
  const {walk} = state;
  if (walk?.phase.name !== 'attaching' || fieldText(walk.phase.field) !== asked) return [state, []];
  const rest = choices.length - mostNamed;
  const named = choices.length > 1 ? `${choices.slice(0, mostNamed).join('  ')}${rest > 0 ? `  and ${rest} more` : ''}` : undefined;
  const notice = named ?? (choices.length === 0 ? 'nothing there begins so: take letters back' : undefined);
  return [{...state, walk: {...walk, phase: {...walk.phase, field: fieldOf(text)}}, notice}, []];
}

function withField(state: State, change: (field: Field) => Field): State {
  if (isList(state.screen)) return typeFilter(state, state.screen, change);
  if (state.screen.name === 'operator') return {...state, screen: {...state.screen, field: change(state.screen.field)}};
  if (state.screen.name === 'beside') return {...state, screen: {...state.screen, field: change(state.screen.field)}};
  return withWalk(state, walk => ('field' in walk.phase ? {...walk, phase: {...walk.phase, field: change(walk.phase.field)}} : walk));
}
