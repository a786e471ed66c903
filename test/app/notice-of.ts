import type {State} from '../../source/app/state/state.ts';
import {inOneText} from '../../source/errors.ts';

/** The answer to the last key, as one text. */
export const noticeOf = ({notice}: Pick<State, 'notice'>): string => (typeof notice === 'object' ? inOneText(notice) : (notice ?? ''));
