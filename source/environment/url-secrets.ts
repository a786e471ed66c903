import {Secret} from '../secret.ts';

/**
 * The userinfo of a URL (RFC 3986, section 3.2.1): its password, or all of it where there is no colon, as
 * written and percent-decoded. No gateway is opened by such a URL; until it is refused nobody may read it.
 */
export function secretsInUrl(url: string): Secret[] {
  const userinfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(url.trim())?.[1];
  if (userinfo === undefined) return [];
  const password = userinfo.slice(userinfo.indexOf(':') + 1);
  return [...new Set([password, decoded(password)])].filter(text => text !== '').map(text => new Secret(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
