/** What a URL may have beside host, port and path. */
export type UrlParts = {query?: boolean};

/**
 * Why a text is not an http or https URL that we would call, in words that never repeat it. Credentials
 * are always refused: URLs get logged (decisions: "trailing slash in the URL").
 */
export function urlFault(text: string, {query = false}: UrlParts = {}): string | undefined {
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) return 'a URL with white space, a backslash or an invisible character in it';
  if (!/^https?:\/\//i.test(text)) return 'not a URL that begins with http:// or https://';
  // The URL standard skips any number of slashes after http:, so credentials may stand behind more than two.
  const authority = text.replace(/^[^/]*\/+/, '').split(/[/?#]/, 1)[0] ?? '';
  if (authority.includes('@')) return 'a URL with credentials in it (before the @); a token belongs in its file';
  if (!query && text.includes('?')) return 'a URL with a query in it (from the ?)';
  if (text.includes('#')) return 'a URL with a fragment in it (from the #)';
  if (/^https?:\/\/(?:\/|$)/i.test(text) || !URL.canParse(text)) return 'not a URL';
  return new URL(text).port === '0' ? 'a URL with port 0, where nothing can listen' : undefined;
}
