/**
 * Text from outside becomes visible before it becomes text on a screen: what would steer the
 * terminal or hide from the eye is shown as a mark, never removed, so that the screen shows the
 * very characters that were there.
 */

declare const displayBrand: unique symbol;

/** Text that is safe to put on a terminal. Only this file makes it. */
export type DisplayText = string & {readonly [displayBrand]: true};

/** Most text: nothing here has to be made visible. The classes below take longer to set up than all that a short command prints. */
const plain = /^[\u0020-\u007E]*$/;

/**
 * Control (C0, DEL, C1), format (bidi, zero width, tags), separators, unassigned and private
 * characters, lone surrogates, and letters that draw nothing (default-ignorable, braille blank).
 * The joiners and selectors inside emoji are among them: terminals disagree about the width of what
 * they join, and a frame must not break. More than four combining marks on one character are a way to
 * paint over other lines.
 */
function marked(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu, mark)
    .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1<more marks>');
}

/** Text longer than this is cut; screens show excerpts, files keep the whole. */
const longestText = 4096;

function mark(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Never half a character: the two units of a pair (UTF-16) stay together. */
function firstPart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = (text.codePointAt(limit - 1) ?? 0) > 0xff_ff ? limit - 1 : limit;
  return text.slice(0, end);
}

function makeVisible(text: string, limit: number): string {
  const cut = firstPart(text, limit);
  const visible = plain.test(cut) ? cut : marked(cut);
  return cut === text ? visible : `${visible}<${text.length - cut.length} more characters>`;
}

/** One line of outside text; line breaks and tabs become marks too. */
export function display(text: unknown, limit: number = longestText): DisplayText {
  return makeVisible(typeof text === 'string' ? text : String(text), limit) as DisplayText;
}

/** Outside text of several lines: breaks at LF and CRLF, tabs as two spaces, the rest as marks. */
export function displayLines(text: string, limit: number = 64 * 1024): DisplayText[] {
  const cut = firstPart(text, limit);
  const rest = cut === text ? '' : `\n<${text.length - cut.length} more characters>`;
  return `${cut}${rest}`.split(/\r?\n/).map(line => display(line.replaceAll('\t', '  ')));
}
