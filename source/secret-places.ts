/**
 * Secrets that nobody has named, known by where they stand: in a member that holds a token, behind an
 * authorization header, in a variable of such a name. Pure.
 */

const keys = String.raw`(?:api|access|secret|account|app(?:lication)?|subscription|functions|private|signing|encryption|master|service|auth)[-_]?key`;

/**
 * How the names end of what holds a secret: variables, members, headers and options alike, in whatever letters and
 * whatever stands before. Some are a name of something else without a word before them: `PWD` is a folder.
 */
const secretEndings = String.raw`(?:token|secrets?|pass(?:word|wd|phrase|code)|sshpass|credentials?|${keys}|(?<=[-_.])(?:pass|pwd|pat)|(?<![A-Za-z0-9])pass)`;

const secretName = new RegExp(`${secretEndings}$`, 'i');

/** Whoever names a key or credentials may name the file in which they lie; a password and a token are none. */
const placeName = /(?:credentials?|secrets?|(?:private|signing|encryption|master|service|auth)[-_]?key)$/i;

/** Base64 may begin like one, but has its signs. */
const path = /^(?:[~.]{0,2}\/|[A-Za-z]:\\)[^+=]*$/;

export const isSecretName = (name: string): boolean => secretName.test(name);

/** Whether a variable of such a name tells where the secret lies, which is none itself. */
export const isPlace = (name: string, value: string): boolean => placeName.test(name) && path.test(value);

/** Members whose string is a secret wherever they stand, in any of the usual spellings. */
const secretMember = /^(?:(?:proxy[-_]?)?authorization|(?:access|refresh|id|auth|bearer|session)[-_]?token|client[-_]?secret|secret|pass(?:word|wd|phrase)?|api[-_]?key|private[-_]?key|secret[-_]?access[-_]?key|x-(?:api-key|auth-token))$/i;

/** Members in which a plain `token` is one. */
const credentials = /^(?:credentials?|auth(?:entication|orization)?)$/i;

/** What stands for a secret that is hidden already, or for none. */
const standIn = /^(?:|<[^<>]*>|\*+|[.\u00B7\u2022]{2,}.*|redacted|none|null|true|false)$/i;

const shortest = 4;

/** A text may be JSON, or lines of it; deeper is not looked. */
const deepest = 64;

/** Only a text with such a word is looked at closely. */
const hint = /token|secret|passw|passphrase|authori[sz]ation|credential|(?:api|access|account|private)[-_]?key|cookie|x-[\w-]{0,40}key/i;

/** JSON that other text stands around, `Authorization: Bearer ...` (RFC 9110, section 11.6.2) and `NAME_TOKEN=...` as `env` prints it. */
const textForms: readonly RegExp[] = [
  /"type"\s*:\s*"(?:bearer|basic)"[^{}]{0,400}?"token"\s*:\s*"([^"\\]+)"/gi,
  /"token"\s*:\s*"([^"\\]+)"[^{}]{0,400}?"type"\s*:\s*"(?:bearer|basic)"/gi,
  /"credentials?"\s*:\s*\{[^{}]{0,400}?"token"\s*:\s*"([^"\\]+)"/gi,
  /"(?:(?:access|refresh|id|auth|session)[-_]?token|client[-_]?secret|secret[-_]?access[-_]?key|password|api[-_]?key)"\s*:\s*"([^"\\]+)"/gi,
  /\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|digest)\s+)?([^\s"',;]{4,})/gi,
  // Headers as `curl -v` prints them, YAML, and what stands in a query.
  /\b(?:x-[\w-]{0,40}(?:token|key|secret)|(?:set-)?cookie)["']?:\s*["']?((?=[^\s"';,]{6})[^\s"',]+)/gi,
  /(?<![\w-])(?:(?:access|refresh|id|auth|session)[-_]?token|client[-_]?secret|pass(?:word|wd|phrase)|api[-_]?key)["']?(?::\s+|=)["']?([^\s"'$<{&;,][^\s"'&;,]{5,})/gi,
  /"name"\s*:\s*"\w*(?:TOKEN|SECRET|PASSWORD|API_?KEY)"\s*,\s*"value"\s*:\s*"([^"\\]+)"/g,
  /\b\w*(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|_SECRET_ACCESS_KEY)=["']?([^\s"'$<{][^\s"']{5,})/g,
  /\b(?:account|sharedaccess)key=([\w+/=]{16,})/gi,
  /(?<![\w-])--?(?:password|token|secret|api-key)[ =]["']?([^\s"'$<{-][^\s"']{5,})/gi,
];

/** A word of the language tells nothing: a secret here has a digit, or letters of both kinds. */
const tells = (text: string): boolean => /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text));

/** The secrets that a text, or a value of JSON, holds by their place; each once. */
export function placedSecrets(outside: unknown): string[] {
  const found = new Set<string>();
  collect(outside, {found, member: '', holdsToken: false, depth: 0});
  return [...found];
}

type Where = {found: Set<string>; member: string; holdsToken: boolean; depth: number};

function collect(outside: unknown, where: Where): void {
  const {found, member, holdsToken, depth} = where;
  if (depth > deepest) return;
  if (typeof outside === 'string') {
    const secret = secretMember.test(member) || (member.toLowerCase() === 'token' && holdsToken);
    if (secret && isSecret(outside)) found.add(outside.replace(/^(?:bearer|basic)\s+/i, ''));
    else inText(outside, where);
    return;
  }
  if (typeof outside !== 'object' || outside === null) return;
  if (Array.isArray(outside)) {
    for (const item of outside) collect(item, {...where, depth: depth + 1});
    return;
  }
  const type = Object.entries(outside).find(([name]) => name.toLowerCase() === 'type')?.[1];
  const tokenHere = credentials.test(member) || (typeof type === 'string' && /^(?:bearer|basic|token)$/i.test(type));
  for (const [name, value] of Object.entries(outside)) collect(value, {found, member: name, holdsToken: tokenHere, depth: depth + 1});
}

function inText(text: string, {found, depth}: Where): void {
  if (!hint.test(text)) return;
  for (const line of text.split('\n')) {
    const json = line.trim();
    if (/^[[{"]/.test(json) && hint.test(json)) collect(parsed(json), {found, member: '', holdsToken: false, depth: depth + 1});
  }
  if (text.includes('\n') && /^\s*[[{]/.test(text)) collect(parsed(text), {found, member: '', holdsToken: false, depth: depth + 1});
  for (const form of textForms) {
    for (const [, secret = ''] of text.matchAll(form)) if (isSecret(secret) && (form.source.startsWith('"') || tells(secret))) found.add(secret);
  }
}

const isSecret = (text: string): boolean => text.length >= shortest && !standIn.test(text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
