import {hash} from 'node:crypto';
import {dirname} from 'node:path';
import {day, hour} from '../../time.ts';
import {alone} from '../undescribed.ts';
import type {People} from '../environment.ts';
import {readTree} from './config-tree.ts';
import type {EnvironmentConfig} from './environment-config.ts';
import {entriesOf, kindOf, membersOf, needed, optional, wrong, type Field} from './config-field.ts';
import {isSameFile} from './file-names.ts';
import {isEnvironmentName} from './member-path.ts';
import type {ConfigProblem, Finding} from './config-problem.ts';
import {routeOf} from './route-config.ts';
import {teamConfigOf, type TeamConfig} from './team-config.ts';
import {approvalOf} from './approval-config.ts';
import {filledTextOf, flagOf, choiceOf, pathOf, spanOf, urlOf} from './scalars.ts';
import {heartbeatOf, passOf, smokeOf, toggleStoreOf, tokenStoreOf, variablesOf} from './stores.ts';

/** An environment file: absolute path, and what the operator calls it. `misnamed`: it has nearly the name that is read. */
export type ConfigFile = {path: string; shown: string; misnamed?: true};

type Config = {environments: readonly EnvironmentConfig[]; /** Undefined where nothing is shared. */ team?: TeamConfig | undefined};

export type ConfigReading = (Config & {ok: true; /** SHA-256 of the text. */ sha256: string}) | {ok: false; problems: readonly ConfigProblem[]};

/** Names of the environments that need no file. */
const builtIn = ['practice', 'console'] as const;

/** The environments of `mcp-runbook.yaml` in its order, or everything that is wrong with it at once (design, section 6). */
export function readEnvironments(text: string, file: ConfigFile): ConfigReading {
  const {tree, findings} = readTree(text);
  const all: Finding[] = [...findings];
  const config = tree ? configOf({path: '', line: 1, node: tree.root, file: {tree, findings: all, folder: dirname(file.path)}}) : {environments: []};
  if (all.length === 0) return {ok: true, ...config, sha256: hash('sha256', text, 'hex')};
  return {ok: false, problems: all.sort((a, b) => a.line - b.line).map(finding => ({file: file.shown, ...finding}))};
}

function configOf(root: Field): Config {
  const members = membersOf(root, ['environments', 'team'], 'environments: and below it a name for each');
  if (!members) return {environments: []};
  return {environments: environmentsOf(root, members), team: optional(members, 'team', teamConfigOf)};
}

function environmentsOf(root: Field, members: ReadonlyMap<string, Field>): EnvironmentConfig[] {
  // A team may share what is done in the environments that need no file.
  if (members.has('team') && !members.has('environments')) return [];
  const field = needed(root, members, 'environments', 'a name for each environment and what it is');
  const entries = field && entriesOf(field, 'a name for each environment and what it is');
  if (!field || !entries) return [];
  if (kindOf(field) === 'an empty map') wrong(field, 'no environment', 'at least one, with its name');
  return [...entries].flatMap(([name, entry]) => {
    if ((builtIn as readonly string[]).includes(name)) wrong(entry, 'a name that is built in', 'another name');
    else if (!isEnvironmentName(name)) wrong(entry, 'a name that is awkward to type', 'small letters, digits, dots and hyphens, at most 40');
    return environmentOf(name, entry) ?? [];
  });
}

const keys = [
  'class', 'gateway', 'toggles', 'variables', 'token', 'route', 'root', 'smoke', 'heartbeat', 'pass',
  'approval', 'escalate', 'notify', 'bell', 'rehearse-within',
];

function environmentOf(name: string, field: Field): EnvironmentConfig | undefined {
  const members = membersOf(field, keys, 'class, gateway and what else is known of it');
  if (!members) return undefined;
  const classField = needed(field, members, 'class', 'rehearsal or live');
  const environmentClass = classField && choiceOf(classField, ['rehearsal', 'live']);
  const gatewayExpected = 'the base URL of the gateway, such as http://localhost:8001';
  const gatewayField = needed(field, members, 'gateway', gatewayExpected);
  const gateway = gatewayField && urlOf(gatewayField, gatewayExpected);
  const toggles = optional(members, 'toggles', toggleStoreOf);
  const token = optional(members, 'token', tokenStoreOf);
  if (toggles?.store.kind === 'file' && token?.kind === 'file' && isSameFile(toggles.store.file, token.file)) {
    wrong(members.get('token') ?? field, 'the file of the toggles', 'a file that holds the token alone');
  }
  const smoke = optional(members, 'smoke', smokeOf);
  const heartbeat = optional(members, 'heartbeat', member => heartbeatOf(member, smoke));
  const root = optional(members, 'root', member => pathOf(member, 'the folder that holds logs/'));
  const rest = {
    variables: optional(members, 'variables', variablesOf) ?? {},
    route: optional(members, 'route', routeOf),
    smoke,
    ...(heartbeat === 'skip' && {skipsHeartbeat: true as const}),
    pass: optional(members, 'pass', passOf) ?? [],
    people: peopleOf(members, environmentClass ?? 'live'),
  };
  if (environmentClass === undefined || gateway === undefined) return undefined;
  const rooted = root !== undefined;
  return {name, line: field.line, class: environmentClass, gateway, toggles, token, root: root?.file ?? field.file.folder, rooted, ...rest};
}

function peopleOf(members: ReadonlyMap<string, Field>, environmentClass: 'rehearsal' | 'live'): People {
  const live = environmentClass === 'live';
  const usual = live ? 'two people' : 'one person';
  return {
    ...(optional(members, 'approval', approvalOf) ?? {approval: usual}),
    escalate: optional(members, 'escalate', member => filledTextOf(member, 'whom to call, in one line', 200)),
    notify: optional(members, 'notify', member => urlOf(member, 'the http or https URL of a webhook', {query: true})),
    bell: optional(members, 'bell', flagOf) ?? !live,
    rehearseWithin: optional(members, 'rehearse-within', member => spanOf(member, '30d', [hour, 1000 * day])) ?? alone.rehearseWithin,
  };
}
