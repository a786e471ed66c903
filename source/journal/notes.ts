export type Note = {step: string | null; text: string; at: string; /** Who said it. */ by: string};

/** Newest first and shared between states, so that a long journal is replayed without copying it over and over. */
export type Notes = {note: Note; before: Notes} | undefined;

/** In the order in which they were written. */
export function listNotes(notes: Notes): Note[] {
  const list: Note[] = [];
  for (let rest = notes; rest; rest = rest.before) list.push(rest.note);
  return list.reverse();
}
