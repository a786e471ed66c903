import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';

const pages = readdirSync('runbooks').filter(name => name.endsWith('.md') && !name.endsWith('.scenarios.md'));

const prose = (page: string): string => readFileSync(`runbooks/${page}`, 'utf8').replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/^- .*$/gm, '');

for (const page of pages) {
  test(`every proof of ${page} says in a sentence what holds in the world`, () => {
    const proofs = readFileSync(`runbooks/${page}`, 'utf8').split('\n').flatMap(line => /^- \*\*(?:Proof|Before):\*\* (.*)$/.exec(line)?.[1] ?? []);
    assert.notEqual(proofs.length, 0);
    assert.deepEqual(proofs.filter(proof => !/^(?:stated: .|[A-Za-z][^`:]{7,}: `)/.test(proof)), []);
  });

  test(`no step of ${page} points at its shell lines, which are not on the screens`, () => {
    assert.doesNotMatch(prose(page), /\b(?:commands?|lines?)\s+below\b/);
  });

  test(`whatever ${page} says of r on its last step, it says which record has the end in it`, () => {
    const [last = ''] = prose(page).split(/^## \d+\. /m).slice(-1);
    if (last.includes('`r`')) assert.match(last, /in\s+the\s+summary[^.]*\bend\b/);
  });
}
