import assert from 'node:assert/strict';
import {accessSync, constants, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {it} from 'node:test';
import {execa} from 'execa';
import {incidentExported, incidentRoot} from '../worlds/incident.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].flatMap(name => (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, name))).find(path => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Runs in the page: what a reader would see as wrong, one sentence each. */
const measuring = `
  const faults = [];
  const inside = (a, b) => a.left >= b.left - 0.5 && a.right <= b.right + 0.5 && a.top >= b.top - 0.5 && a.bottom <= b.bottom + 0.5;
  const frame = document.querySelector('svg').getBoundingClientRect();
  if (frame.width < 600 || frame.height < 200) faults.push('the picture is ' + frame.width + ' by ' + frame.height);
  for (const shape of document.querySelectorAll('svg rect, svg text')) if (!inside(shape.getBoundingClientRect(), frame)) faults.push('outside the picture: ' + shape.outerHTML);
  for (const group of document.querySelectorAll('svg g > g')) {
    const [box, text] = [group.querySelector('rect'), group.querySelector('text')];
    if (box && text && !inside(text.getBoundingClientRect(), box.getBoundingClientRect())) faults.push('a label sticks out: ' + text.textContent);
  }
  const lanes = [...document.querySelectorAll('svg .lane')];
  for (const lane of lanes) for (const box of lane.parentElement.querySelectorAll('rect')) if (lane.getBoundingClientRect().right > box.getBoundingClientRect().left) faults.push('a name runs into its lane: ' + lane.textContent);
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push('the page is wider than the window');
  // A word is broken where the piece before its end stands on another line.
  const range = document.createRange();
  for (const cell of document.querySelectorAll('table:first-of-type td, table:first-of-type th')) {
    for (const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT); walker.nextNode();) {
      for (const {index, 0: word} of walker.currentNode.data.matchAll(/[^\\s-]+/g)) {
        range.setStart(walker.currentNode, index);
        range.setEnd(walker.currentNode, index + word.length);
        if (range.getClientRects().length > 1) faults.push('a word is broken: ' + word);
      }
    }
  }
  document.body.textContent = 'MEASURED ' + JSON.stringify(faults);
`;

/** Of both pages under each other. */
async function faultsOf(folder: string, page: string, another: string, size: string): Promise<string[]> {
  const more = /<main>[^]*<\/main>/.exec(readFileSync(another, 'utf8'))?.[0] ?? '';
  const html = readFileSync(page, 'utf8').replace(/<meta http-equiv[^>]*>/, '').replace('</body>', () => `${more}<script>${measuring}</script></body>`);
  const measured = join(folder, 'measured.html');
  writeFileSync(measured, html);
  const args = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`, `--window-size=${size}`, '--dump-dom', `file://${measured}`];
  const {stdout} = await execa(browser ?? '', args, {timeout: 60_000});
  const [, found] = /MEASURED (\[.*?\])\s*<\/body>/s.exec(stdout) ?? [];
  if (found === undefined) throw new Error(`nothing was measured: ${stdout.slice(-700)}`);
  return JSON.parse(found.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as string[];
}

it('the record of an incident, measured in a browser: labels in their boxes, all of it in the frame, no broken word', async t => {
  if (browser === undefined) {
    t.diagnostic('there is no Chromium here: nothing was measured');
    return;
  }
  const {folder, story} = await incidentExported(await incidentRoot(t));
  const scratch = await temporaryFolder(t);
  const [first] = story.sessions;
  assert.deepEqual(await faultsOf(scratch, join(folder, 'timeline.html'), join(folder, 'sessions', first?.session ?? '', 'timeline.html'), '1200,900'), []);
});
