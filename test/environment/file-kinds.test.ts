import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {after, describe, it, type TestContext} from 'node:test';
import {placeFor} from '../people/another-user.ts';
import {answering} from '../worlds/answering.ts';
import {changeFile} from '../worlds/change-file.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const textBefore = 'A=1\nABZU_USE_MCP=1\nB=2\n';
const textAfter = 'A=1\nABZU_USE_MCP=0\nB=2\n';

/** Somebody without any right of root's, in the group `ops`. */
const [memberId, ops, other, otherGroup] = [41_236, 41_235, 1234, 2345];

type Kind = {
  about: string;
  /** Makes it from an ordinary file; the path to change where it is another one. Throws where this machine cannot. */
  make?: (file: string, folder: string) => Promise<unknown> | string | void;
  isByMember?: boolean;
  /** Shell lines that run before the program in a mount namespace of its own. */
  mounted?: (file: string, folder: string) => string;
  /** Why it is refused before the plan; left out: it is changed, and nothing else is lost. */
  refused?: RegExp;
  undo?: (file: string, folder: string) => void;
};

function must(command: string, ...args: string[]): string {
  const {status, error, stderr, stdout} = spawnSync(command, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** Node has no calls for extended attributes; an access list is one. */
const attributesProgram = answering(['python3', '-I', '-S', join(import.meta.dirname, '../fixtures/programs/attributes.py')]);

async function python(...asked: readonly unknown[]): Promise<unknown> {
  const {value, problem} = JSON.parse(await attributesProgram.ask(JSON.stringify(asked))) as {value?: unknown; problem?: string};
  if (problem !== undefined) throw new Error(problem);
  return value;
}

const setAttribute = (file: string, name: string): Promise<unknown> => python('set', file, name);
const setAcl = (file: string, group = 4): Promise<unknown> => python('access', file, group);
const attributes = (file: string): Promise<unknown> => python('all', file).catch(() => 'not seen');
const flags = (file: string): string => spawnSync('lsattr', ['-d', file], {encoding: 'utf8'}).stdout?.split(' ')[0] ?? '';

const openFolder = (_file: string, folder: string): void => fs.chmodSync(folder, 0o777);
const rootFile = (file: string, folder: string): void => {
  fs.chownSync(file, 0, 0);
  openFolder(file, folder);
};
const groupFile = (file: string, folder: string): void => {
  fs.chownSync(file, 0, ops);
  fs.chmodSync(file, 0o664);
  fs.chownSync(folder, 0, ops);
  fs.chmodSync(folder, 0o775);
};
const link = (file: string, folder: string): string => {
  fs.symlinkSync(file, join(folder, 'link'));
  return join(folder, 'link');
};
const unprotect = (...paths: string[]): void => void spawnSync('chattr', ['-i', '-a', ...paths]);

const kinds: readonly Kind[] = [
  {about: 'an ordinary file'},
  {about: 'a file for its user alone', make: file => fs.chmodSync(file, 0o600)},
  {about: 'a file that everybody may write', make: file => fs.chmodSync(file, 0o666)},
  {about: 'a file with odd bits in its mode', make: file => fs.chmodSync(file, 0o2750)},
  {about: "another user's file", make: file => fs.chownSync(file, other, otherGroup)},
  {about: "another user's file that only they may read", make: file => {fs.chownSync(file, other, otherGroup); fs.chmodSync(file, 0o400);}},
  {about: 'a file with an access list', make: file => setAcl(file)},
  {about: 'a file with an attribute of a user', make: file => setAttribute(file, 'user.note')},
  {about: 'a file with an attribute of security', make: file => setAttribute(file, 'security.note')},
  {about: 'a file with an attribute of trusted programs', make: file => setAttribute(file, 'trusted.note')},
  {about: 'a file with access list, attribute, owner and mode', make: async file => {fs.chmodSync(file, 0o640); await setAcl(file); await setAttribute(file, 'user.note'); fs.chownSync(file, other, otherGroup);}},
  {about: 'a file that is not to be dumped', make: file => void must('chattr', '+d', file)},
  {about: 'a file whose reading leaves no time', make: file => void must('chattr', '+A', file)},
  {about: 'a file with two names', make: (file, folder) => fs.linkSync(file, join(folder, 'second'))},
  {about: 'a file with three names and an attribute', make: async (file, folder) => {fs.linkSync(file, join(folder, 'second')); fs.linkSync(file, join(folder, 'third')); await setAttribute(file, 'user.note');}},
  {about: 'a link', make: link},
  {about: 'a link to a link', make: (file, folder) => {fs.symlinkSync(link(file, folder), join(folder, 'far')); return join(folder, 'far');}},
  {about: 'a relative link from another folder', make: (_file, folder) => {fs.mkdirSync(join(folder, 'deploy')); fs.symlinkSync('../operator.env', join(folder, 'deploy', 'link')); return join(folder, 'deploy', 'link');}},
  {about: 'a link to a file with two names', make: (file, folder) => {fs.linkSync(file, join(folder, 'second')); return link(file, folder);}},
  {about: 'a file without a last line end', make: file => fs.truncateSync(file, textBefore.length - 1)},
  {about: 'a file that is mounted alone', mounted: file => `cp -p ${file} ${file}.source && mount --bind ${file}.source ${file}`},
  {about: 'a file on a file system of its own', mounted: (file, folder) => `cp ${file} ${folder}/../kept.env; mount -t tmpfs none ${folder} && cp ${folder}/../kept.env ${file}`},
  {about: 'a file that is mounted alone, read-only', mounted: file => `mount --bind ${file} ${file} && mount -o remount,bind,ro ${file}`, refused: /its file system is read-only \(EROFS\)/},
  {about: 'a file in a folder that is mounted read-only', mounted: (_file, folder) => `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`, refused: /its file system is read-only \(EROFS\)/},
  {about: 'an immutable file', make: file => void must('chattr', '+i', file), refused: /immutable or append-only \(EPERM\)/, undo: unprotect},
  {about: 'a file that only grows', make: file => void must('chattr', '+a', file), refused: /immutable or append-only \(EPERM\)/, undo: unprotect},
  {about: 'a file in an immutable folder', make: (_file, folder) => void must('chattr', '+i', folder), refused: /no old copy can be kept beside it/, undo: unprotect},
  {about: 'a file in a folder that only grows', make: (_file, folder) => void must('chattr', '+a', folder), undo: unprotect},
  {about: 'a file of root and a group, changed by a member', make: groupFile, isByMember: true},
  {about: 'the same with an access list', make: async (file, folder) => {groupFile(file, folder); await setAcl(file, 6);}, isByMember: true},
  {about: 'the same in a folder that the group may not write', make: (file, folder) => {groupFile(file, folder); fs.chmodSync(folder, 0o755);}, isByMember: true, refused: /no old copy can be kept beside it, in .*: this user may not do that \(EACCES\)/},
  {about: "another's file in a sticky folder", make: (file, folder) => {fs.chmodSync(file, 0o666); fs.chmodSync(folder, 0o1777);}, isByMember: true},
  {about: 'an own file in a sticky folder', make: (file, folder) => {fs.chownSync(file, memberId, ops); fs.chmodSync(folder, 0o1777);}, isByMember: true},
  {about: 'an own file of a group that one is not in', make: (file, folder) => {fs.chownSync(file, memberId, otherGroup); openFolder(file, folder);}, isByMember: true},
  {about: 'an own file with an attribute', make: async (file, folder) => {await setAttribute(file, 'user.note'); fs.chownSync(file, memberId, ops); openFolder(file, folder);}, isByMember: true},
  {about: 'a file that one may only read', make: rootFile, isByMember: true, refused: /this user may not do that \(EACCES\)/},
  {about: 'a file that one may not read', make: (file, folder) => {rootFile(file, folder); fs.chmodSync(file, 0o600);}, isByMember: true, refused: /this user may not do that \(EACCES\)/},
  {about: 'a folder', make: file => {fs.rmSync(file); fs.mkdirSync(file);}, refused: /it is a folder/},
  {about: 'a pipe', make: file => {fs.rmSync(file); must('mkfifo', file);}, refused: /it is no ordinary file/},
  {about: 'a device', make: () => '/dev/zero', refused: /it is no ordinary file/},
  {about: 'a link to nowhere', make: (_file, folder) => {fs.symlinkSync('nowhere', join(folder, 'link')); return join(folder, 'link');}, refused: /does not exist/},
  {about: 'a link to itself', make: (_file, folder) => {fs.symlinkSync('link', join(folder, 'link')); return join(folder, 'link');}, refused: /circle/},
  {about: 'no file', make: file => fs.rmSync(file), refused: /does not exist/},
  {about: 'a file that is no text', make: file => fs.writeFileSync(file, Buffer.from('ABZU_USE_MCP=\xE9\n', 'latin1')), refused: /not UTF-8/},
];

type Ended = {planned: {ok: boolean; problem?: string; next?: string}; result?: {outcome: string; problem?: string}; seen?: string};

const place = await placeFor({after}, {uid: memberId, gid: ops});
const program = [place.node, place.at('test/fixtures/programs/change-file.ts')] as const;
// Another user cannot write what is compiled here, but read it.
const {PATH, NODE_COMPILE_CACHE} = process.env;
const surroundings = {env: {PATH, NODE_COMPILE_CACHE}, cwd: '/'};
const member = answering(program, {...surroundings, uid: memberId, gid: ops});

/** What this machine cannot do, so that the file cannot be had; anything else that is thrown is for us to mend. */
class NotHere extends Error {}

const notHere = (error: Error): never => {
  throw new NotHere(error.message);
};

/** Only root may be somebody else. */
const unlessStarted = (error: NodeJS.ErrnoException): never => {
  if (error.syscall?.startsWith('spawn')) notHere(error);
  throw error;
};

async function change({isByMember, mounted}: Kind, path: string, file: string, folder: string): Promise<Ended> {
  if (isByMember) return JSON.parse(await member.ask(path).catch(unlessStarted)) as Ended;
  if (!mounted) return JSON.parse(JSON.stringify(await changeFile(path))) as Ended;
  const script = `${mounted(file, folder)} || exit 77; "$@" && cat ${file}`;
  const {status, error, stdout, stderr} = spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...program], {...surroundings, encoding: 'utf8', input: path});
  if (error) throw new NotHere(error.message);
  if (status === 77 || /unshare/.test(stderr)) throw new NotHere(`mount: ${stderr.trim()}`);
  assert.equal(status, 0, stderr);
  const [json = '', ...seen] = stdout.split('\n');
  return {...(JSON.parse(json) as Ended), seen: seen.join('\n')};
}

async function tried(t: TestContext, kind: Kind): Promise<void> {
  const folder = join(await temporaryFolder(t), 'deploy');
  try {
    await tryKind(t, kind, folder);
  } finally {
    kind.undo?.(join(folder, 'operator.env'), folder);
  }
}

async function tryKind(t: TestContext, kind: Kind, folder: string): Promise<void> {
  fs.mkdirSync(folder);
  fs.chmodSync(join(folder, '..'), 0o755);
  const file = join(folder, 'operator.env');
  fs.writeFileSync(file, textBefore);
  fs.chmodSync(file, 0o644);
  let ended: Ended;
  let path = file;
  let [was, names]: [unknown, string[]] = [undefined, []];
  const look = async (): Promise<unknown> => {
    const {mode, uid, gid, nlink} = fs.statSync(path);
    return {mode, uid, gid, nlink, attributes: await attributes(path), flags: flags(path)};
  };
  try {
    const made = await (async () => kind.make?.(file, folder))().catch(notHere);
    if (typeof made === 'string') path = made;
    names = fs.readdirSync(folder);
    was = kind.refused ? undefined : await look();
    ended = await change(kind, path, file, folder);
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    return t.diagnostic(`not tried here: ${kind.about} cannot be made (${error.message})`);
  }
  const {planned, result, seen} = ended;
  if (kind.refused) {
    assert.deepEqual([planned.ok, fs.readdirSync(folder)], [false, names]);
    assert.match(planned.problem ?? '', kind.refused);
    assert.match(planned.problem ?? '', /^operator\.env /);
    assert.ok(planned.next);
    return;
  }
  assert.deepEqual([planned.problem, result?.problem, result?.outcome], [undefined, undefined, 'done']);
  const wanted = textAfter.slice(0, seen === undefined ? fs.statSync(path).size : undefined);
  assert.equal(seen ?? fs.readFileSync(path, 'utf8'), wanted);
  if (kind.mounted) return;
  assert.deepEqual(await look(), was, 'what it carries');
  const old = fs.readdirSync(folder).filter(name => !names.includes(name));
  assert.deepEqual(old, ['operator.env.20251120T090000Z.old']);
  const copy = join(folder, old[0] ?? '');
  assert.equal(fs.readFileSync(copy, 'utf8'), textBefore.slice(0, wanted.length));
  assert.ok(((fs.statSync(copy).mode & 0o077) | (fs.statSync(path).mode & 0o077)) === (fs.statSync(path).mode & 0o077), 'nobody sees more');
  for (const name of names) {
    const lstat = fs.lstatSync(join(folder, name));
    if (lstat.isFile()) assert.equal(fs.readFileSync(join(folder, name), 'utf8'), wanted, name);
  }
}

describe('a file of toggles that is changed', () => {
  after(() => {
    attributesProgram.end();
    member.end();
  });
  it('is tried in many kinds', () => assert.ok(kinds.length >= 40));
  for (const kind of kinds) it(`${kind.about}: ${kind.refused ? 'is refused before the plan' : 'loses nothing'}`, t => tried(t, kind));
});
