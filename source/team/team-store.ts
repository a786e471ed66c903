/**
 * What a team's database does for us. Each may reject: then nothing is known of what it did, and all of them may be
 * done again.
 */
export type TeamStore = {
  /** Lines of one session from a place on, without their line feeds. */
  append(session: string, from: number, lines: readonly Buffer[], epoch: number): Promise<Appended>;
  /** What is kept of a session. */
  fetch(session: string): Promise<SharedSession>;
  /** Hears of whatever is asked, agreed to, claimed and written; false where something between swallows it: then whoever waits has to ask often. */
  follow(heard: (what: Heard) => void): Promise<boolean>;
  /** The number of the request, the same for the same plan; one that is made anew holds until later, and is another. */
  ask(request: Asked): Promise<number>;
  /** Who has agreed to it, the first first. */
  agreed(request: number): Promise<Agreed[]>;
  /** Nobody waits for agreement to it any more. */
  withdraw(request: number): Promise<void>;
  agree(request: number, digits: string): Promise<Agreement>;
  /** The new epoch; undefined where somebody else has it, or the lease still runs. */
  claim(session: string, after: number, reason: string): Promise<number | undefined>;
  /** For whoever writes: hears of sessions that are taken over or watched by others than before, and of nothing else. */
  followOwn(heard: (session: string) => void): Promise<void>;
  /** Who has a session, and who took it over last. */
  standing(session: string): Promise<SessionStanding>;
  /** Whoever wants it may have it at once. */
  release(session: string, epoch: number): Promise<void>;
  /** Renews the lease; the epoch that may write. */
  hold(session: string, epoch: number): Promise<number>;
  /** Of these digests the ones that are not kept. */
  missing(digests: readonly string[]): Promise<string[]>;
  keep(pieces: readonly Buffer[]): Promise<void>;
  /** The pieces of evidence with these digests, as far as they are kept. */
  evidence(digests: readonly string[]): Promise<Buffer[]>;
  /** Requests that wait for somebody: the newest of each session, while it holds and is not withdrawn. */
  requests(): Promise<Request[]>;
  /** How many lines the record has of each of these sessions, in their order. */
  lengths(sessions: readonly string[]): Promise<number[]>;
  /** The newest sessions, so many at most, and the named ones; a session without lines is none. */
  newest(most: number, also: readonly string[]): Promise<Head[]>;
  /** The lines of a session from a place on. */
  after(session: string, from: number): Promise<Buffer[]>;
  /** Tells whoever writes a session that it is watched, or not any more. */
  tellWatched(session: string): Promise<void>;
  /** How many consoles watch a session. */
  watchers(session: string): Promise<number>;
  /** Milliseconds since 1970, by the server's clock. */
  now(): Promise<number>;
  around(): Promise<Around>;
  close(): Promise<void>;
};

/**
 * `kept`: up to this place all that was given is on the server. `next`: the first place that is free in the record.
 * `forked`: so many of the given lines are kept beside it. `epoch`: the one that may write.
 */
export type Appended = {kept: number; next: number; forked: number; epoch: number};

/** `receivedAt`: ISO 8601, by the server's clock. `fromAddress`: null over a socket of the same machine. */
export type SharedLine = {seq: number; bytes: Buffer; sha256: string; receivedAt: string; byUser: string; fromAddress: string | null};

export type SharedSession = {lines: SharedLine[]; forks: SharedLine[]};

/** `line`: a session has grown. */
export type Heard = {what: 'ask' | 'agree' | 'claim' | 'line'; session: string};

/** `plan`: the whole of it, as JSON. `until`: milliseconds since 1970. `people`: who may agree; null: anybody else. */
export type Asked = {session: string; step: string; plan: string; sha256: string; until: number; people: readonly string[] | null};

export type Agreement = 'agreed' | 'unknown' | 'own' | 'stranger' | 'late' | 'over' | 'digits';

/** What the server says of an agreement. `at`: ISO 8601, by its clock. `address`: null over a socket of the same machine. */
export type Agreed = {by: string; at: string; address: string | null};

export type Request = {id: number; session: string; step: string; plan: string; sha256: string; until: number; by: string; /** ISO 8601. */ at: string};

/** `schema`: number of its last step; 0 where there is none. `others`: who else has a console on this database. */
export type Around = {server: string; user: string; schema: number; others: Array<{user: string; console: string}>};

/** `heldFor`: milliseconds for which somebody's lease of it still runs; 0 where nobody has one. */
export type Head = {session: string; length: number; heldFor: number};

/** What others see of a console that watches a session. */
export const watcherName = (session: string): string => `mcp-runbook watches ${session}`.slice(0, 63);

/** `heldFor`: milliseconds that the lease still runs, 0 without one; `heldBy`: whose it is or was. `at`: ISO 8601, by the server's clock. */
export type SessionStanding = {epoch: number; heldFor: number; heldBy: string | null; taken: {by: string; at: string; reason: string} | undefined};

/** How long a session counts as written by somebody after its last sign of life, milliseconds. */
export const leaseSpan = 60_000;
