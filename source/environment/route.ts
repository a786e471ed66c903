/** Which way operators are served, as the service itself tells. */
export type RouteAnswer = {
  route: 'mcp' | 'legacy' | 'unknown';
  /** Whom it was asked: a URL or a command line. */
  asked: string;
  /** What was seen, or why it cannot be told; one sentence, raw and masked. */
  detail: string;
};

export type RouteProbe = (signal: AbortSignal) => Promise<RouteAnswer>;
