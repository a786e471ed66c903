import type {DoctrineDocuments} from '../connector/doctrine.ts';
import type {Trouble} from '../errors.ts';
import type {ProxyChoice} from '../proxy.ts';
import type {SecretMask} from '../secret-mask.ts';
import type {Deployment} from './toggle-change.ts';
import type {Keyring} from './keyring.ts';
import type {Places} from './places.ts';
import type {RouteProbe} from './route.ts';
import type {Pointer, Toggles} from './toggles.ts';

export type EnvironmentClass = 'practice' | 'rehearsal' | 'live';

/** A named target: everything that a step may touch, and nothing that it may not. */
export type Environment = {
  name: string;
  class: EnvironmentClass;
  /** The gateway as the toggles say now, and who said so. The URL is raw text. */
  gateway(): Pointer;
  /** What stands between here and another address, such as a webhook. */
  proxyTo(url: string): ProxyChoice;
  toggles: Toggles;
  places: Places;
  documents: DoctrineDocuments;
  /** Masks every token that is set at this moment. */
  mask(): SecretMask;
  /** What the operator types before a changing step; undefined when the gateway's address is unusable. */
  confirmation: Confirmation;
  /** Reads again what only a command can tell; files and variables are read at each use anyway. */
  refresh(signal: AbortSignal): Promise<Trouble | undefined>;
  /** Undefined where the tool has no hands: changes are then made by a person. */
  deployment: Deployment | undefined;
  /** Undefined where nobody said how the route can be seen. */
  route: RouteProbe | undefined;
  /** A command that does the smoke run, as its arguments; undefined: our own. */
  smoke: SmokeCommand | undefined;
  /** Tokens of this process that are no longer, or not yet, what the toggles say. */
  keyring: Keyring;
  /** Who says that smoke runs send no heartbeat here, as towards a cold standby; undefined: they send one. */
  noHeartbeat?: string | undefined;
  /** What this walk alone goes by; shown wherever the environment is. */
  thisWalk?: readonly Override[] | undefined;
  people: People;
  terms: Terms;
};

/** `rehearsal harbour`; one word where the name is the class. */
export function environmentText({class: kind, name}: Pick<Environment, 'class' | 'name'>): string {
  return kind === name ? name : `${kind} ${name}`;
}

/** What keeps a smoke command, ours and the original's, from sending its heartbeat. */
export const skipFlag = '--skip-heartbeat';

export type SmokeCommand = {command: readonly string[]; /** Milliseconds. */ limit: number; folder: string; /** Names of variables that it gets beside the usual ones. */ pass?: readonly string[]};

/** Who is asked, told and fetched beside the operator. */
export type People = {
  /** Whether freeze and rotation need a second person. */
  approval: 'one person' | 'two people';
  /** Who may agree; undefined: anybody but the operator. */
  approvers?: readonly string[] | undefined;
  /** Whom to call when the runbook says escalate; as it was written in the file. */
  escalate: string | undefined;
  /** Where notices are posted. */
  notify: string | undefined;
  /** Bell and notice of the terminal while a step waits. */
  bell: boolean;
  /** Milliseconds after which a rehearsal counts as too long ago. */
  rehearseWithin: number;
};

/** In class live, where no file names the gateway, the host itself must be typed (promise 4). */
export type Confirmation = {what: "the environment's name" | "the gateway's host"; word: string};

/** One thing that is written of an environment: its key in the file, and what it says there in full. */
export type Setting = {name: string; value: string};

/** One of the rotation's variables, for one walk alone. */
export type Override = {name: string; value: string};

/** A variable of this shell that commands get and that decides where a change goes. */
export type Given = {
  name: string;
  /** A secret as its fingerprint, raw; null where it is not set. */
  found: string | null;
  /** Of a fingerprint: tells the key that it was made with. */
  key?: string;
  /** False where each operator has another one: then plans alone rest on it. */
  ofWalk: boolean;
};

/** What decides what may be changed here, and where a change goes: recorded when a session is opened or gone on with. */
export type Terms = {
  /** The file that says so, and its SHA-256; undefined where no file describes the environment. */
  file: {path: string; sha256: string} | undefined;
  settings: readonly Setting[];
  /** Read when asked, since the key of fingerprints is made where there is none. Nothing where no command is run. */
  given(): readonly Given[];
};
