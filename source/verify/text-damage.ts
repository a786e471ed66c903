/** Several lines in one: line feeds lost, or made blanks, returns or NULs. */
const isGlued = (text: string): boolean => /\}\}[\s\0]*\{"v":\d/.test(text);

/** A program read the lines and saved them anew as one list, even of a single line. */
const isList = (text: string): boolean => /^\[\s*\{"v":\d|\}\}\s*,\s*\{"v":\d/.test(text);

/** How people, editors and disks damage a text file; each finishes the sentence "The line ...". */
const damages: ReadonlyArray<{is(text: string): boolean; says: string}> = [
  {is: text => text === '', says: 'is empty: somebody added a line feed.'},
  {is: text => /^\0+$/.test(text), says: 'is nothing but zeros, as a disk leaves them where the power went.'},
  {is: text => /^(?:\xFF\xFE|\xFE\xFF)|(?:[^\0]\0){8}|(?:\0[^\0]){8}/.test(text), says: 'is UTF-16: the file was saved in another encoding.'},
  {is: text => text.startsWith('\xEF\xBB\xBF'), says: 'begins with a byte order mark: an editor saved the file anew.'},
  {is: isList, says: 'is a list of lines: the file was saved anew as one array.'},
  {is: isGlued, says: 'is several lines in one: the line feeds between them are gone.'},
  {is: text => text.endsWith('\r'), says: 'ends in CR LF: an editor or a transfer changed the line ends.'},
  {is: text => /^(?:<{7}|={7}|>{7}|\|{7})/.test(text), says: 'is a conflict mark: the file was merged by a version control.'},
  {is: text => /^\s+\S|\S\s+$/.test(text), says: 'has blanks around it: an editor put them there, or a formatter spread a line over several.'},
  {is: text => /^[[{]$|^[\]}],?$/.test(text), says: 'is a piece of one: a formatter spread a line over several.'},
  {is: text => text.startsWith('{"v":') && !text.endsWith('}}'), says: 'is cut off: its end is missing.'},
  {is: text => /^(?!\{"v":).*\}\}$/.test(text), says: 'has lost its beginning.'},
];

/** Which of them it is; undefined where none is known. `text`: the bytes of a line without LF, one character each. */
export function textDamage(text: string): string | undefined {
  const found = damages.find(({is}) => is(text));
  return found && `The line ${found.says}`;
}

/** The same of what follows the last line feed, where no writer that was cut off can have left it so. */
export function tornDamage(text: string): string | undefined {
  return isGlued(text) || isList(text) ? textDamage(text) : undefined;
}
