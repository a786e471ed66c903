import {viewsOf} from './secret-spellings.ts';

/**
 * Secrets that nobody has named, known by where they stand: behind the name of a secret thing, in one of the ways in
 * which programs write a name and its value. Pure.
 */

const keys = String.raw`(?:api|access|secret|account|app(?:lication)?|subscription|functions|private|(?<!MCP_RUNBOOK_)signing|encryption|master|service|auth)[-_]?key`;

/**
 * How the names end of what holds a secret: variables, members, headers and options alike, in whatever letters and
 * whatever stands before. Some are a name of something else without a word before them: `PWD` is a folder, and our own signing key a file.
 */
const secretEndings = String.raw`(?:token|secrets?|pass(?:word|wd|phrase|code)|sshpass|credentials?|${keys}|(?<=[-_.])(?:pass|pwd|pat)|(?<![A-Za-z0-9])pass)`;

const secretName = new RegExp(`${secretEndings}$`, 'i');

/** Whoever names a key or credentials may name the file in which they lie, and `..._PWD` a folder; a password and a token are none. */
const placeName = /(?:credentials?|secrets?|(?:^|[-_.])pwd|(?:api|app|private|signing|encryption|master|service|auth)[-_]?key)$/i;

/** Base64 may begin like one, but has its signs. */
const path = /^(?:[~.]{0,2}\/|[A-Za-z]:\\)[^+=]*$/;

export const isSecretName = (name: string): boolean => secretName.test(name);

/** Whether a variable of such a name tells where the secret lies, which is none itself. */
export const isPlace = (name: string, value: string): boolean => placeName.test(name) && path.test(value);

/** What stands for a secret that is hidden already, or for none. */
const standIn = /^(?:|<[^<>]*>|\*+|[.\u00B7\u2022]{2,}.*|\u2026.*|&lt;.*|\\<.*|\$[A-Za-z_]\w*|\$[{(].*|\{\{?[\w .-]*\}{0,2}|%\w+%|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,12}|https?:\/\/.*|n\/a)$/;

/** What people and programs write where a secret would stand. */
const words = new Set(
  ('redacted fingerprint unavailable none null nil undefined true false yes no not set unset missing required optional unknown empty absent present given wanted needed hidden masked removed deleted changed replaced rotated revoked expired ' +
    'invalid valid wrong refused rejected accepted denied stale live fresh good default generated issued found same other string text number boolean object value file files env environment vault keyring prompt ' +
    'stdin from with that this see must may and has have was were will cannot should bearer basic digest negotiate authentication authorization token tokens secret secrets password passwords credential credentials key keys ' +
    'enabled disabled used unused ignored kept stored saved loaded written read updated ok failed sent tbd todo').split(' '),
);

/** Unquoted, what a program has for an expression: a call, a member of something, another name of a secret. */
const expression = /[\w$]\(|^(?:this|self|process|env|os|config|options|args|props|ctx)\.|^[A-Za-z_$]+(?:\.[A-Za-z_$]+){1,5}$/;

const shortest = 4;

/** A text may be JSON, or lines of it; deeper is not looked. */
const deepest = 64;

/** Only a text with such a word is looked at closely. */
const hint = /token|secret|pass|[-_.]p(?:wd|at)|credential|authori[sz]ation|key|cookie/i;

/** A word of the language tells nothing: a secret that stands in no sure place has a digit, or letters of both kinds. */
const tells = (text: string): boolean => /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text));

const named = new RegExp(`(?:${secretEndings}|(?:proxy[-_]?)?authori[sz]ation|cookie|(?<![\\w-])x-[\\w-]{1,40}-key)(?![A-Za-z0-9]|[-_.][A-Za-z0-9])`, 'gi');

/** Something that links a name to a value, at the least a blank behind an option or two in a table. */
const follows = /["']?\s{0,8}[:=,v]|["']\s|>|[ \t]{2}|\t|(?<=-[\w-]{1,64})[ \t]/iy;

const headers = [{form: /authori[sz]ation$/i, secretsIn: inAuthorization}, {form: /cookie$/i, secretsIn: inCookie}];

/** The setting of an environment that lists names of variables. */
const ourSetting = 'pass';

/** Alone these say nothing of what is told of them. */
const lone = /^(?:token|secrets?|credentials?|pass)$/i;

const quoted = String.raw`(?<q>["'])(?<quoted>(?:\\.|(?!\k<q>)[^\\\n]){1,2000})(?:\k<q>|$)`;
const bare = String.raw`(?<bare>[^\s"'\x60,;&)}\]<>|]{1,2000})`;
const unbroken = String.raw`(?<bare>[^\s"'\x60]{1,2000})`;
const lineEnd = String.raw`[ \t]*\r?(?=$|["'\x60]|[ \t]#)`;

/** `sure`: its place alone makes a value a secret; else it has to look like one. */
type Syntax = {form: RegExp; sure: boolean; if?(spot: Spot): boolean};

/** A name, what stands before it in its line, and whether a quotation mark does. */
type Spot = {name: string; before: string; inQuotes: boolean; around(): string};

const after = (form: string): RegExp => new RegExp(form, 'iym');
const beginsLine = ({before}: Spot): boolean => /(?:^|["'\x60])[\s>*|+<-]*(?:export\s+)?$/.test(before);
const isVariable = ({name}: Spot): boolean => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name);
const besideBearer = ({around}: Spot): boolean => /credentials?["']?\s*:|type["']?\s*:\s*["']?(?:bearer|basic)/i.test(around());

const syntaxes: readonly Syntax[] = [
  // `"name": "X_TOKEN", "value": "..."`, as Kubernetes has it.
  {form: after(String.raw`["']?[\s,;]{0,60}["']?value["']?\s{0,4}[:=]\s{0,4}(?:${quoted}|${bare})`), sure: true, if: ({name}) => name !== ourSetting},
  // Members, in whatever marks, and what else has its value in marks: `"token": "..."`, `token = '...'`, `token => "..."`.
  {form: after(String.raw`["']?\s{0,8}(?::=?|=>?)\s{0,8}${quoted}`), sure: true},
  {form: after(String.raw`["']\s{0,8}(?::|=>)\s{0,8}${bare}`), sure: true, if: ({inQuotes}) => inQuotes},
  // Variables, queries, forms, connection strings.
  {form: after(`=${unbroken}`), sure: true, if: isVariable},
  {form: after(`["']?=${bare}`), sure: true},
  // Options.
  {form: after(String.raw`[ \t]+(?:${quoted}|(?!-)${unbroken})`), sure: true, if: ({name}) => name.startsWith('-')},
  // Headers, YAML, and files of settings: all of a line.
  {form: after(String.raw`[ \t]{0,20}[:=][ \t]*${unbroken}${lineEnd}`), sure: true, if: spot => beginsLine(spot) && (!lone.test(spot.name) || besideBearer(spot))},
  {form: after(String.raw`:[ \t]+${bare}[ \t]*[,}]`), sure: true, if: spot => isVariable(spot) && /[{,]\s*$/.test(spot.before)},
  {form: after(String.raw`:[ \t]*\[${bare}`), sure: true, if: ({name}) => name !== ourSetting},
  {form: after(String.raw`>(?<bare>[^<>\s]{1,2000})<\/`), sure: true},
  {form: after(String.raw`["']\s{0,4},\s{0,4}${quoted}\s{0,4}[)\]]`), sure: false, if: ({before}) => /[([]\s*["']$/.test(before)},
  {form: after(String.raw`(?::[ \t]+|[ \t]=[ \t]+)(?<bare>[^\s"'\x60$<{&;,][^\s"'\x60&;,]{5,2000})`), sure: false, if: ({name}) => !lone.test(name)},
  {form: after(String.raw`:[ \t]+(?<bare>[^\s"'\x60]{8,2000})${lineEnd}`), sure: false, if: spot => beginsLine(spot)},
  // A table.
  {form: after(String.raw`(?:[ \t]{2,}|\t)(?<bare>[^\s"'\x60/]{12,2000})[ \t]*$`), sure: false, if: beginsLine},
];

/** What stands behind the name of a header, up to the end of its line or of the marks it is in. */
const headerForm = /["'\x60]?\s{0,8}(?::|=>?|,)\s{0,8}\[?["'\x60]?((?:[A-Za-z][\w-]{0,40}[ \t]+)?(?:[\w-]{1,60}="[^"\n]{0,400}"(?:,\s*)?){1,20}|[^"'\x60\]\n]{1,1000})/y;

/** What may be a word of the language is masked where it stands as one: nobody can read a text without `test` in `latest`. */
export const isWeak = (text: string): boolean => text.length < 8 || !tells(text);

/** The secrets that a text, or a value of JSON, holds by their place; each once. */
export function placedSecrets(outside: unknown): string[] {
  const found = new Set<string>();
  collect(outside, {found, seen: new Set(), left: {texts: mostWithin}, inside: false, member: '', holdsToken: false, depth: 0});
  return [...found];
}

/** JSON that is looked at inside other texts: of one that is encoded again and again each view would have as many. */
const mostWithin = 400;

type Where = {found: Set<string>; /** Texts that were looked at. */ seen: Set<string>; left: {texts: number}; inside: boolean; member: string; holdsToken: boolean; depth: number};

function collect(outside: unknown, where: Where): void {
  const {found, seen, member, holdsToken, depth} = where;
  if (depth > deepest) return;
  if (typeof outside === 'string') {
    const secrets = inMember(member, outside, holdsToken);
    for (const secret of secrets) found.add(secret);
    if (secrets.length > 0 || seen.has(outside) || !hint.test(outside)) return;
    for (const {text} of viewsOf(outside)) {
      if (seen.has(text)) continue;
      seen.add(text);
      inText(text, {...where, inside: where.inside || text !== outside});
    }
    return;
  }
  if (typeof outside !== 'object' || outside === null) return;
  if (Array.isArray(outside)) {
    for (const item of outside) collect(item, {...where, member: member === ourSetting ? '' : member, depth: depth + 1});
    return;
  }
  const members = Object.entries(outside);
  const textOf = (wanted: RegExp): string => members.flatMap(([name, value]) => (wanted.test(name) && typeof value === 'string' ? [value] : []))[0] ?? '';
  const tokenHere = holdsToken || /^(?:credentials?|auth(?:entication|ori[sz]ation)?)$/i.test(member) || /^(?:bearer|basic|token)$/i.test(textOf(/^type$/i));
  // The name may be a member itself.
  const told = textOf(/^(?:name|key)$/i);
  for (const [name, value] of members) collect(value, {...where, member: /^value$/i.test(name) && isSecretName(told) && told !== ourSetting ? told : name, holdsToken: tokenHere, depth: depth + 1});
}

function inMember(name: string, text: string, holdsToken: boolean): string[] {
  if (holdsToken && /^token$/i.test(name)) return isGiven(withoutScheme(text)) ? [withoutScheme(text)] : [];
  if (!hint.test(name)) return [];
  const header = headers.find(({form}) => form.test(name));
  if (header) return header.secretsIn(text);
  const value = withoutScheme(text);
  return isSecretName(name) && isSecret(value, {name, isBare: false, sure: true}) ? [value] : [];
}

function inText(text: string, where: Where): void {
  const {found, left, inside, depth} = where;
  const within = (json: string): void => {
    if (inside && left.texts <= 0) return;
    if (inside) left.texts -= 1;
    collect(parsed(json), {...where, inside: true, member: '', holdsToken: false, depth: depth + 1});
  };
  if (!hint.test(text)) return;
  for (const line of text.split('\n')) {
    const json = line.trim();
    if (/^[[{"]/.test(json) && hint.test(json)) within(json);
  }
  if (text.includes('\n') && /^\s*[[{]/.test(text)) within(text);
  const names = new RegExp(named);
  for (let match = names.exec(text); match !== null; match = names.exec(text)) {
    const {secrets, to} = behind(text, match.index, names.lastIndex);
    for (const secret of secrets) found.add(secret);
    names.lastIndex = to;
  }
}

/** What stands behind a name that ends there, and from where on there may be another. */
function behind(text: string, at: number, end: number): {secrets: string[]; to: number} {
  follows.lastIndex = end;
  if (!follows.test(text)) return {secrets: [], to: end};
  let start = at;
  while (start > 0 && at - start < 64 && /[\w.-]/.test(text[start - 1] ?? '')) start -= 1;
  const name = text.slice(start, end);
  const header = headers.find(({form}) => form.test(name));
  if (header) {
    headerForm.lastIndex = end;
    const rest = headerForm.exec(text)?.[1]?.trim() ?? '';
    const secrets = header.secretsIn(rest);
    return {secrets, to: secrets.length > 0 ? headerForm.lastIndex : end};
  }
  const before = text.slice(Math.max(0, start - 80), start);
  const spot: Spot = {name, before: before.slice(before.lastIndexOf('\n') + 1), inQuotes: /["']$/.test(before), around: () => text.slice(Math.max(0, start - 200), end + 200)};
  for (const {form, sure, if: fits} of syntaxes) {
    if (fits?.(spot) === false) continue;
    form.lastIndex = end;
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    // In the midst of a sentence the last sign belongs to that.
    const value = withoutScheme(groups.quoted ?? (isVariable(spot) ? groups.bare : groups.bare?.replace(/[.,:;!?)\]}]{1,20}$/, '')) ?? '');
    if (isSecret(value, {name, isBare: groups.quoted === undefined, sure})) return {secrets: [value], to: form.lastIndex};
  }
  return {secrets: [], to: end};
}

const withoutScheme = (text: string): string => text.replace(/^(?:bearer|basic|token|apikey)\s+/i, '');

const isGiven = (text: string): boolean => text.length >= shortest && !standIn.test(text) && !words.has(text.toLowerCase());

function isSecret(text: string, {name, isBare, sure}: {name: string; isBare: boolean; sure: boolean}): boolean {
  if (!isGiven(text) || isPlace(name, text) || (lone.test(name) && /^(?:[0-9a-f]{8}$|[~.]{0,2}\/)/.test(text))) return false;
  // A password may be a sentence, a token is none.
  if (/^pass$/i.test(name) ? /\s|^\d+$/.test(text) : /\s/.test(text) && !/pass|secret/i.test(name)) return false;
  if (isBare && (expression.test(text) || (isSecretName(text) && !/\d/.test(text)))) return false;
  if (sure && isSecretName(name)) return true;
  return lone.test(name) ? /\d/.test(text) : tells(text);
}

/** `Bearer ...` (RFC 9110, section 11.6.2) of whatever scheme, and a scheme with its parameters. */
function inAuthorization(rest: string): string[] {
  const [, scheme = '', given = rest] = /^([A-Za-z][\w-]{0,40})[ \t]+(\S[^]*)$/.exec(rest) ?? [];
  if (scheme !== '' && /^[\w-]+\s*=\s*\S/.test(given) && !/^[A-Za-z0-9+/]+=*$/.test(given)) return isGiven(given) ? [given] : [];
  const [first = '', ...more] = given.split(/\s+/);
  const value = first.replace(/[.,;)]+$/, '');
  return isGiven(value) && (more.length === 0 || tells(value)) ? [value] : [];
}

/** Each cookie (RFC 6265, section 4.2.1), and what it holds where that stands elsewhere. */
function inCookie(rest: string): string[] {
  return rest.split(/;\s*/, 60).flatMap(pair => {
    const [, name = '', value = ''] = /^([\w.-]{1,100})=(\S+)$/.exec(pair.trim()) ?? [];
    if (!isGiven(value) || /^(?:path|domain|expires|max-age|samesite|priority)$/i.test(name)) return [];
    return tells(value) && value.length >= 8 ? [pair.trim(), value] : [pair.trim()];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
