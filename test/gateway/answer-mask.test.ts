import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {answerMask} from '../../source/gateway/answer-mask.ts';
import type {Json} from '../../source/json.ts';
import {Secret} from '../../source/secret.ts';
import {fc} from '../worlds/fast-check.ts';

const maskOf = (...tokens: string[]) => answerMask(tokens.map(token => new Secret(token)));

describe('secrets that a gateway echoes', () => {
  const values: ReadonlyArray<readonly [string, string, Json, Json]> = [
    ['in a string', 'hunter2', {echo: 'Bearer hunter2.'}, {echo: 'Bearer <redacted>.'}],
    ['as the name of a member', 'hunter2', {'x-hunter2': 1}, {'x-<redacted>': 1}],
    ['inside lists', 'hunter2', [['hunter2']], [['<redacted>']]],
    ['as Base64', 'hunter2', 'aHVudGVyMg==', '<redacted>'],
    ['as a very short string', 'ab', {a: 'ab', ab: 'cab'}, {a: '<redacted>', '<redacted>': 'cab'}],
    ['as a number', '31337', {pin: 31337, other: 3133}, {pin: '<redacted>', other: 3133}],
    ['as a short number, which is left', '48', {window_hours: 48}, {window_hours: 48}],
    ['as blanks', '  ', {a: '  ', b: 'a  b'}, {a: '<redacted>', b: 'a  b'}],
    ['not at all', '', {a: '', b: 0, c: null, d: true}, {a: '', b: 0, c: null, d: true}],
  ];
  for (const [where, token, outside, masked] of values) {
    it(`are masked ${where}`, () => assert.deepEqual(maskOf(token).value(outside), masked));
  }

  const texts: ReadonlyArray<readonly [string, string, string]> = [
    ['as they are', 'token=a/b+c', 'got token=a/b+c!'],
    ['with escaped slashes', 'aa/bb', '{"t":"aa\\/bb"'],
    ['with escaped letters', 'hunter2', '{"t":"\\u0068unter2'],
    ['twice, once escaped', 'hunter2', 'hunter2 \\u0068unter2'],
    ['in percent form', 'a b/c', 'q=a%20b%2Fc'],
    ['alone and very short', 'ab', ' ab\n'],
  ];
  for (const [how, token, outside] of texts) {
    it(`are masked in plain text ${how}`, () => {
      const masked = maskOf(token).text(outside);
      assert.ok(masked.includes('<redacted>') && !masked.includes(token), masked);
    });
  }

  it('are not left in part at the end of a text that was cut', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{8,40}$/), fc.nat(39), (token, cut) => {
        const masked = maskOf(token).cutText(`an error about ${token} and then ${token.slice(0, cut % token.length)}`);
        assert.ok(!masked.includes(token.slice(0, 4)));
      }),
    );
  });

  it('leave texts alone when there is no secret', () => {
    assert.equal(maskOf().cutText('service unavailable'), 'service unavailable');
  });
});
