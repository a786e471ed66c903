import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {jsonLine} from '../../source/json.ts';
import {packageFolder} from '../../source/package-folder.ts';
import {tool} from '../../source/carried.ts';
import type {Body, JournalEvent} from '../../source/journal/event.ts';
import {longestBody} from '../../source/journal/journal.ts';
import {openSession, type WantedSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import type {Workplace} from '../../source/workplace.ts';
import {approverFault} from '../../source/walk/approval.ts';
import {unattended} from '../../source/walk/unattended.ts';
import {walk} from '../../source/walk/walk.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace, type Change} from '../worlds/workplace.ts';
import {waitFor} from '../people/waiting.ts';
import {diskWith, troubles} from '../worlds/disk.ts';
import {linesOf, nobody} from '../worlds/practice-session.ts';

const live = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://gateway.example:8001/'};

async function opening(t: AfterTest, change: Change = {}): Promise<[place: Workplace, wanted: WantedSession]> {
  const place = workplace(change.folder ?? (await temporaryFolder(t)), {variables: live, ...change});
  return [place, {runbook: 'stage-b-rehearsal', environment: 'console', operator: 'mara', mode: 'plain', incident: 'INC-204', ...change}];
}

async function open(
  t: AfterTest,
  change: Change = {},
): Promise<HeldSession & {first: JournalEvent & {type: 'session.opened'}; folder: string}> {
  const [place, wanted] = await opening(t, change);
  const session = await openSession(place, {beside: {sessions: ['2025'], reason: 'the others stay open for as long as the test'}, ...wanted});
  t.after(() => session.close());
  const first = JSON.parse(linesOf(session.conductor.journalPath)[0] ?? '') as JournalEvent & {type: 'session.opened'};
  return {...session, first, folder: place.folder};
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(({parentPath, name}) => join(parentPath, name).slice(folder.length + 1));

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the first line of a session', () => {
  it('has the whole name, which nobody else then has', async t => {
    const operator = 'Анна Константиновна Константинова';
    const {first, conductor} = await open(t, {operator});
    assert.equal(first.operator, operator);
    assert.match(approverFault(operator, conductor.session.operator, {}) ?? '', /another person has to agree/);
  });

  it('has no name that it would have to hide', async t => {
    const [place, wanted] = await opening(t, {operator: 'opensesame', variables: {...live, DB_PASSWORD: 'opensesame'}});
    await assert.rejects(openSession(place, wanted), {code: 'operator-unnamed', message: /needs a name that is no secret here/});
    assert.deepEqual(filesBelow(place.folder).filter(name => name.endsWith('.jsonl')), []);
  });

  it('says what is walked, by whom, where, how, and against what', async t => {
    const {first, conductor, folder} = await open(t);
    mkdirSync(join(folder, 'logs'), {recursive: true});
    const page = readFileSync(join(packageFolder(), 'runbooks', 'stage-b-rehearsal.md'));
    assert.match(first.session, /^20251120T090000Z-stage-b-rehearsal-[0-9a-f]{4}$/);
    assert.equal(conductor.journalPath, join(folder, 'logs', 'sessions', first.session, 'journal.jsonl'));
    assert.deepEqual([first.operator, first.class, first.at, first.seq], ['mara', 'live', '2025-11-20T09:00:00Z', 0]);
    const {steps, ...body} = first.body;
    assert.deepEqual(body, {
      runbook: {id: 'stage-b-rehearsal', title: 'Stage B rehearsal', version: '1', sha256: sha256(page)},
      tool: tool(),
      host: hostname(),
      environment: {name: 'console', gateway: 'http://gateway.example:8001/', gateway_source: 'this shell'},
      mode: 'plain',
      incident: 'INC-204',
      toggles: [
        {name: 'ABZU_USE_MCP', found: '1', source: 'this shell'},
        {name: 'MCP_GATEWAY_URL', found: 'http://gateway.example:8001/', source: 'this shell'},
      ],
      earlier: [],
      ledger: {bytes: 0, sha256: sha256('')},
    });
    assert.deepEqual(
      steps.map(({id}) => id),
      ['toggles', 'gateway', 'smoke', 'receipt', 'ledger', 'packet', 'close'],
    );
    assert.deepEqual(conductor.session.opened, first.body);
  });

  it('keeps the page beside it, under the digest that it names', async t => {
    const {first, conductor} = await open(t, {variables: {...live, MCP_CONNECTOR_TOKEN: 'smoke'}});
    const kept = readFileSync(join(conductor.folder, 'evidence', first.body.runbook.sha256));
    assert.deepEqual(kept, readFileSync(join(packageFolder(), 'runbooks', 'stage-b-rehearsal.md')));
  });

  it('is not written where the page holds a secret that is in use: the line is named, the secret is not', async t => {
    const folder = await temporaryFolder(t);
    const page = readFileSync(join(packageFolder(), 'runbooks', 'ledger-review.md'), 'utf8').replace('## 1.', 'Use token-q4x1-live for it.\n\n## 1.');
    mkdirSync(join(folder, 'rb'));
    writeFileSync(join(folder, 'rb', 'ledger-review.md'), page);
    const opening = openSession(
      {folder, runbooks: join(folder, 'rb'), variables: {...live, MCP_CONNECTOR_TOKEN: 'token-q4x1-live'}, clock: testClock()},
      {runbook: 'ledger-review', environment: 'console', operator: 'mara', mode: 'auto'},
    );
    await assert.rejects(opening, (error: OperatorError) => error.code === 'secret-on-page' && /^ledger-review\.md, line \d+: the page holds a secret/.test(error.message) && !error.message.includes('q4x1'));
    assert.ok(!existsSync(join(folder, 'logs', 'sessions')));
  });

  it('tells a token by its fingerprint, and pins the ledger', async t => {
    const folder = await temporaryFolder(t);
    mkdirSync(join(folder, 'logs'));
    const ledger = '{"connector_id": "operator_api"}\n';
    writeFileSync(join(folder, 'logs', 'stage_b_rotation_drills.jsonl'), ledger);
    const {first} = await open(t, {
      folder,
      variables: {...live, MCP_CONNECTOR_TOKEN: 'token-q4x1', MCP_ROTATION_HINT: 'see token-q4x1'},
      incident: undefined,
    });
    assert.deepEqual([first.body.ledger, first.body.incident], [{bytes: 33, sha256: sha256(ledger)}, null]);
    const found = (name: string) => first.body.toggles.find(toggle => toggle.name === name)?.found;
    assert.match(found('MCP_CONNECTOR_TOKEN') ?? '', /^fingerprint [0-9a-f]{8}$/);
    assert.equal(found('MCP_ROTATION_HINT'), 'see <redacted>');
  });

  for (const [variables, environment, expected] of [
    [{}, 'console', 'rehearsal'],
    [{MCP_GATEWAY_URL: 'http://127.0.0.1:1'}, 'console', 'rehearsal'],
    [{MCP_GATEWAY_URL: 'https://gateway.example'}, 'console', 'live'],
    [{MCP_GATEWAY_URL: 'not a URL'}, 'console', 'live'],
    [{MCP_GATEWAY_URL: 'https://gateway.example'}, 'practice', 'practice'],
  ] as const) {
    it(`has class ${expected} in ${environment} with ${JSON.stringify(variables)}`, async t => {
      const {first, environment: opened} = await open(t, {variables, environment});
      assert.deepEqual([first.class, opened.class], [expected, expected]);
    });
  }

  it("names the heads of the operator's three newest sessions in this class, and nobody else's", async t => {
    const folder = await temporaryFolder(t);
    const clock = testClock();
    const heads: Record<string, string> = {};
    const once = async (
      operator: string,
      variables: NodeJS.ProcessEnv = live,
    ): Promise<Body<'session.opened'>['earlier']> => {
      clock.advance(1000);
      const {conductor, first} = await open(t, {folder, clock, operator, variables});
      conductor.record({kind: 'note', step: undefined, text: 'quiet'});
      heads[first.session] = conductor.head;
      return first.body.earlier;
    };
    const told = [];
    for (const operator of ['mara', 'ines', 'mara', 'mara', 'ines', 'mara', 'mara']) told.push(await once(operator));
    assert.deepEqual(
      told.map(earlier => earlier.length),
      [0, 0, 1, 2, 1, 3, 3],
    );
    const [one, , three, four, , six] = Object.keys(heads);
    assert.deepEqual(
      told[5]?.map(({session}) => session),
      [four, three, one],
    );
    assert.deepEqual(
      told[6]?.map(({session}) => session),
      [six, four, three],
    );
    for (const {session, head} of told.flat()) assert.equal(head, heads[session]);
    assert.deepEqual((await open(t, {folder, clock, environment: 'practice'})).first.body.earlier, []);
  });

  it('passes over what is no session, what is torn and what cannot be read', async t => {
    const folder = await temporaryFolder(t);
    const {first, conductor} = await open(t, {folder});
    const sessions = join(folder, 'logs', 'sessions');
    for (const [name, content] of [
      ['20251121T090000Z-torn-0001', '{"v":1,"sess'],
      ['20251121T090000Z-odd-0002', 'null\n'],
      ['20251121T090000Z-empty-0003', ''],
      ['20251121T090000Z-\u202e hostile', linesOf(conductor.journalPath)[0] ?? ''],
      ['not-a-session', linesOf(conductor.journalPath)[0] ?? ''],
    ] as const) {
      mkdirSync(join(sessions, name));
      writeFileSync(join(sessions, name, 'journal.jsonl'), content);
    }
    mkdirSync(join(sessions, '20251121T090000Z-folder-0004', 'journal.jsonl'), {recursive: true});
    writeFileSync(join(sessions, '20251121T090000Z-file-0005'), '');
    const next = await open(t, {folder});
    assert.deepEqual(next.first.body.earlier, [{session: first.session, head: conductor.head}]);
  });

  it('fits, whatever the shell says', async t => {
    const folder = await temporaryFolder(t);
    const clock = testClock();
    for (const wide of ['\u{1f6f0}'.repeat(500), 'tok!'.repeat(300), '"'.repeat(999), '\u202e'.repeat(400)]) {
      for (let count = 0; count < 4; count += 1) {
        clock.advance(1000);
        const names = [
          'ROTATION_HINT',
          'CONNECTOR_ID',
          'CONNECTOR_INSTANCE',
          'LAST_ROTATED',
          'ROTATION_WINDOW',
          'SUPPORTED_CONTEXTS',
        ];
        const prefixes = ['MCP_', 'OPERATOR_API_STAGE_B_', 'OPERATOR_UPLOAD_STAGE_B_', 'CROWN_HANDSHAKE_STAGE_B_'];
        const variables = {
          MCP_CONNECTOR_TOKEN: 'tok!',
          ABZU_USE_MCP: wide,
          MCP_GATEWAY_URL: wide,
          ...Object.fromEntries(prefixes.flatMap(prefix => names.map(name => [`${prefix}${name}`, wide]))),
        };
        const {first} = await open(t, {folder, clock, variables, operator: `m${[...wide].slice(0, wide.startsWith('tok!') ? 3 : 29).join('')}`, incident: wide, beside: {sessions: ['2025'], reason: wide}});
        assert.ok(jsonLine(first.body).length <= longestBody, String(jsonLine(first.body).length));
        assert.equal(first.body.earlier.length, Math.min(count, 3));
      }
    }
  });

  it('is cut in no token', async t => {
    const token = 'gateway-token-q4x1';
    // The cuts are at 60, 100 and 200 bytes.
    const lengths = [60, 100, 200].flatMap(cut => Array.from({length: 8}, (_, index) => cut - 4 - 2 * index));
    for (const length of lengths) {
      const text = 'x'.repeat(length) + token;
      const {first} = await open(t, {
        variables: {MCP_CONNECTOR_TOKEN: token, MCP_GATEWAY_URL: text, MCP_ROTATION_HINT: text},
        incident: text,
      });
      assert.equal(JSON.stringify(first).match(/xg.{0,10}/)?.[0], undefined);
    }
  });
});

describe('a session that cannot be recorded', () => {
  const refusal =
    (doing: RegExp) =>
    (error: unknown): boolean => {
      assert.ok(error instanceof OperatorError, String(error));
      assert.deepEqual([error.code, error.exit], ['not-recorded', 5]);
      assert.match(error.message, doing);
      assert.match(error.next, /^Nothing was run\./);
      return true;
    };

  for (const trouble of troubles) {
    it(`is not opened (${trouble})`, async t => {
      await assert.rejects(
        openSession(...(await opening(t, {calls: diskWith(trouble, 1).calls}))),
        refusal(/^the journal cannot be written: could not append to .*journal\.jsonl/),
      );
    });
  }

  for (const [what, spoil] of [
    ['logs is a file', (folder: string) => writeFileSync(join(folder, 'logs'), '')],
    [
      'the folder of the sessions is a file',
      (folder: string) => {
        mkdirSync(join(folder, 'logs'));
        for (const name of ['sessions', 'practice']) writeFileSync(join(folder, 'logs', name), '');
      },
    ],
  ] as const) {
    for (const environment of ['console', 'practice']) {
      it(`is not opened in ${environment} where ${what}`, async t => {
        const folder = await temporaryFolder(t);
        spoil(folder);
        const before = filesBelow(folder);
        await assert.rejects(
          openSession(...(await opening(t, {folder, environment}))),
          refusal(/could not (create|write|append to)/),
        );
        assert.deepEqual(
          filesBelow(folder).filter(file => !file.endsWith('.fingerprint-key')),
          before,
        );
      });
    }
  }

  it('leaves no practice gateway behind', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'logs'), '');
    const servers = (): number => process.getActiveResourcesInfo().filter(kind => kind === 'TCPServerWrap').length;
    const before = servers();
    // One that could not listen is counted until the next turn.
    const become = (count: number): Promise<void> => waitFor({
      until: () => servers() === count,
      changed: () => new Promise(resolve => setImmediate(resolve)),
      missing: () => `${servers()} servers, ${before} before`,
    });
    const session = await openSession(...(await opening(t, {environment: 'practice'})));
    try {
      await become(before + 2);
    } finally {
      await session.close();
    }
    await assert.rejects(openSession(...(await opening(t, {folder, environment: 'practice'}))));
    await assert.rejects(
      openSession(...(await opening(t, {environment: 'practice', calls: diskWith('EIO on write', 1).calls}))),
    );
    await become(before);
  });
});

describe('a session that is not there', () => {
  for (const [what, change, code, says] of [
    ['an unknown environment', {environment: 'moon'}, 'unknown-environment', /^there is no environment "moon"; there is no mcp-runbook\.yaml in /],
    ['an unknown runbook', {runbook: 'moon-landing'}, 'runbook-invalid', /^there is no runbook moon-landing; known: credential-rotation, /],
    ['a path for a runbook', {runbook: '../package'}, 'runbook-invalid', /\.\.\/package is no runbook id/],
  ] as const) {
    it(`names ${what}, and nothing is written`, async t => {
      const [place, wanted] = await opening(t, change);
      await assert.rejects(
        openSession(place, wanted),
        (error: unknown) =>
          error instanceof OperatorError && error.code === code && error.exit === 2 && says.test(error.message),
      );
      assert.deepEqual(filesBelow(place.folder), []);
    });
  }
});

describe('practice', () => {
  it('takes nothing from this shell and leaves nothing outside its folder', async t => {
    const folder = await temporaryFolder(t);
    const token = 'a-real-token-q4x1';
    const variables = {
      ABZU_USE_MCP: '0',
      MCP_GATEWAY_URL: 'http://gateway.example:8001',
      MCP_CONNECTOR_TOKEN: token,
      OPERATOR_API_STAGE_B_CONNECTOR_TOKEN: token,
      MCP_LAST_ROTATED: '2020-01-01T00:00:00Z',
      MCP_ROTATION_WINDOW: 'PT1H',
      MCP_CONNECTOR_ID: 'impostor',
      MCP_SUPPORTED_CONTEXTS: 'no JSON',
    };
    // In the shell that this very process runs in, too.
    const before = {...process.env};
    t.after(() => {
      for (const name of Object.keys(variables)) delete process.env[name];
      Object.assign(process.env, before);
    });
    Object.assign(process.env, variables);
    const {conductor, environment, first} = await open(t, {folder, environment: 'practice', variables});
    assert.match(environment.gateway().url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(
      await walk(conductor, {...unattended({confirmed: 'practice'}), ask: nobody, report: () => {}}, new AbortController().signal),
      0,
    );
    const files = filesBelow(folder);
    assert.deepEqual(
      files.filter(file => !file.startsWith(join('logs', 'practice', first.session))),
      [join('logs', 'practice', '.fingerprint-key')],
    );
    assert.ok(files.some(file => file.endsWith('stage_b_rotation_drills.jsonl')));
    for (const file of files)
      assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /a-real-token|gateway\.example|impostor/, file);
    assert.ok(!existsSync(join(folder, 'logs', 'sessions')));
  });
});
