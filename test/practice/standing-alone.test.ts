import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {systemClock} from '../../source/clock.ts';
import {gateway} from '../../source/commands/gateway.ts';
import {Stopped, type Context} from '../../source/commands/context.ts';
import {exitCode, OperatorError} from '../../source/errors.ts';
import {faults, practiceFaults} from '../../source/practice/faults.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {waitFor} from '../people/waiting.ts';
import {workplace} from '../worlds/workplace.ts';
import {shakeHands} from '../worlds/asking.ts';

type Flags = {fault?: string; tokens?: string};

type Standing = {url: string; folder: string; /** Everything it printed. */ printed(): string; stop(): Promise<number>};

function contextIn(folder: string, signal: AbortSignal, print: (text: string) => void): Context {
  const printDocument = (value: unknown): void => print(JSON.stringify(value));
  const plain = {place: workplace(folder, {clock: systemClock}), flushed: async () => {}, wrapLines: async () => {}, interactive: false, answers: false, mask: () => new SecretMask([])};
  return {print, printPage: print, tell: print, printDocument, printTable: print, signal, told: signal, now: signal, unheard: new AbortController().signal, ...plain};
}

/** `mcp-runbook gateway` in a folder of its own, on a free port. */
async function standAlone(t: TestContext, files: Readonly<Record<string, string>>, flags: Flags): Promise<Standing> {
  const folder = await folderWith(t, files);
  const told = new AbortController();
  const printed: string[] = [];
  const running = gateway(contextIn(folder, told.signal, text => void printed.push(text)), {port: '0', ...flags});
  const stop = (): Promise<number> => {
    told.abort(Stopped.by('SIGINT'));
    return running;
  };
  t.after(async () => void (await stop()));
  await waitFor({until: () => printed.length > 0, changed: () => running.then(() => {}), missing: () => 'it never said that it serves'});
  return {url: /http:\/\/127\.0\.0\.1:\d+/.exec(printed[0] ?? '')?.[0] ?? '', folder, printed: () => printed.join('\n'), stop};
}

async function folderWith(t: AfterTest, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function refusal(t: TestContext, folder: string, flags: Flags): Promise<OperatorError> {
  const context = contextIn(folder, t.signal, text => assert.fail(`it printed ${text}`));
  const error: unknown = await gateway(context, {port: '0', ...flags}).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof OperatorError);
  assert.equal(error.exit, exitCode.usage);
  return error;
}

describe('a gateway that stands alone with a file of tokens', () => {
  it('accepts each token of it and nothing else, and prints none', async t => {
    const {url, printed, stop} = await standAlone(t, {'tokens.txt': '# live\n  first-token\t\r\n\n#second-token\nthird#token\n'}, {tokens: 'tokens.txt'});
    const tried = ['first-token', 'second-token', '#second-token', 'third#token', '# live', '', undefined];
    const answers = [];
    for (const token of tried) answers.push([token, await shakeHands(url, token)]);
    assert.deepEqual(
      answers.filter(([, answer]) => answer === 'authenticated').map(([token]) => token),
      ['first-token', 'third#token'],
    );
    assert.match(printed(), /^practice gateway on http:\/\/127\.0\.0\.1:\d+, tokens from tokens\.txt; ctrl-c stops it\n/);
    assert.doesNotMatch(printed(), /first-token|second-token|third/);
    assert.equal(await stop(), 130);
  });

  it('knows of a rotation at the next handshake', async t => {
    const {url, folder} = await standAlone(t, {tokens: 'old-token\n'}, {tokens: 'tokens'});
    const both = async (): Promise<Array<number | string>> => [await shakeHands(url, 'old-token'), await shakeHands(url, 'new-token')];
    const answers = [await both()];
    writeFileSync(join(folder, 'tokens'), 'old-token\nnew-token\n');
    answers.push(await both());
    writeFileSync(join(folder, 'tokens'), 'new-token\n');
    answers.push(await both());
    assert.deepEqual(answers, [
      ['authenticated', 'not authenticated'],
      ['authenticated', 'authenticated'],
      ['not authenticated', 'authenticated'],
    ]);
  });

  it('lets nobody in once the file is gone, and is well again when it is back', async t => {
    const {url, folder} = await standAlone(t, {tokens: 'old-token'}, {tokens: 'tokens'});
    rmSync(join(folder, 'tokens'));
    assert.deepEqual([await shakeHands(url, 'old-token'), await shakeHands(url)], ['not authenticated', 'not authenticated']);
    writeFileSync(join(folder, 'tokens'), 'old-token');
    assert.equal(await shakeHands(url, 'old-token'), 'authenticated');
  });

  it('lets nobody in with a file that names no token, and anybody without a file', async t => {
    const empty = await standAlone(t, {tokens: '# none yet\n'}, {tokens: 'tokens'});
    assert.deepEqual([await shakeHands(empty.url), await shakeHands(empty.url, 'x')], ['not authenticated', 'not authenticated']);
    const open = await standAlone(t, {}, {});
    assert.deepEqual([await shakeHands(open.url), await shakeHands(open.url, 'x')], ['authenticated', 'authenticated']);
    assert.match(open.printed(), /^practice gateway on \S+:\d+; ctrl-c stops it\n/);
  });

  it('has a fault beside its tokens', async t => {
    const {url, printed} = await standAlone(t, {tokens: 'one'}, {tokens: 'tokens', fault: 'session-missing'});
    assert.deepEqual([await shakeHands(url, 'one'), await shakeHands(url, 'two')], ['no session', 'not authenticated']);
    assert.match(printed(), /, fault session-missing, tokens from tokens; ctrl-c/);
  });

  it('does not start without a file that can be read', async t => {
    const folder = await folderWith(t, {});
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const reasons: ReadonlyArray<readonly [string, string]> = [['none', 'it does not exist (ENOENT)'], ['.', 'it is a folder'], ['pipe', 'it is no regular file']];
    for (const [tokens, reason] of reasons) {
      const error = await refusal(t, folder, {tokens});
      assert.equal(error.message, `the accepted tokens cannot be read: ${join(folder, tokens)} (${reason})`);
      assert.deepEqual([error.code, error.next], ['tokens-not-readable', 'Name a file with one token a line; lines that begin with # are comments.']);
    }
  });
});

describe('a fault asked of a gateway that stands alone', () => {
  const wrong: ReadonlyArray<readonly [string, RegExp]> = [
    ['5xx-onse', /^--fault 5xx-onse: no such fault; did you mean 5xx-once\?$/],
    ['', /^--fault : no such fault$/],
    ...practiceFaults
      .filter(({part}) => part === 'world')
      .map(({name}) => [name, new RegExp(`^--fault ${name}: not a fault of the gateway but of the practice world around it$`)] as const),
  ];
  for (const [fault, says] of wrong) {
    it(`${fault === '' ? 'nothing' : fault} is refused, with a list of those it can have`, async t => {
      const error = await refusal(t, await folderWith(t, {}), {fault});
      assert.match(error.message, says);
      assert.equal(error.next, `Choose one of: ${faults.map(({name}) => name).join(', ')}.`);
    });
  }
});
