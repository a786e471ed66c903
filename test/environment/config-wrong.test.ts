import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {readEnvironments} from '../../source/environment/config/read-environments.ts';

const file = {path: '/deployments/mcp-runbook.yaml', shown: 'mcp-runbook.yaml'};

function problems(text: string): string[] {
  const reading = readEnvironments(text, file);
  return reading.ok ? [] : reading.problems.map(problem => configProblemText(problem).replace('mcp-runbook.yaml:', ''));
}

const good = 'environments:\n  a:\n    class: rehearsal\n    gateway: http://localhost:8001\n';

/** A whole environment and then these lines, from line 5 on. */
const also = (...lines: string[]): string => `${good}${lines.map(line => `    ${line}\n`).join('')}`;

const aDatabase = 'postgres://host/name; who asks says PGUSER, and PGPASSWORD, ~/.pgpass, a service file or a client certificate prove it';

const team = (database: string): string => `${good}team:\n  database: "${database}"\n  name: operations\n`;

const gatewayIs = (value: string): string => good.replace('http://localhost:8001', value);

const aName = 'a name for each environment and what it is';
const aGateway = 'the base URL of the gateway, such as http://localhost:8001';
const aStore = 'file, or read and set: where the deployment keeps its toggles';
const aList = 'a list such as [kubectl, get, pods], since no shell takes the words apart';
const aRoute = 'url or command, and what mcp and legacy look like';
const aTokenStore = 'file: a path, or set: a command that takes the token on standard input; never the token itself';
const apart = 'texts that tell the routes apart';
const environmentKeys = 'class, gateway, toggles, variables, token, route, root, smoke, heartbeat, pass, approval, escalate, notify, bell, rehearse-within';

/** The file, and every problem that it has: line, field, what was found, what was expected, the nearest word. */
const wrongFiles: ReadonlyArray<[text: string, ...told: string[]]> = [
  // The whole file.
  ['', '1 nothing; expected environments: and below it a name for each'],
  ['# later\n', '1 nothing; expected environments: and below it a name for each'],
  ['- a\n', '1 a list; expected environments: and below it a name for each'],
  ['environments:\n', `1 environments: nothing; expected ${aName}`],
  ['environments: {}\n', '1 environments: no environment; expected at least one, with its name'],
  [good.replace('environments', 'enviroments'), '1 enviroments: unknown key; expected one of environments, team; did you mean environments?', `1 environments: missing; expected ${aName}`],
  [`${good}version: 1\n`, '5 version: unknown key; expected one of environments, team'],
  [`${good}${good}`, '5 environments: written twice, first in line 1; expected each key once'],
  [`${good}---\nb: 1\n`, '5 a second document begins here; expected one document in the file'],
  [`%YAML 1.1\n---\n${good}`, '1 a directive (%); expected YAML 1.2 without directives'],
  // The team.
  [`${good}team: {}\n`, `5 team.database: missing; expected ${aDatabase}`, '5 team.name: missing; expected what people call the team'],
  [`${good}team: postgres://db.example.org/runbook\n`, '5 team: text; expected database: postgres://host/name, and name: what people call the team'],
  [team('postgres://mara:hunter2@db/runbook'), `6 team.database: a URL with a user or a password in it (before the @); expected ${aDatabase}`],
  [team('postgres://mara@db/runbook'), `6 team.database: a URL with a user or a password in it (before the @); expected ${aDatabase}`],
  [team('postgres://db/runbook?sslmode=disable'), `6 team.database: a URL with something behind the name of the database (from the ? or #); expected ${aDatabase}`],
  [team('mysql://db/runbook'), `6 team.database: not a URL that begins with postgres://; expected ${aDatabase}`],
  [team('postgres:///runbook'), `6 team.database: a URL without a host; expected ${aDatabase}`],
  [team('postgres://db/'), `6 team.database: a URL without the name of one database; expected ${aDatabase}`],
  [team('postgres://db/%zz'), `6 team.database: a URL with a % that is followed by no two hexadecimal digits, or by bytes that are no text; expected ${aDatabase}`],
  [team('postgres://db/%ff'), `6 team.database: a URL with a % that is followed by no two hexadecimal digits, or by bytes that are no text; expected ${aDatabase}`],
  [team('postgres://db:1234567/runbook'), `6 team.database: a URL without a host; expected ${aDatabase}`],
  // What is no YAML.
  [also('\tbell: true'), '5 a tab at the start of the line; YAML is indented with spaces'],
  [also('escalate: "Ines'), '6 a quote, colon or bracket is missing before this place'],
  [also('escalate: Ines: 1234'), '5 more than one colon on the line; put the value in quotes'],
  [also('escalate: @ines'), '5 a value that begins with a special character; put it in quotes'],
  [also('escalate: "\\q"'), '5 an escape that YAML does not know, in double quotes'],
  [also('escalate', 'bell: true'), '5 a line that is neither a key with its colon nor an item'],
  [also('escalate: In\u202Ees'), '5 a character that cannot be seen; expected text that can be seen'],
  // What YAML has and we do not.
  [also('toggles: &store {file: a.env}'), '5 environments.a.toggles: an anchor (&); expected the value alone'],
  [`${good.replace('  a:', '  a: &a')}  b: *a\n`, '2 environments.a: an anchor (&); expected the value alone', '5 environments.b: an alias (*); expected the value itself, written where it counts'],
  [also('<<: {bell: true}'), '5 environments.a.?: a merge key (<<); expected the values themselves, written where they count'],
  [also('root: !!str 1'), '5 environments.a.root: a tag (!); expected plain values without tags'],
  // Names.
  [good.replace('a:', 'practice:'), '2 environments.practice: a name that is built in; expected another name'],
  [good.replace('a:', 'console:'), '2 environments.console: a name that is built in; expected another name'],
  [good.replace('a:', 'My Env:'), '2 environments.?: a name that is awkward to type; expected small letters, digits, dots and hyphens, at most 40'],
  [good.replace('a:', '1:'), '2 environments.?: a key that is no text; expected a word; a number or true is put in quotes'],
  ['environments:\n  a: live\n', '2 environments.a: text; expected class, gateway and what else is known of it'],
  ['environments:\n  a: {}\n', '2 environments.a.class: missing; expected rehearsal or live', `2 environments.a.gateway: missing; expected ${aGateway}`],
  [also('tokn: {file: x}'), `5 environments.a.tokn: unknown key; expected one of ${environmentKeys}; did you mean token?`],
  // Class and gateway.
  [good.replace('rehearsal', 'rehersal'), '3 environments.a.class: "rehersal"; expected rehearsal or live; did you mean rehearsal?'],
  [good.replace('rehearsal', 'practice'), '3 environments.a.class: "practice"; expected rehearsal or live'],
  [good.replace('rehearsal', 'LIVE'), '3 environments.a.class: "LIVE"; expected rehearsal or live; did you mean live?'],
  [good.replace('rehearsal', '[live]'), '3 environments.a.class: a list; expected rehearsal or live'],
  [gatewayIs('localhost:8001'), `4 environments.a.gateway: not a URL that begins with http:// or https://; expected ${aGateway}`],
  [gatewayIs('http://gw/?a=b'), `4 environments.a.gateway: a URL with a query in it (from the ?); expected ${aGateway}`],
  [gatewayIs('"http://gw/#a"'), `4 environments.a.gateway: a URL with a fragment in it (from the #); expected ${aGateway}`],
  [gatewayIs('http://gw:0'), `4 environments.a.gateway: a URL with port 0, where nothing can listen; expected ${aGateway}`],
  [gatewayIs('http://g w'), `4 environments.a.gateway: a URL with white space, a backslash or an invisible character in it; expected ${aGateway}`],
  [gatewayIs('http:///mara:secret@gw'), `4 environments.a.gateway: a URL with credentials in it (before the @); a token belongs in its file; expected ${aGateway}`],
  [gatewayIs('http://'), `4 environments.a.gateway: not a URL; expected ${aGateway}`],
  [gatewayIs('[http://gw]'), `4 environments.a.gateway: a list; expected ${aGateway}`],
  // Where toggles are kept.
  [also('toggles: deploy/operator.env'), `5 environments.a.toggles: text; expected ${aStore}`],
  [also('toggles: {}'), `5 environments.a.toggles: neither file nor read; expected ${aStore}`],
  [also('toggles: {file: a.env, read: [cat, a.env]}'), '5 environments.a.toggles.read: both a file and a command; expected file alone, or read and set'],
  [also('toggles: {set: [x, "{name}={value}"]}'), `5 environments.a.toggles: set without read; expected ${aStore}`],
  [also('toggles:', '  read: kubectl get x'), `6 environments.a.toggles.read: text instead of a list; expected ${aList}`],
  [also('toggles:', '  read: []'), `6 environments.a.toggles.read: an empty list; expected ${aList}`],
  [also('toggles:', '  read: [""]'), '6 environments.a.toggles.read[0]: an empty text; expected the name of a program'],
  [also('toggles:', '  read:', '  - cat', '  - ""'), '8 environments.a.toggles.read[1]: an empty text; expected an argument that is not empty'],
  [also('toggles:', '  read: [cat, [a]]'), '6 environments.a.toggles.read[1]: a list; expected an argument that is not empty'],
  [also('toggles:', '  read: [cat, "{name}"]'), '6 environments.a.toggles.read: {name}, where nothing is filled in; expected the arguments as the program is to get them'],
  [also('toggles:', '  read: [env]', '  set: [x, "{name}"]'), '7 environments.a.toggles.set: no {value} in the arguments; expected arguments such as "{name}={value}"'],
  [also('toggles:', '  read: [env]', '  set: [x]'), '7 environments.a.toggles.set: no {name} and no {value} in the arguments; expected arguments such as "{name}={value}"'],
  [
    also('toggles:', '  read: [env]', '  set: [/bin/sh, -ec, "x {name}={value}"]'),
    '7 environments.a.toggles.set: a placeholder inside other text, which somebody would have to take apart again; expected each placeholder as an argument of its own, for a program that takes it as it is, such as "{name}={value}" or "$1" of a script in a file of its own',
  ],
  [also('toggles: {file: a.env, aply: [x]}'), '5 environments.a.toggles.aply: unknown key; expected one of file, read, set, apply, limit; did you mean apply?'],
  [also('toggles: {file: a.env, limit: 30}'), '5 environments.a.toggles.limit: 30 without a unit; expected a span of time such as 30s: a number with s, m, h or d'],
  [also('toggles: {file: a.env, limit: 2h}'), '5 environments.a.toggles.limit: 2h; expected a span of time such as 30s, from 1s to 1h 0m'],
  [also('toggles: {file: ~/operator.env}'), '5 environments.a.toggles.file: a ~ or a $, and no shell is there to fill it in; expected the path of the file with the toggles in full, or from the folder of this file'],
  [also('pass: VAULT_ADDR'), `5 environments.a.pass: text instead of a list; expected ${aList}`],
  [also('pass: [VAULT_ADDR, A=B]'), '5 environments.a.pass: something that is no name of a variable; expected names alone, such as [VAULT_ADDR]; their values are those of the shell'],
  // Toggles of the file itself.
  [also('variables: {ABZU_USE_MPC: 1}'), '5 environments.a.variables.ABZU_USE_MPC: unknown toggle; expected the name of a toggle, as the command toggles --all lists them; did you mean ABZU_USE_MCP?'],
  [also('variables:', '  MCP_CONNECTOR_TOKEN: x'), '6 environments.a.variables.MCP_CONNECTOR_TOKEN: a token, which this file must never hold; expected it in a file of its own, named by token.file'],
  [also('variables:', '  MCP_GATEWAY_URL: http://gw'), '6 environments.a.variables.MCP_GATEWAY_URL: the gateway, which has a key of its own; expected gateway beside variables'],
  [also('variables:', '  MCP_ROTATION_HINT:'), "6 environments.a.variables.MCP_ROTATION_HINT: nothing; expected text, '' for an empty one"],
  // The route.
  [also('route: {mcp: a, legacy: b}'), `5 environments.a.route: neither url nor command; expected ${aRoute}`],
  [also('route: {url: "http://x", command: [x], mcp: a, legacy: b}'), `5 environments.a.route: both url and command; expected ${aRoute}`],
  [also('route: {url: "http://x"}'), '5 environments.a.route.mcp: missing; expected what the answer shows on the mcp route', '5 environments.a.route.legacy: missing; expected what the answer shows on the legacy route'],
  [also('route: {url: "http://x", mcp: route=mcp, legacy: route=mcp-off}'), `5 environments.a.route: one of mcp and legacy is part of the other, so that an answer could be both; expected ${apart}`],
  [also('route: {url: "http://x", field: a, mcp: a, legacy: a}'), `5 environments.a.route: mcp and legacy look the same; expected ${apart}`],
  [also('route: {url: "http://x", field: a..b, mcp: a, legacy: b}'), '5 environments.a.route.field: an empty name in the path; expected names with dots between, such as routing.mode'],
  [also('route: {url: "http://x", status: {mcp: 200, legacy: 200}}'), '5 environments.a.route.status: 200 for both; expected codes that tell the routes apart'],
  [also('route: {url: "http://x", status: {mcp: 2000, legacy: 200}}'), '5 environments.a.route.status.mcp: not a status code; expected a status code from 100 to 599'],
  [also('route: {url: "http://x", status: {mcp: 200, legacy: 404}, mcp: a}'), '5 environments.a.route.mcp: this and status; expected status alone, or field and texts'],
  [also('route: {command: [x], field: a, mcp: a, legacy: b}'), '5 environments.a.route.field: a command has no fields and no status; expected mcp and legacy alone beside command'],
  // The token.
  [also('token: {file: a, set: [x]}'), `5 environments.a.token: more than one key; expected ${aTokenStore}`],
  [also('token: {set: [vault, "{value}"]}'), '5 environments.a.token.set: {value}, where nothing is filled in; expected the arguments as the program is to get them'],
  [also('toggles: {file: a.env}', 'token: {file: ./a.env}'), '6 environments.a.token: the file of the toggles; expected a file that holds the token alone'],
  // The rest.
  [also('root:'), '5 environments.a.root: nothing; expected the path of the folder that holds logs/'],
  [also('smoke: embeded'), '5 environments.a.smoke: "embeded"; expected embedded; did you mean embedded?'],
  [also('heartbeat: never'), '5 environments.a.heartbeat: "never"; expected send or skip'],
  [also('heartbeat: skip\n    smoke: {command: [python, x]}'), '5 environments.a.heartbeat: skip, and the smoke command sends what it sends; expected --skip-heartbeat among the arguments of smoke.command, or no command'],
  [also('smoke: {limit: 2m}'), '5 environments.a.smoke: no command; expected embedded, or command: a list'],
  [also('smoke: {command: python x --json}'), `5 environments.a.smoke.command: text instead of a list; expected ${aList}`],
  [also('approval: two poeple'), '5 environments.a.approval: "two poeple"; expected one person or two people; did you mean two people?'],
  [also('approval: 2'), '5 environments.a.approval: a number; expected one person or two people'],
  [also('approval: {people: jonas}'), '5 environments.a.approval.people: no list; expected a list of names such as [jonas, ada]'],
  [also('approval: {people: []}'), '5 environments.a.approval.people: an empty list; expected a list of names such as [jonas, ada]'],
  [also('approval: {people: [jonas, Jonas]}'), '5 environments.a.approval.people: Jonas, who is named twice; expected each person once'],
  [also('approval: {people: ["--"]}'), '5 environments.a.approval.people[0]: a name that cannot be seen; expected a name'],
  [also('approval: {persons: [jonas]}'), '5 environments.a.approval.persons: unknown key; expected one of people', '5 environments.a.approval.people: missing; expected the names of those who may agree'],
  [also('bell: yes'), '5 environments.a.bell: text; expected true or false'],
  [also('escalate: |', '  Ines', '  Mara'), '5 environments.a.escalate: several lines; expected whom to call, in one line'],
  [also('escalate: "In\\u202Ees"'), '5 environments.a.escalate: a character that cannot be seen; expected whom to call, in one line'],
  [also('notify: ftp://x'), '5 environments.a.notify: not a URL that begins with http:// or https://; expected the http or https URL of a webhook'],
  [also('rehearse-within: 3y'), '5 environments.a.rehearse-within: text; expected a span of time such as 30d: a number with s, m, h or d'],
];

describe('a wrong file', () => {
  for (const [text, ...told] of wrongFiles) {
    const shown = text.startsWith(good) ? `... ${text.slice(good.length).trim()}` : text.trim();
    it(`${JSON.stringify(shown.slice(0, 70))} is told of where, what and what instead`, () => assert.deepEqual(problems(text), told));
  }

  it('is told of everything at once, in the order of its lines', () => {
    const text = [
      'enviroments: 1', 'environments:', '  practice:', '    class: live', '    gateway: nowhere', '    toggles:', '      read: env',
      '      set: [x]', '      limit: soon', '    bell: 1', '  b:', '    class: &c liv', '    token: {}', '    tokn: {}', '',
    ].join('\n');
    assert.deepEqual(
      problems(text).map(told => told.split(':', 1)[0]),
      [
        '1 enviroments', '3 environments.practice', '5 environments.practice.gateway', '7 environments.practice.toggles.read',
        '8 environments.practice.toggles.set', '9 environments.practice.toggles.limit', '10 environments.practice.bell', '11 environments.b.gateway',
        '12 environments.b.class', '12 environments.b.class', '13 environments.b.token', '14 environments.b.tokn',
      ],
    );
  });
});

describe('a secret in the wrong place', () => {
  const secret = 'sk-9f8e7d6c5b4a3f2e1d0c';
  for (const text of [
    gatewayIs(`http://mara:${secret}@gw`),
    gatewayIs(`http://gw/?token=${secret}`),
    gatewayIs(`"http://gw/#${secret}"`),
    gatewayIs(secret),
    gatewayIs(`[${secret}]`),
    good.replace('rehearsal', secret),
    good.replace('a:', `${secret}_X:`),
    also(`variables: {MCP_CONNECTOR_TOKEN: ${secret}}`),
    also(`variables: {OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: ${secret}}`),
    also(`variables: {${secret}: 1}`),
    also(`variables: {MCP_ROTATION_HINT: [${secret}]}`),
    also(`variables: ${secret}`),
    also(`token: ${secret}`),
    also(`token: {value: ${secret}}`),
    also(`token: {${secret}: x}`),
    also(`token: {set: vault write x=${secret}}`),
    also(`token: {set: [vault, "x=${secret}", ""]}`),
    also(`toggles: {read: env, set: curl -H ${secret}}`),
    also(`route: {url: "http://mara:${secret}@x", mcp: a, legacy: b}`),
    also(`route: {url: "http://x", mcp: ${secret}, legacy: ${secret}}`),
    also(`notify: https://mara:${secret}@hook`),
    also(`notify: hook/${secret}`),
    also(`approval: ${secret}`),
    also(`smoke: ${secret}`),
    also(`bell: ${secret}`),
    also(`root: ~/${secret}`),
    also(`rehearse-within: ${secret}`),
    also(`toggles: {file: a, limit: ${secret}}`),
    also(`${secret}: 1`),
    also(`${secret}`, 'bell: true'),
    also(`token: ]${secret}`),
    also(`token: "${secret}`),
    also(`token: "\\q${secret}"`),
    also(`token: a: ${secret}`),
    also(`token: &${secret} {file: a}`),
    also(`token: *${secret}`),
    also(`token: !${secret} x`),
    also(`escalate: ${secret}\u202E`),
    `%TAG ! ${secret}\n---\n${good}`,
  ]) {
    it(`is not repeated: ${JSON.stringify(text.replaceAll(secret, 'SECRET').replace(good, '... '))}`, () => {
      const told = problems(text);
      assert.notDeepEqual(told, []);
      assert.ok(!told.join('\n').includes(secret.slice(3, 9)), told.join('\n'));
    });
  }
});
