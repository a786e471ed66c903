/**
 * Why a text cannot be a token as it was issued, to follow "it"; it is never quoted. Tokens stand in
 * files of one line, in variables and in JSON, so whatever else came along is a slip of somebody's hand.
 */
export function tokenFormFault(text: string): string | undefined {
  return faults.find(([sign]) => sign.test(text))?.[1] ?? (text.isWellFormed() ? undefined : 'has half a character in it (UTF-16)');
}

const faults: ReadonlyArray<readonly [sign: RegExp, fault: string]> = [
  [/^$/, 'is empty'],
  [/^\uFEFF/, 'begins with a byte order mark'],
  [/[\n\r]/, 'has a line break in it'],
  [/^\s|\s$/, 'has a blank in front or behind'],
  [/\s/, 'has a blank in it'],
  [/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u, 'has a character in it that cannot be seen'],
  [/^["'`\u201C\u2018\u00AB]|["'`\u201D\u2019\u00BB]$/, 'has quotation marks around it'],
];
