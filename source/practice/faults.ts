/** What the practice world can do wrong on purpose (design, section 7). Data only: help and drills read it. */

export type Fault = {
  name: string;
  /** The gateway's own it can also have when it stands alone. `world`: what is around it, service, deployment and ledger. */
  part: 'gateway' | 'world';
  /** `start`: it shapes what a new session finds; struck later it changes nothing. */
  strikes: 'any time' | 'start';
  title: string;
  /** What happens, and what it is like in life. */
  explains: string;
};

type Row = Pick<Fault, 'name' | 'title' | 'explains'> & Partial<Pick<Fault, 'strikes'>>;

const ofGateway = [
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
] as const satisfies readonly Row[];

const ofWorld = [
  {
    name: 'toggle-ignored',
    title: 'Deaf to its toggle',
    explains: 'The toggle file changes and the operator service keeps its route, as when nobody restarted it.',
  },
  {
    name: 'service-down',
    title: 'Operator service down',
    explains: 'The operator service refuses every connection, so that nothing tells which route is served.',
  },
  {
    name: 'job-still-running',
    title: 'A forgotten job',
    explains: 'Once MCP is switched off, a forgotten upload job adds a ledger line whenever the route is looked at.',
  },
  {
    name: 'service-writes-ahead',
    title: 'The ledger runs ahead',
    explains: 'The service adds two lines dated 48 hours ahead at each start and each request, as the live one does.',
  },
  {
    name: 'token-not-accepted',
    title: 'New token not accepted',
    explains: 'After an update the gateway still knows only the token it started with, as when it never learnt the new one.',
  },
  {
    name: 'ledger-misses-upload',
    strikes: 'start',
    title: 'Ledger misses a connector',
    explains: 'The ledger has no entry of operator_upload, as after a run that was cut short.',
  },
  {
    name: 'ledger-torn',
    strikes: 'start',
    title: 'Torn last line',
    explains: 'The last line of the ledger breaks off in its middle, as when its writer lost power.',
  },
  {
    name: 'ledger-ahead',
    strikes: 'start',
    title: 'A line from the future',
    explains: 'The only line of operator_api is dated 48 hours ahead: it looks fresh and proves nothing.',
  },
] as const satisfies readonly Row[];

/** Of the gateway. */
export type FaultName = (typeof ofGateway)[number]['name'];

/** Of what is around the gateway. */
export type WorldFaultName = (typeof ofWorld)[number]['name'];

/** Whatever a drill may have go wrong. */
export type PracticeFaultName = FaultName | WorldFaultName;

/** The gateway's, in the order in which help and the drills list them. */
export const faults: ReadonlyArray<Fault & {name: FaultName}> = ofGateway.map(fault => ({strikes: 'any time', ...fault, part: 'gateway'}));

/** Everything that can go wrong in practice: the gateway's, then those around it. */
export const practiceFaults: ReadonlyArray<Fault & {name: PracticeFaultName}> = [
  ...faults,
  ...ofWorld.map(fault => ({strikes: 'any time', ...fault, part: 'world'}) as const),
];

export function isFaultName(text: string): text is FaultName {
  return faults.some(({name}) => name === text);
}

export function isPracticeFaultName(text: string): text is PracticeFaultName {
  return practiceFaults.some(({name}) => name === text);
}
