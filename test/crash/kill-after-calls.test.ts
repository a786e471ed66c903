import {test} from 'node:test';
import {temporaryFolder} from '../helpers/temp-folder.ts';
import {killedAround} from './campaign.ts';

test('a rehearsal killed after every write, fsync, open, rename and mkdir is kept and can be continued', async t => {
  t.diagnostic(await killedAround(await temporaryFolder(t), 'after'));
});
