import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {parseEnv} from 'node:util';
import {lastOf, readDotenv} from '../../source/environment/deployment/dotenv.ts';
import {doubtTrouble, doubtsAbout} from '../../source/environment/deployment/dotenv-doubt.ts';
import {editDotenv} from '../../source/environment/deployment/dotenv-edit.ts';
import {fc} from '../worlds/fast-check.ts';

const toggle = 'ABZU_USE_MCP';
const valueOf = (text: string, name = toggle): string | undefined => lastOf(readDotenv(text), name)?.value;
const others = (text: string, name: string): unknown[] => readDotenv(text).flatMap(one => (one.name === name ? [] : [[one.name, one.value]]));

describe('a toggle in a dotenv file', () => {
  for (const [about, before, value, after] of [
    ['alone', 'ABZU_USE_MCP=1\n', '0', 'ABZU_USE_MCP=0\n'],
    ['between comments and blank lines', '# a\n\nA=1\n# freeze here:\nABZU_USE_MCP=1\n\n\n# end\n', '0', '# a\n\nA=1\n# freeze here:\nABZU_USE_MCP=0\n\n\n# end\n'],
    ['that is exported', '  export  ABZU_USE_MCP=1\n', '0', '  export  ABZU_USE_MCP=0\n'],
    ['that is exported behind a tab', 'export\tABZU_USE_MCP=1\n', '0', 'export\tABZU_USE_MCP=0\n'],
    ['in double quotes', 'ABZU_USE_MCP="1"\n', '0', 'ABZU_USE_MCP="0"\n'],
    ['in single quotes', "ABZU_USE_MCP='1'\n", '0', "ABZU_USE_MCP='0'\n"],
    ['that is not there, after a last line without an end', 'A=1\nB=2', '0', 'A=1\nB=2\nABZU_USE_MCP=0'],
    ['in a last line without an end', 'A=1\nABZU_USE_MCP=1', '0', 'A=1\nABZU_USE_MCP=0'],
    ['beside one that is only a comment', '#ABZU_USE_MCP=1\nABZU_USE_MCP=1\n', '0', '#ABZU_USE_MCP=1\nABZU_USE_MCP=0\n'],
    ['whose name begins another name', 'ABZU_USE_MCP_2=7\nABZU_USE_MCP=1\n', '0', 'ABZU_USE_MCP_2=7\nABZU_USE_MCP=0\n'],
    ['below a value of several lines', 'A="ABZU_USE_MCP=7\nx"\nABZU_USE_MCP=1\n', '0', 'A="ABZU_USE_MCP=7\nx"\nABZU_USE_MCP=0\n'],
    ['set to nothing', 'ABZU_USE_MCP=\nA=1\n', '0', 'ABZU_USE_MCP=0\nA=1\n'],
    ['that becomes nothing', 'ABZU_USE_MCP=1\nA=1\n', '', 'ABZU_USE_MCP=\nA=1\n'],
    ['that becomes nothing behind export, where Node would lose its name', 'export ABZU_USE_MCP=1\n', '', "export ABZU_USE_MCP=''\n"],
    ['whose new value needs quotes', 'ABZU_USE_MCP=1\n', 'a b', "ABZU_USE_MCP='a b'\n"],
    ['whose new value does not fit its quotes', 'ABZU_USE_MCP="1"\n', '["a", "b"]', "ABZU_USE_MCP='[\"a\", \"b\"]'\n"],
    ['whose new value has a single quote', "ABZU_USE_MCP='1'\n", "it's", 'ABZU_USE_MCP="it\'s"\n'],
    ['whose new value a shell would fill in', 'ABZU_USE_MCP="1"\n', '$HOME', "ABZU_USE_MCP='$HOME'\n"],
    ['that is what it should be', 'ABZU_USE_MCP=0\n', '0', 'ABZU_USE_MCP=0\n'],
    ['that is not there', 'A=1\n', '0', 'A=1\nABZU_USE_MCP=0\n'],
    ['that is not there, among exported ones', 'export A=1\nexport B=2\n', '0', 'export A=1\nexport B=2\nexport ABZU_USE_MCP=0\n'],
    ['in an empty file', '', 'a b', "ABZU_USE_MCP='a b'\n"],
    ['in a file of nothing but a comment', '# ABZU_USE_MCP=1', '0', '# ABZU_USE_MCP=1\nABZU_USE_MCP=0'],
  ] as const) {
    it(`${about} is set, and every other byte stays`, () => {
      const edit = editDotenv(before, toggle, value);
      assert.ok(edit.ok);
      assert.equal(edit.text, after);
      assert.equal(valueOf(edit.text), value);
    });
  }

  it('is told with its line, and whether it is new', () => {
    const edit = editDotenv('A="1\n2"\n\nABZU_USE_MCP=1\n', toggle, 'a b');
    assert.ok(edit.ok);
    assert.deepEqual([edit.line, edit.isNew, edit.spelling], [4, false, "'a b'"]);
    const added = editDotenv('A="1\n2"\n', toggle, '0');
    assert.ok(added.ok);
    assert.deepEqual([added.line, added.isNew], [3, true]);
  });

  it('above quotes that are never closed can be set', () => {
    const edit = editDotenv('ABZU_USE_MCP=1\nB="x\n', toggle, '0');
    assert.ok(edit.ok);
    assert.equal(edit.text, 'ABZU_USE_MCP=0\nB="x\n');
  });

  for (const [value, problem] of [
    ['1\nB=2', /^the value of ABZU_USE_MCP has a line break in it$/],
    ['1\r', /has a line break in it$/],
    ['1\0', /has a NUL character in it$/],
    ['\uD800', /has half a character in it \(UTF-16\)$/],
    ['a\\b', /cannot be written so that every program reads the same$/],
    [`a'b"c`, /cannot be written so that every program reads the same$/],
    ["a'$b", /cannot be written so that every program reads the same$/],
  ] as const) {
    it(`is never ${JSON.stringify(value)}`, () => {
      const edit = editDotenv('ABZU_USE_MCP=1\n', toggle, value);
      assert.ok(!edit.ok);
      assert.match(edit.problem, problem);
    });
  }
});

/** Everything that means something in such a file, thick and fast. */
const soup = fc.string({unit: fc.constantFrom(...'AB=="\'`#\\n $x.é', '\n', '\n', 'A=', '\nB=', '\nexport A=', '\r\n', '"\n'), maxLength: 40});

const name = fc.constantFrom('A', 'B', 'MCP_GATEWAY_URL', toggle, 'export_me', 'C_TOKEN');
const inside = fc.string({unit: fc.constantFrom(...'ab1 =#$é:/', '\t'), maxLength: 8});
const spelled = fc.oneof(
  inside.map(text => text.replaceAll('#', '').trim()),
  inside.map(text => `'${text}"'`),
  inside.map(text => `"${text}'"`),
  fc.tuple(inside, inside).map(([first, second]) => `"${first}\n${second}"`),
);
const assignment = fc
  .tuple(fc.constantFrom('', ' ', 'export ', '  export  '), name, fc.constantFrom('=', ' = ', '= '), spelled, fc.constantFrom('', '', ' # note = "x', '\t#'))
  .map(([before, variable, sign, value, comment]) => `${before}${variable}${value === '' ? '=' : sign}${value}${comment}`);
const noise = fc.constantFrom('', '  ', '# a comment', "# A=1 isn't it", '\t# "', 'no sign here', '=no name');
const file = fc
  .tuple(fc.array(fc.oneof({weight: 3, arbitrary: assignment}, noise), {maxLength: 8}), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .map(([lines, newline, whole, mark]) => `${mark ? '\uFEFF' : ''}${lines.join(newline)}${whole && lines.length > 0 ? newline : ''}`);

const plainFile = fc.array(fc.tuple(fc.constantFrom('', 'export '), name, fc.constantFrom('1', "'a b'", '"x"', 'http://gw:1/')).map(([before, variable, value]) => `${before}${variable}=${value}`), {maxLength: 3}).map(lines => lines.join('\n'));

describe('any dotenv file', () => {
  /**
   * Where Node is alone: a value of blanks reaches into the next line, an exported nothing keeps its
   * `export`, an assignment in an indented comment may count, a line without a name is one, a byte order
   * mark is part of a name.
   */
  const isOdd = (text: string): boolean => /=[ \t]+(?:\r?\n|$)|export[ \t]*=|^\uFEFF/.test(text) || /^[ \t]*=|^[ \t]+#.*=|export[ \t][^\n=]*=[ \t\r]*$/m.test(text);
  const read = (text: string): unknown => Object.fromEntries(readDotenv(text).map(one => [one.name, one.value]));

  it('is read as Node reads it', () => {
    for (const [texts, numRuns] of [[soup, 3000], [file, 1000]] as const) {
      fc.assert(
        fc.property(texts, anything => {
          // Blanks at the very end belong to nothing.
          const text = anything.trimEnd();
          fc.pre(!isOdd(text));
          assert.deepEqual(read(text), {...parseEnv(text)});
        }),
        {numRuns, examples: [['A=1\r\nB="x\r\ny"\r\nC=\'\\n\'\nD="\\n" # z\nE=`"`\nF=a#b\nG="x'], ['\n\nA = 1 \n#B=2\nexport C=3']]},
      );
    }
  });

  it('keeps every other variable when one is set, or is left alone', () => {
    for (const [texts, numRuns] of [[soup, 2000], [file, 1000]] as const) {
      fc.assert(
        fc.property(texts, name, fc.constantFrom('0', '', 'a b', "it's", '["x"]', 'http://gw:8001/'), (text, variable, value) => {
          const edit = editDotenv(text, variable, value);
          if (!edit.ok) return;
          assert.equal(valueOf(edit.text, variable), value);
          assert.deepEqual(others(edit.text, variable), others(text, variable));
          assert.equal(readDotenv(edit.text).length, readDotenv(text).length + (edit.isNew ? 1 : 0));
          if (!isOdd(text) && !isOdd(edit.text)) assert.equal(parseEnv(edit.text)[variable], value);
        }),
        {numRuns},
      );
    }
  });

  it('has its old bytes back when a variable is set and set back', () => {
    let restored = 0;
    fc.assert(
      fc.property(plainFile, name, fc.constantFrom('0', '1', 'off', '2025-11-20T09:00:00Z'), (text, variable, value) => {
        const was = lastOf(readDotenv(text), variable);
        // A value that was written as we would not write it comes back in quotes: same meaning, other bytes.
        fc.pre(was !== undefined);
        const same = editDotenv(text, variable, was.value);
        fc.pre(same.ok && same.text === text && /^[\w.,:/@%+=-]*$/.test(was.value));
        const there = editDotenv(text, variable, value);
        assert.ok(there.ok);
        const back = editDotenv(there.text, variable, was.value);
        assert.ok(back.ok);
        assert.equal(back.text, text);
        restored += 1;
      }),
      {numRuns: 400},
    );
    assert.ok(restored > 50, `${restored}`);
  });

  it('changes nowhere but in the value', () => {
    fc.assert(
      fc.property(file, name, (text, variable) => {
        const edit = editDotenv(text, variable, '0');
        const was = lastOf(readDotenv(text), variable);
        if (!edit.ok) return;
        if (was) assert.equal(edit.text, text.slice(0, was.from) + edit.spelling + text.slice(was.to));
        else assert.ok(edit.text.startsWith(text));
      }),
      {numRuns: 1000},
    );
  });
});

describe('a line beside a variable', () => {
  it('that runs a program is no doubt, and one that a shell may not pass leads to the move of the variable', () => {
    for (const file of ['TITLE=Staging env\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP=1\nTITLE=Staging env\n']) assert.deepEqual(doubtsAbout(file, 'ABZU_USE_MCP'), []);
    const advice = doubtsAbout('A=1\nPASSWORD=a)b\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP').map(doubt => doubtTrouble('ABZU_USE_MCP', doubt).next);
    assert.deepEqual(advice, ['Move ABZU_USE_MCP in line 3 above line 2 by hand; then look again.']);
  });
});
