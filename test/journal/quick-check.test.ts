import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as z from 'zod/mini';
import {shapeOf} from '../../source/journal/quick-check.ts';
import {fc} from '../worlds/fast-check.ts';

const member = z.looseObject({name: z.string(), size: z.int().check(z.nonnegative())});

const schema = z.looseObject({
  v: z.literal(1),
  kind: z.enum(['a', 'b']),
  digest: z.string().check(z.regex(/^[0-9a-f]{4}$/)),
  note: z.nullable(z.string()),
  list: z.array(member),
  by_hand: z.boolean(),
  reason: z.optional(z.nullable(z.string())),
});

const good = {v: 1, kind: 'a', digest: '0f3c', note: null, list: [{name: 'x', size: 0}], by_hand: false, reason: 'late', more: 'kept'};

/** One odd value among the good ones, or one member missing. */
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, -1, 0.5, 2 ** 53, '', '0f3', '0F3C', '0f3c\n', [], {}, 'a', 'c', 1, null, true));

const changed = fc.record({at: fc.constantFrom('v', 'kind', 'digest', 'note', 'list', 'by_hand', 'reason', 'size', 'name', 'more'), odd}).map(({at, odd}) =>
  at === 'size' || at === 'name' ? {...good, list: [{name: 'x', size: 0, [at]: odd}]} : {...good, [at]: odd},
);

test('the quick answer is the one of the schema, whatever a line holds', () => {
  const shape = shapeOf(schema);
  assert.equal(shape(good), true);
  fc.assert(fc.property(fc.oneof(changed, fc.jsonValue()), value => shape(value) === schema.safeParse(value).success), {numRuns: 3000});
});

test('a member may be left out where the schema says so, and nowhere else', () => {
  const shape = shapeOf(schema);
  const {reason: _reason, ...without} = good;
  const {by_hand: _byHand, ...lacking} = good;
  assert.deepEqual([without, {...good, reason: undefined}, {...good, reason: null}, {...good, reason: 3}, lacking].map(value => shape(value)), [true, true, true, false, false]);
});

const notUnderstood: ReadonlyArray<readonly [string, z.ZodMiniType, unknown]> = [
  ['a schema that drops members', z.object({a: z.string()}), {a: ''}],
  ['a schema that forbids members', z.strictObject({a: z.string()}), {a: ''}],
  ['a member with a default', z._default(z.string(), 'y'), 'x'],
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
