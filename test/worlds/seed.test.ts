import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';

const helper = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

function drawnWith(seed: string | undefined): string {
  const program = `
    const {seed, seededRandom} = await import(${helper('./seed.ts')});
    const {fc} = await import(${helper('./fast-check.ts')});
    const [kills, names] = ['kills', 'names'].map(seededRandom);
    console.log(JSON.stringify([seed, kills(), kills(), names(), fc.sample(fc.nat(), 3)]));
  `;
  const {TEST_SEED: _, ...env} = process.env;
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: {...env, ...(seed !== undefined && {TEST_SEED: seed})},
    encoding: 'utf8',
  });
  return result.status === 0 ? result.stdout : result.stderr;
}

test('one seed draws the same every time, for each name its own; another seed draws other things', () => {
  const [once, again, other, unnamed] = [drawnWith('4711'), drawnWith('4711'), drawnWith('4712'), drawnWith(undefined)];
  const [seed, ...draws] = JSON.parse(once) as [number, number, number, number, number[]];
  assert.equal(seed, 4711);
  assert.equal(new Set(draws.flat()).size, 6);
  assert.ok(draws.slice(0, 3).every(draw => Number(draw) >= 0 && Number(draw) < 1));
  assert.equal(again, once);
  assert.notEqual(other.slice(5), once.slice(5));
  assert.equal(unnamed, drawnWith(undefined));
});

for (const text of ['', 'x', '-1', '1.5', '2147483648']) {
  test(`"${text}" is no seed, and says so`, () => {
    assert.match(drawnWith(text), /TEST_SEED is ".*", expected a whole number/);
  });
}
