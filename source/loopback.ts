/**
 * Whether a URL names this machine by its spelling alone: 127.0.0.0/8, `::1`, `localhost` or a name
 * below it (RFC 6761, section 6.3). No name is looked up.
 */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const host = new URL(url).hostname;
  return host === '[::1]' || host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host);
}
