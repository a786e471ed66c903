import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {drillCards} from '../../source/app/effects/drill-cards.ts';
import {rosterPath} from '../../source/drill/roster.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

describe('The list of drills', () => {
  it('says new of those that nobody walked, and nothing of what cannot be read where all can be', async t => {
    const {drills, unread} = drillCards(workplace(await temporaryFolder(t)), 'mara');
    assert.deepEqual(unread, []);
    assert.ok(drills.length > 10);
    assert.deepEqual([...new Set(drills.map(({results}) => results))], [undefined]);
  });

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a file of 300 MB')) {
    it(`knows of none whether it was walked where the roster is ${what}`, async t => {
      const folder = await temporaryFolder(t);
      mkdirSync(dirname(rosterPath(folder)), {recursive: true});
      await put(rosterPath(folder), t);
      const {drills, unread} = drillCards(workplace(folder), 'mara');
      assert.match(unread[0]?.problem ?? '', /results\.jsonl cannot be read: /);
      assert.deepEqual([...new Set(drills.map(({results}) => results))], ['not known']);
    });
  }

  it('names a page whose drills cannot be listed', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'odd.md'), '# Odd\n');
    const {drills, unread} = drillCards(workplace(folder, {runbooks: folder}), 'mara');
    assert.deepEqual(drills, []);
    assert.match(unread[0]?.problem ?? '', /odd\.md/);
    assert.match(unread[0]?.next ?? '', /^Correct the page/);
  });
});
