import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {operator, type Operator} from '../people/operator.ts';
import {startGateway} from '../people/running.ts';
import {waitFor} from '../people/waiting.ts';
import {confirms, journalOf, readsThePlan, still, told, writes} from '../people/walker.ts';
import {oddGateway, welcome} from '../worlds/odd-gateway.ts';
import {shortStop as lab} from '../worlds/short-stop.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {filesIn, story} from '../worlds/working-folder.ts';

const words = ['run', 'short', '--runbooks', 'rb', '--env', 'lab', '--operator', 'mara', '--incident', 'INC-7'];

async function starts(t: AfterTest, ...more: string[]): Promise<Operator> {
  const person = await operator(t, {cwd: await lab(t), args: [...words, ...more], env: await still(t)});
  await person.sees('Stop');
  return person;
}

const letGo = ({cwd}: Operator): void => writeFileSync(join(cwd, 'go'), '');

async function applying({cwd}: Operator): Promise<void> {
  await waitFor({until: () => existsSync(join(cwd, 'applying')), changed: () => new Promise(() => {}), missing: () => 'nothing is applied'});
}

/** What was let go has ended, and the record says so. */
function ended(person: Operator): void {
  assert.ok(existsSync(join(person.cwd, 'applied')), 'what the step had started was killed');
  assert.equal(readFileSync(join(person.cwd, 'operator.env'), 'utf8'), 'ABZU_USE_MCP=0\n');
  assert.deepEqual(told(person, 'step.finished').map(({step, outcome}) => `${step} ${outcome}`), ['stop done']);
}

describe('the line is cut', {concurrency: 2}, () => {
  const moments: ReadonlyArray<readonly [when: string, to: (person: Operator) => Promise<void>]> = [
    ['on a page', async person => person.sees('enter read the plan')],
    ['in a note', async person => {
      await person.brings('n', /> {2}/);
      await writes(person, 'half a wo');
    }],
    ['in front of a plan', async person => void (await readsThePlan(person, 'lab'))],
    ['in a confirmation', async person => writes(person, (await readsThePlan(person, 'lab')).slice(0, 6))],
    ['over the help', async person => person.brings('?', /escape back/)],
  ];
  for (const [when, to] of moments) {
    it(`${when}: nothing has happened, the session is kept, 129`, async t => {
      const person = await starts(t);
      await to(person);
      assert.equal(await person.hangsUp(), 129);
      assert.deepEqual(story(journalOf(person)).slice(1), ['session.paused stop']);
      assert.equal(readFileSync(join(person.cwd, 'operator.env'), 'utf8'), 'ABZU_USE_MCP=1\n');
    });
  }

  it('while a step runs: what it started ends, its outcome is recorded, 129', async t => {
    const person = await starts(t);
    await confirms(person, 'lab');
    await applying(person);
    assert.equal(await person.hangsUp(() => letGo(person)), 129);
    ended(person);
    assert.equal(story(journalOf(person)).at(-1), 'session.paused close');
  });

  it('on a question: nobody answers it, 129', async t => {
    const person = await starts(t);
    letGo(person);
    await confirms(person, 'lab');
    await person.sees('enter next step');
    await person.presses('enter');
    await person.brings('enter', 'What was seen?', 'enter keep it');
    assert.equal(await person.hangsUp(), 129);
    assert.match(story(journalOf(person)).at(-1) ?? '', /^session\.(?:paused|closed)/);
  });

  it('on the first screen: there is nothing to keep, 129', async t => {
    const person = await operator(t, {cwd: await lab(t), args: ['--runbooks', 'rb'], env: await still(t)});
    await person.sees(/Who is at the keyboard\?|Which procedure\?/);
    assert.equal(await person.hangsUp(), 129);
    assert.deepEqual(filesIn(join(person.cwd)).filter(name => name.endsWith('journal.jsonl')), []);
  });

  it('in plain lines, before a step and while it runs: 129', async t => {
    const waiting = await starts(t, '--plain');
    await waiting.sees('r run');
    assert.equal(await waiting.hangsUp(), 129);
    assert.equal(story(journalOf(waiting)).at(-1), 'session.paused stop');
    const person = await starts(t, '--plain');
    await person.sees('r run');
    await person.types('r\r');
    await person.sees(/lab [0-9a-f]{4}:/);
    await person.types(`${/lab [0-9a-f]{4}/.exec(person.screen())?.[0]}\r`);
    await applying(person);
    assert.equal(await person.hangsUp(() => letGo(person)), 129);
    ended(person);
  });

  it('while nobody is asked anyhow: the step ends, 129', async t => {
    const person = await starts(t, '--auto', '--confirm', 'lab');
    await applying(person);
    assert.equal(await person.hangsUp(() => letGo(person)), 129);
    ended(person);
  });

  it('while a smoke run has been sent: it is waited for, and what nobody knows is 6', async t => {
    const gateway = await startGateway(t, 'slow');
    const person = await operator(t, {args: ['smoke'], env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}, cwd: await temporaryFolder(t)});
    await gateway.process.says('POST /handshake');
    await person.sees('handshake');
    assert.equal(await person.hangsUp(), 6);
    assert.deepEqual(gateway.requests(), ['POST /handshake']);
  });

  it('before anything was said: the answers are waited for, nobody hears of them, 129', async t => {
    const {promise: asked, resolve} = Promise.withResolvers<void>();
    const {promise: cut, resolve: letGo} = Promise.withResolvers<void>();
    const gateway = await oddGateway(t, async ({path}, response) => {
      resolve();
      response.writeHead(200, {'content-type': 'application/json'});
      // One that is silent is given up after five seconds, which a busy machine may need to cut the line.
      const alive = setInterval(() => response.write(' '), 200);
      await cut;
      clearInterval(alive);
      response.end(JSON.stringify(path.endsWith('handshake') ? welcome() : {status: 'accepted'}));
    });
    const person = await operator(t, {args: ['smoke'], env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}, cwd: await temporaryFolder(t)});
    await asked;
    assert.equal(await person.hangsUp(letGo), 129);
  });
});
