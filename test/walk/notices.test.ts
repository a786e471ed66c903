import assert from 'node:assert/strict';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, it, type TestContext} from 'node:test';
import type {Clock} from '../../source/clock.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {firstPrev, type Body, type JournalEvent} from '../../source/journal/event.ts';
import {openNotices, undeliveredTrouble, type Notices} from '../../source/walk/notice/notices.ts';
import {postThrough, type Post} from '../../source/walk/notice/post.ts';
import {evolve, type Session} from '../../source/journal/session.ts';
import {waitFor} from '../people/waiting.ts';
import {proxyFor} from '../../source/proxy.ts';
import {bodies} from '../worlds/bodies.ts';
import {startProxy} from '../worlds/proxy.ts';
import {reservePort} from '../worlds/reserved-port.ts';

const directly = postThrough(() => ({kind: 'direct'}));
const noSecrets = (): SecretMask => new SecretMask([]);
const soon = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
const head = '3f9a12c4'.repeat(8);

/** A clock whose sleeps last until the test ends them. */
function heldClock(): Clock & {end(milliseconds: number): Promise<void>} {
  const sleeping = new Map<number, () => void>();
  return {
    now: () => 0,
    monotonic: () => 0,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        sleeping.set(milliseconds, resolve);
        signal?.addEventListener('abort', () => {
          sleeping.delete(milliseconds);
          reject(signal.reason as Error);
        });
      }),
    end: async milliseconds => {
      await waitFor({until: () => sleeping.has(milliseconds), changed: soon, missing: () => `nobody sleeps ${milliseconds} ms`});
      sleeping.get(milliseconds)?.();
    },
  };
}

type Receiver = {url: string; bodies: string[]; heads: string[]; got(count: number): Promise<void>};

/** A real server; `answer` may keep its request for as long as it likes. */
async function receiver(t: TestContext, answer: (response: ServerResponse, number: number) => void): Promise<Receiver> {
  const received: string[] = [];
  const heads: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => {
      heads.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
      answer(response, received.push(text));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/s3cret`;
  const got = (count: number): Promise<void> =>
    waitFor({until: () => received.length >= count, changed: soon, missing: () => `${received.length} of ${count} notices came`});
  return {url, bodies: received, heads, got};
}

const accepts = (response: ServerResponse): void => void response.writeHead(204).end();

function opening(change: Partial<Body<'session.opened'>> = {}, operator = 'mara'): [JournalEvent, Session] {
  const event: JournalEvent = {v: 1, session: 's', seq: 0, prev: firstPrev, at: '2025-11-20T09:00:00Z', operator, class: 'live', type: 'session.opened', body: {...bodies['session.opened'], ...change}};
  return [event, evolve(undefined, event)];
}

function observe(notices: Notices, incident: string): void {
  const [event, session] = opening({incident});
  notices.observe(event, session, head);
}

const incidentsIn = (received: readonly string[]): unknown[] => received.map(text => (JSON.parse(text) as {incident: unknown}).incident);

describe('notices', () => {
  it('are posted as JSON, one after the other in their order', async t => {
    const held: ServerResponse[] = [];
    const {url, bodies: received, heads, got} = await receiver(t, response => void held.push(response));
    const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
    for (const incident of ['one', 'two', 'three']) observe(notices, incident);
    assert.deepEqual(received, []);
    for (const count of [1, 2, 3]) {
      await got(count);
      assert.equal(received.length, count);
      accepts(held[count - 1] as ServerResponse);
    }
    await notices.close();
    assert.deepEqual(incidentsIn(received), ['one', 'two', 'three']);
    assert.deepEqual([...new Set(heads)], ['POST /hooks/s3cret application/json']);
    assert.deepEqual(Object.keys(JSON.parse(received[0] ?? '') as object), ['event', 'session', 'runbook', 'environment', 'class', 'operator', 'incident', 'deadline', 'at', 'head', 'text']);
    assert.equal(notices.undelivered(), undefined);
  });

  it('are masked, and cut no token in two', async t => {
    const {url, bodies: received, got} = await receiver(t, accepts);
    const token = 'tok/"\u00e9-q4x1';
    const notices = openNotices({url, clock: heldClock(), mask: () => new SecretMask([new Secret(token)]), post: directly});
    const [event, session] = opening({incident: `${'x'.repeat(1900)}${token}`, runbook: {...bodies['session.opened'].runbook, title: token}}, token);
    notices.observe(event, session, head);
    await got(1);
    await notices.close();
    const notice = JSON.parse(received[0] ?? '') as Record<string, string>;
    assert.ok(!received[0]?.includes('q4x1') && !received[0]?.includes('tok'), String(received[0]));
    assert.deepEqual([notice.operator, notice.class, notice.head], ['<redacted>', 'live', head]);
    assert.match(notice.text ?? '', /^<redacted> began <redacted>; in practice \(live\), incident x+<redacted>; session s/);
    assert.match(received[0] ?? '', /^[\x20-\x7e]*$/);
  });

  it('go nowhere where nobody wants them', async () => {
    const notices = openNotices({url: undefined, clock: heldClock(), mask: noSecrets, post: directly});
    observe(notices, 'one');
    await notices.close();
    assert.equal(notices.undelivered(), undefined);
  });
});

describe('a notice is delivered', () => {
  for (const said of ['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 102 Processing\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n']) {
    it(`where the channel says ${said.slice(9, 17)} on the way to its answer`, async t => {
      const {url, got} = await receiver(t, response => void response.socket?.end(`${said}HTTP/1.1 204 No Content\r\n\r\n`));
      const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
      observe(notices, 'one');
      await got(1);
      await notices.close();
      assert.equal(notices.undelivered(), undefined);
    });
  }
});

describe('a notice that does not arrive is counted with its reason, which never quotes the address', () => {
  const rows: ReadonlyArray<[why: string, answer: (response: ServerResponse) => void, reason: RegExp]> = [
    ['the server fails', response => void response.writeHead(500).end('s3cret'), /^127\.0\.0\.1:\d+ answered 500$/],
    ['the server refuses', response => void response.writeHead(403).end(), /^127\.0\.0\.1:\d+ answered 403$/],
    ['it hangs up', response => void response.destroy(), /^127\.0\.0\.1:\d+ was not reached: (?:UND_ERR_SOCKET|ECONNRESET)$/],
    ['it speaks something else', response => void response.socket?.end('no HTTP at all\r\n\r\n'), /^127\.0\.0\.1:\d+ was not reached: .*HTTP/],
  ];
  for (const [why, answer, reason] of rows) {
    it(`because ${why}`, async t => {
      const {url, got} = await receiver(t, answer);
      const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
      observe(notices, 'one');
      await got(1);
      await notices.close();
      assert.equal(notices.undelivered()?.count, 1);
      assert.match(notices.undelivered()?.last ?? '', reason);
    });
  }

  it('because it redirects, which is not followed', async t => {
    const other = await receiver(t, accepts);
    for (const status of [301, 302, 307, 308]) {
      const {url, got} = await receiver(t, response => void response.writeHead(status, {location: other.url}).end());
      const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
      observe(notices, 'one');
      await got(1);
      await notices.close();
      assert.match(notices.undelivered()?.last ?? '', new RegExp(`^127\\.0\\.0\\.1:\\d+ redirects \\(${status}\\), which is not followed$`));
    }
    assert.deepEqual(other.bodies, []);
  });

  it('because nobody listens, or the address is none, or holds a password', async t => {
    const port = await reservePort(t);
    for (const [url, reason] of [
      [`http://127.0.0.1:${port}/hooks/s3cret`, /^127\.0\.0\.1:\d+ was not reached: ECONNREFUSED$/],
      ['hooks/s3cret', /^an address that is none was not reached: the address cannot be used$/],
      ['http://mara:s3cret@127.0.0.1/hooks', /^127\.0\.0\.1 was not reached: the address cannot be used$/],
    ] as const) {
      const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
      observe(notices, 'one');
      await notices.close();
      assert.match(notices.undelivered()?.last ?? '', reason);
      assert.ok(!notices.undelivered()?.last.includes('s3cret'));
    }
  });

  it('because the server hangs for three seconds, and the next one is posted all the same', async t => {
    const {url, bodies: received, got} = await receiver(t, (response, number) => (number === 1 ? undefined : accepts(response)));
    const clock = heldClock();
    const notices = openNotices({url, clock, mask: noSecrets, post: directly});
    observe(notices, 'one');
    observe(notices, 'two');
    await got(1);
    assert.equal(received.length, 1);
    await clock.end(3000);
    await got(2);
    await notices.close();
    assert.deepEqual(notices.undelivered(), {count: 1, last: `${new URL(url).host} did not answer within 3 s`});
  });

  it('because there are too many: twenty wait behind the one under way', async t => {
    const held: ServerResponse[] = [];
    const {url, bodies: received, got} = await receiver(t, (response, number) => (number === 1 ? void held.push(response) : accepts(response)));
    const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
    observe(notices, '0');
    await got(1);
    for (let number = 1; number <= 23; number += 1) observe(notices, String(number));
    assert.deepEqual(notices.undelivered(), {count: 3, last: `more than 20 were waiting for ${new URL(url).host}`});
    for (const response of held) accepts(response);
    await got(21);
    await notices.close();
    assert.deepEqual(incidentsIn(received), Array.from({length: 21}, (_, number) => String(number)));
    assert.equal(notices.undelivered()?.count, 3);
  });

  it('because what posts it throws, or never ends and does not listen', async () => {
    const throws = openNotices({url: 'http://hooks.example', clock: heldClock(), mask: noSecrets, post: () => Promise.reject(new Error('out of order'))});
    observe(throws, 'one');
    await throws.close();
    assert.deepEqual(throws.undelivered(), {count: 1, last: 'out of order'});
    const clock = heldClock();
    const deaf: Post = () => new Promise(() => {});
    const hangs = openNotices({url: 'http://hooks.example', clock, mask: noSecrets, post: deaf});
    observe(hangs, 'one');
    await clock.end(3000);
    await hangs.close();
    assert.deepEqual(hangs.undelivered(), {count: 1, last: 'hooks.example did not answer within 3 s'});
  });

  it('because it cannot be made, and whoever wrote the line hears nothing of it', () => {
    const notices = openNotices({url: 'http://hooks.example', clock: heldClock(), mask: () => { throw new Error('the keyring is shut'); }, post: directly});
    observe(notices, 'one');
    assert.deepEqual(notices.undelivered(), {count: 1, last: 'the keyring is shut'});
  });
});

describe('leaving', () => {
  it('waits a second at most for what is under way, and leaves the rest behind', async t => {
    const {url, bodies: received, got} = await receiver(t, () => {});
    const clock = heldClock();
    const notices = openNotices({url, clock, mask: noSecrets, post: directly});
    for (const incident of ['one', 'two', 'three']) observe(notices, incident);
    await got(1);
    const closed = notices.close();
    await clock.end(1000);
    await closed;
    await notices.close();
    observe(notices, 'four');
    assert.deepEqual(notices.undelivered(), {count: 4, last: 'the program ended first'});
    assert.deepEqual(incidentsIn(received), ['one']);
  });

  it('waits for nobody when nothing is under way, and for all that is answered in time', async t => {
    const {url, bodies: received} = await receiver(t, accepts);
    const notices = openNotices({url, clock: heldClock(), mask: noSecrets, post: directly});
    await openNotices({url, clock: heldClock(), mask: noSecrets, post: directly}).close();
    for (const incident of ['one', 'two', 'three']) observe(notices, incident);
    await notices.close();
    assert.deepEqual([incidentsIn(received), notices.undelivered()], [['one', 'two', 'three'], undefined]);
  });

  it('says what was not delivered, and who has to tell it now', () => {
    assert.equal(undeliveredTrouble(undefined), undefined);
    assert.equal(undeliveredTrouble({count: 1, last: 'hooks.example answered 500'})?.problem, '1 notice was not delivered (hooks.example answered 500)');
    assert.equal(undeliveredTrouble({count: 1, last: ''})?.next, 'Tell those who rely on notices yourself.');
    assert.equal(undeliveredTrouble({count: 2, last: 'hooks.example answered 500'})?.problem, '2 notices were not delivered (last: hooks.example answered 500)');
  });
});

it('a notice goes through the proxy that the shell names, and what the proxy refuses is told as its own', async t => {
  const {url, bodies: received, got} = await receiver(t, accepts);
  const proxy = await startProxy({ports: {'hooks.example': Number(new URL(url).port)}});
  t.after(() => proxy.close());
  const post = postThrough(address => proxyFor(address, {http_proxy: proxy.url}));
  const notices = openNotices({url: 'http://hooks.example/hooks/s3cret', clock: heldClock(), mask: noSecrets, post});
  observe(notices, 'one');
  await got(1);
  await notices.close();
  assert.deepEqual([received.length, proxy.asked, notices.undelivered()], [1, ['CONNECT hooks.example:80'], undefined]);
  const refused = await post('https://nowhere.example/hooks/s3cret', '{}', new AbortController().signal);
  assert.ok(refused.ok || refused.reason.startsWith('nowhere.example was not reached: ') && !refused.reason.includes('s3cret'), JSON.stringify(refused));
});
