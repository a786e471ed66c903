import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {once} from 'node:events';
import type {TestContext} from 'node:test';

/** What may lie where a file is expected: no reader may wait for it, fill the memory with it, or call it nothing. */
export const oddFiles: ReadonlyArray<{what: string; put(path: string, t: TestContext): void | Promise<void>}> = [
  {what: 'a pipe that nobody writes to', put: path => void execFileSync('mkfifo', [path])},
  {what: 'a folder', put: path => mkdirSync(path)},
  {what: 'a link to /dev/zero', put: path => symlinkSync('/dev/zero', path)},
  {what: 'a link that leads nowhere', put: path => symlinkSync('nowhere', path)},
  {what: 'a link in a circle', put: path => symlinkSync(path, path)},
  {
    what: 'a socket',
    put: async (path, t) => {
      // An address of this kind has at most 107 characters (unix(7)); what is renamed stays one.
      const folder = mkdtempSync(join('/tmp', 'socket-'));
      const server = createServer().listen(join(folder, 's'));
      t.after(() => {
        server.close();
        rmSync(folder, {recursive: true, force: true});
      });
      await once(server, 'listening');
      execFileSync('mv', [join(folder, 's'), path]);
    },
  },
  {what: 'a file of 300 MB', put: path => {
    writeFileSync(path, '');
    execFileSync('truncate', ['-s', '300M', path]);
  }},
];
