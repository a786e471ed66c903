/** What the practice gateway can do wrong on purpose (design, section 7). Data only: help and drills read it. */

export type Fault = {name: string; title: string; /** What happens, and what it is like in life. */ explains: string};

const table = [
  {
    name: 'refused',
    title: 'Nothing listens',
    explains: 'Every connection is refused, as when the gateway is down or the port is wrong.',
  },
  {
    name: '5xx-once',
    title: 'One 503, then well',
    explains: 'The first handshake is answered 503, later ones properly, as when the gateway restarts.',
  },
  {
    name: '5xx-always',
    title: 'Always 503',
    explains: 'Every handshake is answered 503, as when what stands behind the gateway is down.',
  },
  {
    name: 'unauthenticated',
    title: 'Not authenticated',
    explains: 'Every handshake is answered with authenticated: false, as with an expired or foreign token.',
  },
  {
    name: 'context-not-acknowledged',
    title: 'Stage context rejected',
    explains: 'The handshake succeeds, but the stage-b-rehearsal context is listed as rejected.',
  },
  {
    name: 'session-missing',
    title: 'No session',
    explains: 'The handshake answer carries no session, so there is nothing to correlate the audit with.',
  },
  {
    name: 'stale-rotation',
    title: 'Old rotation window',
    explains: 'The handshake reports a rotation that took place three days ago, outside its 48 hours.',
  },
  {
    name: 'malformed-json',
    title: 'Broken JSON',
    explains: 'The handshake is answered 200 with JSON that breaks off, as from a faulty proxy.',
  },
  {
    name: 'slow',
    title: 'Too slow',
    explains: 'The handshake is answered properly, but only after the time limit for headers is over.',
  },
  {
    name: 'dripping',
    title: 'One byte at a time',
    explains: 'The answer to the handshake arrives one byte a second and would take minutes.',
  },
  {
    name: 'endless',
    title: 'An answer without end',
    explains: 'The answer to the handshake never stops, fast enough to fill any memory.',
  },
  {
    name: 'dropped-after-sending',
    title: 'Dropped after sending',
    explains: 'The gateway takes the whole handshake and closes the connection: it may have acted, or not.',
  },
  {
    name: 'heartbeat-refused',
    title: 'Heartbeat refused',
    explains: 'The handshake works, every heartbeat is answered 503.',
  },
  {
    name: 'heartbeat-dropped',
    title: 'Heartbeat dropped',
    explains: 'The handshake works; the gateway takes each heartbeat and closes the connection without an answer.',
  },
] as const satisfies readonly Fault[];

export type FaultName = (typeof table)[number]['name'];

/** In the order in which help and the drills list them. */
export const faults: ReadonlyArray<Fault & {name: FaultName}> = table;

export function isFaultName(text: string): text is FaultName {
  return faults.some(({name}) => name === text);
}
