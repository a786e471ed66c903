import type {People} from '../environment.ts';

/** Arguments of a program that is run without a shell; the first is the program. */
export type CommandLine = readonly string[];

/** Where a deployment keeps its toggles. Paths are absolute; `shown` is as written in the file. */
export type ToggleStoreConfig = {
  store:
    | {kind: 'file'; file: string; shown: string}
    /** `read` prints `NAME=value` lines; `set` has `{name}` and `{value}` in its arguments. */
    | {kind: 'commands'; read: CommandLine; set: CommandLine | undefined};
  /** Brings a change into force. */
  apply: CommandLine | undefined;
  /** Of each command, milliseconds. */
  limit: number;
};

/** Where the live token is kept: alone in a file, or behind a command that takes it on standard input. */
export type TokenStoreConfig = {kind: 'file'; file: string; shown: string} | {kind: 'command'; set: CommandLine};

/** How a service tells its route. A text or field value decides; `status` compares the status code. */
export type RouteConfig =
  | {kind: 'http'; url: string; looksAt: {kind: 'text'} | {kind: 'field'; path: string} | {kind: 'status'}; mcp: string; legacy: string}
  | {kind: 'command'; command: CommandLine; mcp: string; legacy: string};

/** One environment of `mcp-runbook.yaml`, checked. */
export type EnvironmentConfig = {
  name: string;
  /** Line of its name in the file. */
  line: number;
  class: 'rehearsal' | 'live';
  gateway: string;
  toggles: ToggleStoreConfig | undefined;
  /** Toggles that the file itself sets; the weakest source but the defaults. Never a token. */
  variables: Readonly<Record<string, string>>;
  token: TokenStoreConfig | undefined;
  route: RouteConfig | undefined;
  /** Holds `logs/`; connector documents are taken from here where `documents` says so. */
  root: string;
  /** True where `root` was written: then what is missing there is a doctrine failure. */
  rooted: boolean;
  /** Names of this shell's variables that the commands get beside the usual ones. */
  pass: readonly string[];
  smoke: {command: CommandLine; limit: number} | undefined;
  /** Smoke runs send no heartbeat, as towards a cold standby. */
  skipsHeartbeat?: true;
  people: People;
};
