import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {readEnvironments, type ConfigReading} from '../../source/environment/config/read-environments.ts';
import {rehearseWithin} from '../../source/environment/undescribed.ts';
import {codeIn, fencesIn, pageAt, tableOf} from './page.ts';

const page = pageAt('docs/environments.md');

const readFile = (text: string): ConfigReading => readEnvironments(text, {path: '/srv/mcp-runbook.yaml', shown: 'mcp-runbook.yaml'});

function environmentsIn(text: string) {
  const reading = readFile(text);
  if (!reading.ok) assert.fail(reading.problems.map(configProblemText).join('\n'));
  return reading.environments;
}

describe('What is said of environments', () => {
  const [example = ''] = fencesIn(page, 'yaml');
  const fields = tableOf(page, 'Field');
  const rowOf = (name: string): string => fields.find(([cell = '']) => codeIn(cell).includes(name))?.join(' ') ?? '';

  it('the example is one that is read', () => {
    assert.deepEqual(environmentsIn(example).map(({name, class: given}) => [name, given]), [['rehearsal-eu', 'rehearsal'], ['production', 'live']]);
  });

  /** The reader itself names every key that it knows, where it finds one that it does not. */
  const places = {
    '': 'q: 1',
    toggles: 'toggles: {file: a, q: 1}',
    token: 'token: {q: 1}',
    route: 'route: {q: 1}',
    smoke: 'smoke: {q: 1}',
  };
  for (const [place, wrong] of Object.entries(places)) {
    it(`every field of ${place || 'an environment'} is in it or in the table`, () => {
      const reading = readFile(`environments:\n  a:\n    class: live\n    gateway: http://a\n    ${wrong}\n`);
      const told = reading.ok ? undefined : reading.problems.find(({message}) => message === 'unknown key')?.expected;
      const names = told?.replace('one of ', '').split(', ') ?? [];
      assert.ok(names.length > 1);
      for (const name of names) {
        if (place === '') assert.ok(rowOf(name) !== '' && new RegExp(`^ {4}${name}:`, 'm').test(example), name);
        else assert.match(`${example} ${codeIn(rowOf(place)).join(' ')}`, new RegExp(`\\b${name}\\b`), name);
      }
    });
  }

  it('the defaults are those of the reader', () => {
    const bare = (given: string): string => `environments:\n  a:\n    class: ${given}\n    gateway: http://a\n    toggles: {file: a}\n    smoke: {command: [a]}\n`;
    const [live] = environmentsIn(bare('live'));
    const [rehearsal] = environmentsIn(bare('rehearsal'));
    assert.ok(live && rehearsal);
    assert.deepEqual([live.toggles?.limit, live.smoke?.limit, rehearseWithin], [30_000, 300_000, 30 * 86_400_000]);
    assert.match(rowOf('toggles'), /\(30s\)/);
    assert.match(rowOf('smoke'), /\(5m\)/);
    assert.match(rowOf('rehearse-within'), /`30d`/);
    assert.ok(rowOf('approval').includes(`\`${live.people.approval}\` in live, else \`${rehearsal.people.approval}\``));
    assert.ok(rowOf('bell').includes(`\`${live.people.bell}\` in live, else \`${rehearsal.people.bell}\``));
  });
});
