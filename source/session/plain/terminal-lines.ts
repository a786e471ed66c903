/** Lines of plain text, for terminals that are no screens and for screen readers. */
export type PlainLines = {
  print(text: string): void;
  /** One typed line; undefined at the end of input, and once `until` ends the question. `unseen`: what is typed is not echoed. */
  read(prompt: string, unseen?: 'unseen', until?: AbortSignal): Promise<string | undefined>;
  /** The same where a line lets something change: of a paste it is said that it is not taken, and the question comes again. */
  type(prompt: string, until?: AbortSignal): Promise<string | undefined>;
};

/** One typed line without the spaces around it; undefined when nothing was typed. */
export async function readWords(lines: PlainLines, prompt: string, until?: AbortSignal): Promise<string | undefined> {
  return (await lines.read(prompt, undefined, until))?.trim() || undefined;
}
