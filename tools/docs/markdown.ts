/** A row of a table by the heads of its columns. */
export type Row = readonly string[];

/** A GitHub table; a pipe in a cell stays a pipe. */
export function table(heads: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

export const fenced = (language: string, lines: readonly string[]): string => ['```' + language, ...lines, '```'].join('\n');

/** Paragraphs as wide as a window; tables, fences, lists and headings stay as they are. */
const wrapped = (block: string): string => (/^(?:\| |```|<!|#|\d+\. )/.test(block) ? block : block.replaceAll('\n', ' ').replaceAll(/(.{1,118})(?: |$)/g, '$1\n').trimEnd());

/** A page that nobody edits. */
export function madePage(title: string, source: string, ...blocks: readonly string[]): string {
  return `${[`# ${title}`, `<!-- Made from ${source} by \`npm run docs\`. -->`, ...blocks.flatMap(block => block.split('\n\n')).map(wrapped)].join('\n\n')}\n`;
}
