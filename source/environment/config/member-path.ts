/** What an environment may be called: easy to type, and the same on every screen. */
export function isEnvironmentName(name: string): boolean {
  return /^[a-z\d](?:[a-z\d._-]{0,38}[a-z\d])?$/.test(name);
}

/** Our words and the names of toggles. Anything longer or stranger could be a token in the wrong place. */
function isShown(key: string): boolean {
  return /^(?=.{1,40}$)[A-Za-z]+\d{0,3}(?:[-_.][A-Za-z]*\d{0,3})*$/.test(key);
}

/** `environments.rehearsal` and `gateway` are `environments.rehearsal.gateway`; a key that must not be repeated is a question mark. */
export function memberPath(path: string, key: unknown): string {
  const shown = typeof key === 'string' && (path === 'environments' ? isEnvironmentName(key) || isShown(key) : isShown(key));
  const name = shown ? key : '?';
  return path === '' ? name : `${path}.${name}`;
}
