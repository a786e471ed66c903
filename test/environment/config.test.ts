import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import type {EnvironmentConfig} from '../../source/environment/config/environment-config.ts';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {readEnvironments} from '../../source/environment/config/read-environments.ts';
import {day} from '../../source/time.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const file = {path: '/deployments/mcp-runbook.yaml', shown: 'mcp-runbook.yaml'};
const everything = readFileSync(new URL('../fixtures/config/mcp-runbook.yaml', import.meta.url), 'utf8');

function read(text: string): readonly EnvironmentConfig[] {
  const reading = readEnvironments(text, file);
  assert.ok(reading.ok, reading.ok ? '' : reading.problems.map(configProblemText).join('\n'));
  return reading.environments;
}

const one = (more: string): EnvironmentConfig => {
  const [environment] = read(`environments:\n  a:\n    class: live\n    gateway: http://gw\n${more.replaceAll(/^/gm, '    ')}\n`);
  assert.ok(environment);
  return environment;
};

describe('a file that names environments', () => {
  it('is read in its order, with everything that it says', () => {
    const [rehearsal, staging, live, ...others] = read(everything);
    assert.deepEqual(others, []);
    assert.deepEqual(rehearsal, {
      name: 'rehearsal',
      line: 3,
      class: 'rehearsal',
      gateway: 'http://localhost:8001',
      toggles: {
        store: {kind: 'file', file: '/deployments/deploy/operator.env', shown: 'deploy/operator.env'},
        apply: ['systemctl', 'restart', 'operator-api'],
        limit: 30_000,
      },
      variables: {ABZU_USE_MCP: '1', MCP_SUPPORTS_HOT_SWAP: 'true', MCP_ROTATION_HINT: ''},
      token: {kind: 'file', file: '/run/secrets/mcp_token', shown: '/run/secrets/mcp_token'},
      route: {kind: 'http', url: 'http://localhost:8000/health', looksAt: {kind: 'text'}, mcp: 'route=mcp', legacy: 'route=legacy'},
      root: '/deployments',
      rooted: true,
      smoke: undefined,
      pass: [],
      people: {approval: 'one person', escalate: undefined, notify: undefined, bell: true, rehearseWithin: 30 * day},
    });
    assert.deepEqual(staging, {
      name: 'staging.eu-1a',
      line: 17,
      class: 'rehearsal',
      gateway: 'https://gateway.staging.example/mcp/',
      toggles: {
        store: {
          kind: 'commands',
          read: ['kubectl', 'exec', 'deploy/operator-api', '--', 'env'],
          set: ['kubectl', 'set', 'env', 'deploy/operator-api', '{name}={value}'],
        },
        apply: undefined,
        limit: 120_000,
      },
      variables: {},
      token: {kind: 'command', set: ['vault', 'kv', 'put', 'secret/mcp', 'token=-']},
      route: {
        kind: 'http',
        url: 'https://operator.staging.example/health?verbose=1',
        looksAt: {kind: 'field', path: 'routing.mode'},
        mcp: 'true',
        legacy: 'false',
      },
      root: '/deployments',
      rooted: false,
      smoke: {command: ['python', 'scripts/stage_b_smoke.py', '--json'], limit: 90_000},
      pass: [],
      people: {approval: 'two people', escalate: undefined, notify: undefined, bell: false, rehearseWithin: 7 * day},
    });
    assert.deepEqual(
      [live?.line, live?.class, live?.toggles, live?.token, live?.smoke, live?.route, live?.people],
      [
        30,
        'live',
        undefined,
        undefined,
        undefined,
        {kind: 'http', url: 'https://operator.example/route', looksAt: {kind: 'status'}, mcp: '200', legacy: '404'},
        {approval: 'two people', escalate: 'Ines, +49 30 1234', notify: 'https://chat.example/hook?room=mcp', bell: false, rehearseWithin: 30 * day},
      ],
    );
  });

  it('may ask for one person and a bell where it is live', () => {
    const {approval, bell} = one('approval: one person\nbell: true').people;
    assert.deepEqual([approval, bell], ['one person', true]);
  });

  it('may name who agrees, which needs a second person', () => {
    const {approval, approvers} = one('approval: {people: [jonas, ada]}').people;
    assert.deepEqual([approval, approvers], ['two people', ['jonas', 'ada']]);
  });

  it('may have a route told by a command, and a store that can only be read', () => {
    assert.deepEqual(one('route: {command: [./route.sh, 8000], mcp: mcp, legacy: legacy}').route, {
      kind: 'command',
      command: ['./route.sh', '8000'],
      mcp: 'mcp',
      legacy: 'legacy',
    });
    assert.deepEqual(one('toggles: {read: [cat, operator.env]}').toggles?.store, {kind: 'commands', read: ['cat', 'operator.env'], set: undefined});
  });

  it('gives a smoke command five minutes unless it says otherwise', () => {
    assert.deepEqual(one('smoke: {command: [make, smoke]}').smoke, {command: ['make', 'smoke'], limit: 300_000});
  });

  it('takes the shortest and the longest time that a command may have', () => {
    for (const [written, limit] of [['1s', 1000], ['1h', 3_600_000], ['60m', 3_600_000]] as const) {
      assert.equal(one(`smoke: {command: [make], limit: ${written}}`).smoke?.limit, limit);
    }
  });

  it('names the variables that commands get', () => {
    assert.deepEqual(one('pass: [VAULT_ADDR, VAULT_TOKEN]').pass, ['VAULT_ADDR', 'VAULT_TOKEN']);
    assert.deepEqual(one('bell: true').pass, []);
  });

  it('may hand a value to a script as an argument of its own', () => {
    const set = one('toggles: {read: [env], set: [sh, set.sh, "{name}", "{value}"]}').toggles?.store;
    assert.deepEqual(set?.kind === 'commands' && set.set, ['sh', 'set.sh', '{name}', '{value}']);
  });

  it('reads the same with CRLF line ends and a byte order mark', () => {
    assert.deepEqual(read(`\uFEFF${everything.replaceAll('\n', '\r\n')}`), read(everything));
  });

  it('takes values as they are written, not as YAML counts them', () => {
    const {variables} = one('variables: {MCP_CONNECTOR_ID: 0x10, MCP_CONNECTOR_INSTANCE: 1.50, MCP_ROTATION_HINT: yes, MCP_LAST_ROTATED: 2025-11-20}');
    assert.deepEqual(variables, {MCP_CONNECTOR_ID: '0x10', MCP_CONNECTOR_INSTANCE: '1.50', MCP_ROTATION_HINT: 'yes', MCP_LAST_ROTATED: '2025-11-20'});
  });
});

describe('the team of a file', () => {
  it('has a database and a name, beside environments or alone', () => {
    const team = 'team: {database: "postgres://db.example.org:6432/runbook", name: operations}\n';
    const expected = {database: 'postgres://db.example.org:6432/runbook', name: 'operations'};
    for (const text of [team, `environments: {a: {class: live, gateway: "https://gw"}}\n${team}`]) {
      const reading = readEnvironments(text, file);
      assert.deepEqual(reading.ok && reading.team, expected);
    }
  });
});

describe('any text at all', () => {
  it('is either environments or problems with a line that the text has', () => {
    const pieces = fc.constantFrom(...everything.split(/(?<=[\s:{}[\],])/), '&a ', '*a', '!t ', '- ', '? ', '"', "'", '|', '\t', '\u202E', '<<: ', '---\n', '%YAML 1.1\n');
    const texts = fc.oneof(
      fc.array(pieces, {maxLength: 60}).map(parts => parts.join('')),
      fc.string({unit: anyCharacter, maxLength: 80}),
      // The whole file with a piece of it taken out.
      fc.tuple(fc.nat(everything.length), fc.nat(40)).map(([from, length]) => everything.slice(0, from) + everything.slice(from + length)),
    );
    fc.assert(
      fc.property(texts, text => {
        const reading = readEnvironments(text, file);
        if (reading.ok) return assert.ok(reading.environments.length > 0);
        const lines = text.split(/\r\n|\n|\r/).length;
        assert.ok(reading.problems.length > 0);
        for (const {line, message} of reading.problems) assert.ok(line >= 1 && line <= lines && message !== '', `${line} of ${lines}: ${message}`);
      }),
      {numRuns: 300},
    );
  });

  for (const [what, text] of [
    ['brackets', '['.repeat(20_000)],
    ['maps', '{a: '.repeat(20_000)],
    ['items', '- '.repeat(20_000)],
    ['keys', 'a: '.repeat(20_000)],
  ] as const) {
    it(`of ${what} within ${what} without end is refused and nothing breaks`, () => {
      const reading = readEnvironments(text, file);
      assert.deepEqual(reading.ok ? [] : reading.problems.map(({message, expected}) => [message, expected]), [['nested too deeply', 'at most 32 levels']]);
    });
  }
});
