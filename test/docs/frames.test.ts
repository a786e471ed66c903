import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keyMap} from '../../source/app/update/keymap.ts';
import {alike, framesIn, reframed} from '../../tools/docs/framed-page.ts';
import {frameNames} from '../../tools/docs/frames.ts';
import {readTree} from '../../tools/lint/source-tree.ts';
import {pageAt, root} from './page.ts';

const frames = new Map([...readTree(root).documents].flatMap(([path, text]) => (path.startsWith('docs/') ? [...framesIn(text)] : [])));

test('every frame that is captured is shown, and no other', () => {
  assert.deepEqual([...frames.keys()].sort(), [...frameNames].sort(), 'run npm run docs');
});

/** Labels that the state makes; the others are in the key map as they stand. */
const madeLabel = /^(?:confirm and run|run|read the plan|answer|next step|finish|settle what happened|to step \d+: .+|run again.*|hint, .+)$/;

for (const [name, frame] of frames) {
  test(`the frame ${name} fits a window of 80x24, and its keys are keys of today`, () => {
    const rows = frame.split('\n');
    assert.ok(rows.length <= 24 && rows.every(row => [...row].length <= 80), frame);
    assert.doesNotMatch(frame, /\b(?:undefined|NaN|null)\b|\[object/);
    const footer = rows.slice(rows.findLastIndex(row => /^─{20}/.test(row)) + 1).filter(row => !/^ [▸ ]*1[^ ] /.test(row)).flatMap(row => row.trim().split(' · '));
    assert.notEqual(footer.length, 0, frame);
    for (const told of footer) {
      const saidOf = ({key, pair}: (typeof keyMap)[number]): string | undefined => {
        const keys = pair === undefined ? `${key} ` : `${key} or ${pair} `;
        return told.startsWith(keys) ? told.slice(keys.length).replace(/ \([^()]*\)$/, '') : undefined;
      };
      const isMeant = (said: string | undefined, label: (typeof keyMap)[number]['label']): boolean => said !== undefined && (typeof label === 'string' ? label === said : madeLabel.test(said));
      assert.ok(keyMap.some(binding => isMeant(saidOf(binding), binding.label)), `${told}: run npm run docs`);
    }
  });
}

test('the steps in the frames are those of the runbook', () => {
  const steps = [...pageAt('runbooks/mcp-gateway-rollback.md').matchAll(/^## (\d+)\. (.*)$/gm)].map(([, number = '', title = '']) => `${number} ${title}`);
  const seen = [...frames.values()].flatMap(frame => [...frame.matchAll(/^(?:[ ▸]\S (?=.*│)|── )(\d+ [A-Z][^│─,\n]+?)(?:,[^─\n]*)? *[│─]/gm)].map(([, step = '']) => step));
  assert.deepEqual([...new Set(seen)].sort(), ['1 Freeze MCP traffic', '7 Restore MCP traffic'], 'the steps that the pages show');
  const counts = [...frames.values()].flatMap(frame => [...frame.matchAll(/MCP gateway rollback +\d+ of (\d+) /g)].map(([, count]) => Number(count)));
  assert.deepEqual([...new Set(counts)], [steps.length], 'run npm run docs');
  assert.deepEqual(seen.filter(step => !steps.includes(step)), [], 'run npm run docs');
});

test('a frame that differs only in times and digests stays as it is', () => {
  const page = '# A\n\n<!-- frame: a -->\n```text\nat 03:11:07  head 1a2b saved\n```\n';
  assert.equal(reframed(page, new Map([['a', 'at 12:00:00   head 99fe saved']])), page);
  assert.equal(reframed(page, new Map([['a', 'at 12:00:00  head 99fe kept']])), page.replace('at 03:11:07  head 1a2b saved', 'at 12:00:00  head 99fe kept'));
  assert.equal(alike('20261128T163314Z.old'), alike('20251001T000000Z.old'));
});
