/**
 * Secrets that a person tells in a sentence or in a pasted command: `the token is abc123def`, `curl -u mara:hunter2`.
 * By place and looks together: behind such a word, what is quoted, or holds a letter and a digit as no name, time or
 * number in a sentence does (docs/secrets.md has the rule). Pure.
 */

const name = String.raw`(?<![A-Za-z0-9])(?<name>pass(?:word|wd|phrase|code)|pwd|secret|token|(?:api|access|private|secret|signing|encryption)(?:[ _-]access)?[ _-]?key|credential|authori[sz]ation(?:[ _-]header)?)s?(?![A-Za-z0-9])`;

/** What is said: between quotes, or up to a blank. */
const quoted = String.raw`["“'‘](?<quoted>[^"”'’\n]{4,200})["”'’]`;
const plain = String.raw`[\x60]?(?<plain>[^\s"“”'‘’\x60<>]{6,})`;
const said = String.raw`(?:(?:bearer|basic)\s+)?(?:${quoted}|${plain})`;

const between = String.raw`(?:['’]s)?(?:[ \t]+[\w.@/-]{1,40}){0,5}?`;
const verb = '(?:set|changed?|reset|rotated?|updated?|switched|replaced)';
const owner = '(?:(?:the|a|our|my|his|her|their|its|old|new|last|live|current|admin|root)[ \t]+)';

/** `strict`: nothing but the neighbourhood says that it is one, so that a name with a number is none. */
type Sentence = {form: RegExp; strict?: true};

const sentences: readonly Sentence[] = [
  {form: new RegExp(String.raw`${name}${between}[ \t]+(?:is|was|are|were)(?:[ \t]+(?:now|still|again|just|only|really))?[ \t]+${said}`, 'gi')},
  {form: new RegExp(String.raw`${name}${between}(?<!sha\d{1,3}|md5)[ \t]*(?<link>:=|[:=]|→|->|=>)[ \t]*${said}`, 'gi')},
  {form: new RegExp(String.raw`${name}[^.\n]{0,40}?[ \t]${verb}[ \t]+to[ \t]+${said}`, 'gi')},
  {form: new RegExp(String.raw`\b${verb}[ \t]+${owner}{0,3}${name}[^.:=\n]{0,40}?[ \t]to[ \t]+${said}`, 'gi')},
  {form: new RegExp(String.raw`${name}[ \t]+${said}`, 'gi'), strict: true},
  // What stands before is read backwards from the word that links it: few texts have one there.
  {form: new RegExp(String.raw`[ \t](?:is|was|as)(?<=(?<!\S)(?<plain>[^\s"“”'‘’<>]{6,200})[ \t]\w+)[ \t]+${owner}{0,3}${name}(?=\s*(?:[.,;!?)]|$|(?:for|of|in|on)\b))`, 'gim'), strict: true},
  {form: /\b(?<name>bearer)[ \t]+(?<plain>[\w.~+/-]{6,}=*)/gi, strict: true},
  {form: /@(?=[A-Za-z0-9])(?!sha\d)(?<=(?<![\w.:/@-])(?!(?:mailto|to|cc|bcc|from|by|sip|xmpp|acct|npm|git|image):)(?<name>[\w.+-]{1,64}):(?<plain>[^\s:@/"'<>]{6,200})@)/gi},
];

/** Commands whose option is followed by a password, whatever it looks like. */
const commands: readonly RegExp[] = [
  /\b(?:curl|wget|xh)\b[^\n|;]{0,400}?\s(?:-u|-U|--user|--proxy-user)[ =]?["']?[^\s:"']{1,100}:([^\s"']{4,})/g,
  /\b(?:mysql|mariadb)[a-z]*\b[^\n|;]{0,200}?\s-p([^\s"']{4,})/g,
  /\bsshpass\s+-p\s?["']?([^\s"']{4,})/g,
  /\bredis-cli\b[^\n|;]{0,200}?\s(?:-a|--pass)\s+["']?([^\s"']{4,})/g,
  /\b(?:docker|podman|helm registry|oras|skopeo)\s+login\b[^\n|;]{0,200}?\s-p\s+["']?([^\s"']{4,})/g,
  /\s-pass(?:in|out)?\s+pass:([^\s"']{4,})/g,
];

const hint = /pass|pwd|secret|token|key|credential|authori[sz]ation|bearer|\s-[auUp]|--user|@/i;

/** What of a text is a secret as people tell them; each once. */
export function toldSecrets(outside: string): string[] {
  if (!hint.test(outside)) return [];
  // In JSON a sentence may end with an escaped line feed, and quotes are escaped.
  const text = outside.replaceAll(/\\+(?:[nrt]|(?=["']))/g, escape => (escape.endsWith('\\') ? '' : '\n'));
  const inCommands = commands.flatMap(form => [...text.matchAll(form)].map(([, secret = '']) => secret)).filter(secret => !standsIn.test(secret));
  const inSentences = sentences.flatMap(({form, strict = false}) => [...text.matchAll(form)].flatMap(({groups = {}}) => {
    const password = /^p(?!r)/i.test(groups.name ?? '');
    if (groups.quoted !== undefined && (password || groups.link === '=')) return standsIn.test(groups.quoted) ? [] : [groups.quoted];
    // In a query and in a shell a value ends there.
    const [given = ''] = (groups.quoted ?? groups.plain ?? '').split(groups.link === '=' ? /[&;]/ : /$/);
    const closed = given.replace(/[.,;:?)\]}]+$/, '');
    // What is said in brackets of what is named: its time, a digest. A password may begin with one.
    const word = password ? closed : closed.replace(/^[([{]+/, '');
    return looksSecret(word, {password, strict: strict && !password}) ? [word] : [];
  }));
  return [...new Set([...inCommands, ...inSentences])];
}

/** A stand-in, as Markdown and HTML spell it too, a variable's name, a path or an address. */
const standsIn = /^(?:\\?[<${%*·•]|&lt;|\.{2}|~?\.{0,2}\/|https?:|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$)/;

/** Dates, times, versions, amounts, digests, our fingerprints, and what is said of tokens. */
const noSecret = [
  /^\d{4}-?\d{2}-?\d{2}(?:T|$|-)/, /^\d{1,2}:\d{2}/, /^v?\d+(?:\.\d+)+$/, /^\d+(?:[.,]\d+)?-?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?|months?|years?|[kmg]i?b|bytes?|bits?|chars?|characters?|%)$/i,
  /^(?:sha\d+|md5)[:=]/i, /^[0-9a-f]{8}$/, /^(?:base\d\d|utf-?\d+|sha-?\d+|md5|[hre]s\d{3}|ed25519|x\.?509|oauth-?2?|rfc-?\d+|ipv[46]|aes-?\d*|rsa-?\d*|v\d[\w.]*|http\/?\d?|pkcs\d+)(?:[-/].*)?$/i,
];

/** A call, a file with its line, signs that no issuer uses. */
const noToken = [/\(/, /\.(?:jsonl?|md|[cm]?[jt]s|py|ya?ml|env|log|txt|pem|sh)(?::\d+)*$/, /[^\x21-\x7E]/];

/** As chance does it, and no name of several words: between two of five letters. */
function changesCase(word: string): boolean {
  const letters = [...word].filter(sign => /[A-Za-z]/.test(sign)).map(sign => /[A-Z]/.test(sign));
  return letters.filter((capital, index) => index > 0 && capital !== letters[index - 1]).length >= 0.4 * (letters.length - 1);
}

function looksSecret(word: string, {password, strict}: {password: boolean; strict: boolean}): boolean {
  if (word.length < 6 || standsIn.test(word) || noSecret.some(form => form.test(word))) return false;
  // A name with a number: rehearsal-eu-2.
  if (!password && (strict ? /^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{1,2}$/i : /^[a-z]+(?:[-_.][a-z]+)*[-_.]\d{1,2}$/i).test(word)) return false;
  if (!password && noToken.some(form => form.test(word))) return false;
  const [letter, digit] = [/\p{L}/u.test(word), /\d/.test(word)];
  if (letter && digit) return true;
  if (password && (digit || /[!@#$%^&*+=~|?]/.test(word))) return !strict;
  return !strict && word.length >= 12 && changesCase(word);
}
