import {Secret} from '../secret.ts';

/** Where logging in goes by keys, nobody writes a token for a name. */
const byKeys = /(?:^|\+)(?:ssh|sftp|scp)$/i;

/** What stands alone before the `@` is the name of somebody, unless it looks like a token. */
const likeToken = (text: string): boolean => text.length >= 8 && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));

/** What is a URL as a whole may be mistyped; inside other text it ends with the next blank. */
const forms = [/^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#]+)@/gi, /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}):\/\/([^\s/?#]{1,2000})@/gi];

/**
 * In the userinfo of each URL of a text (RFC 3986, section 3.2.1): its password, or a token that stands there
 * alone, as written and percent-decoded. No gateway is opened by such a URL; until it is refused nobody may read it.
 */
export function secretsInUrl(text: string): Secret[] {
  const found = forms.flatMap(form => [...text.matchAll(form)]).flatMap(([, scheme = '', userinfo = '']) => {
    const [, name = userinfo, password = ''] = /^([^:]*):(.*)$/.exec(userinfo) ?? [];
    if (password !== '') return [password, decoded(password)];
    return likeToken(name) && !byKeys.test(scheme) ? [name, decoded(name)] : [];
  });
  return [...new Set(found)].map(secret => new Secret(secret));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
