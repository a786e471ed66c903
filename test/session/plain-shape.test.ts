import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import * as z from 'zod/mini';
import {shapeOf} from '../../source/session/plain-shape.ts';

const member = z.looseObject({name: z.string(), size: z.int().check(z.nonnegative())});

const schema = z.looseObject({
  v: z.literal(1),
  kind: z.enum(['a', 'b']),
  digest: z.string().check(z.regex(/^[0-9a-f]{4}$/)),
  note: z.nullable(z.string()),
  list: z.array(member),
});

const good = {v: 1, kind: 'a', digest: '0f3c', note: null, list: [{name: 'x', size: 0}], more: 'kept'};

/** One odd value among the good ones, or one member missing. */
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, -1, 0.5, 2 ** 53, '', '0f3', '0F3C', '0f3c\n', [], {}, 'a', 'c', 1, null, true));

const changed = fc.record({at: fc.constantFrom('v', 'kind', 'digest', 'note', 'list', 'size', 'name', 'more'), odd}).map(({at, odd}) =>
  at === 'size' || at === 'name' ? {...good, list: [{name: 'x', size: 0, [at]: odd}]} : {...good, [at]: odd},
);

test('the quick answer is the one of the schema, whatever a line holds', () => {
  const shape = shapeOf(schema);
  assert.equal(shape(good), true);
  fc.assert(fc.property(fc.oneof(changed, fc.jsonValue()), value => shape(value) === schema.safeParse(value).success), {numRuns: 3000});
});

const notUnderstood: ReadonlyArray<readonly [string, z.ZodMiniType, unknown]> = [
  ['a schema that drops members', z.object({a: z.string()}), {a: ''}],
  ['a schema that forbids members', z.strictObject({a: z.string()}), {a: ''}],
  ['an optional member', z.optional(z.string()), 'x'],
  ['a format', z.email(), 'a@b.example'],
  ['a check of another kind', z.string().check(z.minLength(1)), 'x'],
  ['a fraction', z.number(), 1],
];

for (const [what, other, value] of notUnderstood) {
  test(`${what} is left to the schema`, () => {
    assert.equal(other.safeParse(value).success, true);
    assert.equal(shapeOf(other)(value), false);
    assert.equal(shapeOf(z.looseObject({other}))({other: value}), false);
  });
}
