import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';

const pages = readdirSync('runbooks').filter(name => name.endsWith('.md') && !name.endsWith('.scenarios.md'));

for (const page of pages) {
  test(`every proof of ${page} says in a sentence what holds in the world`, () => {
    const proofs = readFileSync(`runbooks/${page}`, 'utf8').split('\n').flatMap(line => /^- \*\*(?:Proof|Before):\*\* (.*)$/.exec(line)?.[1] ?? []);
    assert.notEqual(proofs.length, 0);
    assert.deepEqual(proofs.filter(proof => !/^(?:stated: .|[A-Za-z][^`:]{7,}: `)/.test(proof)), []);
  });
}
