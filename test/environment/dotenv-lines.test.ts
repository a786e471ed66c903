import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fc} from '../worlds/fast-check.ts';
import {editDotenv} from '../../source/environment/deployment/dotenv-edit.ts';
import {lastOf, readDotenv} from '../../source/environment/deployment/dotenv.ts';
import {doubtsAbout} from '../../source/environment/deployment/dotenv-doubt.ts';
import {asDocker, asNode, asShell, asSystemd} from '../worlds/env-readers.ts';

const toggle = 'ABZU_USE_MCP';

/** What follows "in line N"; where no number is given it is line 2, below `A=1`. */
type Refused = readonly [file: string, reason: RegExp, line?: number];

const below = (line: string): string => `A=1\n${line}\n`;

const comment = /a comment stands behind the value/;
const blank = /there is a blank in an unquoted value/;
const sign = /there is a sign that ends the value for a shell/;
const fills = /a shell fills in what stands behind/;
const mark = /there is a quotation mark or a backslash inside/;
const odd = /a sign that a shell reads in its own way/;
const named = /ABZU_USE_MCP is named too/;
const code = /a command that may set it/;
const never = /a shell may never come to the lines below it/;
const foreign = /neither a comment nor NAME=value/;
const more = /more follows behind the closing quotation mark/;
const again = /ABZU_USE_MCP is set again, after line 1/;
const between = /a shell is still between quotation marks, opened in line 1/;
const goesOn = /some readers join lines 1 and 2/;

const refused: readonly Refused[] = [
  // Behind a bare value.
  [below('ABZU_USE_MCP=1 # on since March'), comment],
  [below('ABZU_USE_MCP=1\t# on since March'), comment],
  [below('ABZU_USE_MCP= # off'), /a blank stands behind the equals sign/],
  [below('export ABZU_USE_MCP=1 # on'), comment],
  [below('ABZU_USE_MCP=1#on'), /a # stands right behind the value/],
  [below('ABZU_USE_MCP=#1'), /a # stands right behind the value/],
  [below('ABZU_USE_MCP=1 '), /blanks stand behind the value/],
  [below('ABZU_USE_MCP=1\t\t'), /blanks stand behind the value/],
  [below('ABZU_USE_MCP=1\r'), /a carriage return/],
  [below('ABZU_USE_MCP=1\u00A0'), blank],
  [below('ABZU_USE_MCP=1\u200B'), /cannot be seen/],
  [below('ABZU_USE_MCP=1 2'), blank],
  [below('ABZU_USE_MCP=1 MCP_ROTATION_HINT=vault'), blank],
  [below('ABZU_USE_MCP=1 ./start.sh'), blank],
  [below('export ABZU_USE_MCP=1 MCP_ROTATION_HINT=vault'), blank],
  [below('export ABZU_USE_MCP=1\tMCP_ROTATION_HINT'), blank],
  // Signs that a shell obeys.
  [below('ABZU_USE_MCP=1; export ABZU_USE_MCP'), sign],
  [below('ABZU_USE_MCP=1;'), sign],
  [below('ABZU_USE_MCP=1;B=2'), sign],
  [below('ABZU_USE_MCP=1 && true'), sign],
  [below('ABZU_USE_MCP=1&'), sign],
  [below('ABZU_USE_MCP=1|cat'), sign],
  [below('ABZU_USE_MCP=1 || exit'), sign],
  [below('ABZU_USE_MCP=1>f'), sign],
  [below('ABZU_USE_MCP=<f'), sign],
  [below('ABZU_USE_MCP=(1)'), sign],
  [below('ABZU_USE_MCP=$(cat f)'), sign],
  [below('ABZU_USE_MCP=$((0+1))'), sign],
  [below('ABZU_USE_MCP=${MCP:-1}'), fills],
  [below('ABZU_USE_MCP=$MCP'), fills],
  [below('ABZU_USE_MCP=`cat f`'), /a shell runs what stands between backquotes/],
  [below('ABZU_USE_MCP=1`true`'), fills],
  [below('ABZU_USE_MCP=[1]'), odd],
  [below('ABZU_USE_MCP={1,0}'), odd],
  [below('ABZU_USE_MCP=*'), odd],
  [below('ABZU_USE_MCP=?'), odd],
  [below('ABZU_USE_MCP=~'), odd],
  [below('ABZU_USE_MCP=1!'), odd],
  // Quotation marks.
  [below('ABZU_USE_MCP=1"2"'), mark],
  [below("ABZU_USE_MCP=1'2'"), mark],
  [below(String.raw`ABZU_USE_MCP=\1`), mark],
  [below(String.raw`ABZU_USE_MCP=1\ 2`), mark],
  ['ABZU_USE_MCP=1\\\nA=2\n', mark, 1],
  [below('ABZU_USE_MCP="1'), /a quotation mark is opened and never closed/],
  [below("ABZU_USE_MCP='1"), /a quotation mark is opened and never closed/],
  [below('ABZU_USE_MCP="1"2'), more],
  [below(`ABZU_USE_MCP="1"'2'`), more],
  [below('ABZU_USE_MCP="1";true'), more],
  [below('ABZU_USE_MCP="1" B=2'), more],
  [below('ABZU_USE_MCP="1" '), more],
  [below('ABZU_USE_MCP="1"\r'), /a carriage return/],
  [below('ABZU_USE_MCP="1" # on'), comment],
  [below("ABZU_USE_MCP='1' # on"), comment],
  [below('ABZU_USE_MCP="1"#on'), more],
  [below('ABZU_USE_MCP="$MCP"'), fills],
  [below('ABZU_USE_MCP="$(cat f)"'), fills],
  [below('ABZU_USE_MCP="`cat f`"'), fills],
  [below(String.raw`ABZU_USE_MCP="\1"`), /a backslash between the quotation marks/],
  [below(String.raw`ABZU_USE_MCP="1\n"`), /a backslash between the quotation marks/],
  [below(String.raw`ABZU_USE_MCP='\1'`), /a backslash between the quotation marks/],
  [below(String.raw`ABZU_USE_MCP="a\"b"`), /a backslash between the quotation marks/],
  [below('ABZU_USE_MCP=`1`'), /a shell runs what stands between backquotes/],
  [below('ABZU_USE_MCP="1\n2"'), /goes on over several lines/],
  [below("ABZU_USE_MCP='1\n'"), /goes on over several lines/],
  [below(`ABZU_USE_MCP=$'1'`), fills],
  [below(`ABZU_USE_MCP=""1`), more],
  // In front of the value.
  [below('ABZU_USE_MCP = 1'), /blanks stand before the equals sign/],
  [below('ABZU_USE_MCP =1'), /blanks stand before the equals sign/],
  [below('ABZU_USE_MCP= 1'), /a blank stands behind the equals sign/],
  [below('ABZU_USE_MCP=\t1'), /a blank stands behind the equals sign/],
  [below('ABZU_USE_MCP= "1"'), /a blank stands behind the equals sign/],
  ['\uFEFFABZU_USE_MCP=1\n', /a byte order mark/, 1],
  [below('ABZU_USE_MCP+=1'), named],
  [below('ABZU_USE_MCP:1'), named],
  [below('ABZU_USE_MCP'), named],
  // Forms that a shell obeys and dotenv readers do not see.
  [below('readonly ABZU_USE_MCP=1'), named],
  [below('declare -x ABZU_USE_MCP=1'), named],
  [below('typeset -x ABZU_USE_MCP=1'), named],
  [below('local ABZU_USE_MCP=1'), named],
  [below('export -n ABZU_USE_MCP=1'), named],
  [below('export ABZU_USE_MCP'), named],
  [below('set ABZU_USE_MCP=1'), named],
  [below('setenv ABZU_USE_MCP 1'), named],
  [below('unset ABZU_USE_MCP'), named],
  [below('env ABZU_USE_MCP=1 ./start'), named],
  [below(': ${ABZU_USE_MCP:=1}'), named],
  [below('[ -n "$ABZU_USE_MCP" ] || ABZU_USE_MCP=1'), named],
  [below('read ABZU_USE_MCP'), named],
  [below('B=${ABZU_USE_MCP}'), named],
  [below('B="$ABZU_USE_MCP"'), named],
  [below('B=2; ABZU_USE_MCP=1'), named],
  [below('B=2 ABZU_USE_MCP=1'), named],
  [below('export B=2 ABZU_USE_MCP=1'), named],
  [below('B=2\rABZU_USE_MCP=1'), named],
  [below(';ABZU_USE_MCP=1'), named],
  ['A="\nABZU_USE_MCP=1\n"\n', named],
  ["A='x\n  export ABZU_USE_MCP=1'\n", named],
  ['A="x\n# ABZU_USE_MCP=1"\n', named],
  ['ABZU_USE_MCP=1\nreadonly ABZU_USE_MCP\n', named],
  ['ABZU_USE_MCP=1\nexport ABZU_USE_MCP\n', named],
  ['ABZU_USE_MCP=1\nunset ABZU_USE_MCP\n', named],
  ['ABZU_USE_MCP=1\nsource more.env\n', code],
  ['ABZU_USE_MCP=1\n. ./more.env\n', code],
  ['ABZU_USE_MCP=1\n[ -f more.env ] && . ./more.env\n', code],
  ['ABZU_USE_MCP=1\neval "$(cat f)"\n', code],
  ['ABZU_USE_MCP=1\nenv\n', code],
  ['ABZU_USE_MCP=1\nB=2; . ./more.env\n', code],
  ['ABZU_USE_MCP=1\nset -a\n', foreign],
  ['ABZU_USE_MCP=1\nset +o allexport\n', foreign],
  ['ABZU_USE_MCP=1\nif true; then\n', foreign],
  ['ABZU_USE_MCP=1\ncat <<EOF\n', foreign],
  ['ABZU_USE_MCP=1\nexit\n', foreign],
  ['ABZU_USE_MCP=1\nreadonly B=2\n', foreign],
  ['ABZU_USE_MCP=1\n=nothing\n', foreign],
  [below('\'ABZU_USE_MCP\'=1'), /between quotation marks, where some readers/],
  [below('export "ABZU_USE_MCP"=1'), /between quotation marks, where some readers/],
  ['if false; then\nABZU_USE_MCP=1\nfi\n', never, 1],
  ['[ -n "$PROD" ] && return\nABZU_USE_MCP=1\n', never, 1],
  ['[ -e x ] || exit 0\nABZU_USE_MCP=1\n', never, 1],
  ['case $A in\nx)\nABZU_USE_MCP=1\n;;\nesac\n', never, 1],
  ['for A in ; do\nABZU_USE_MCP=1\ndone\n', never, 1],
  ['set_it() {\nABZU_USE_MCP=1\n}\n', never, 1],
  ['(\nABZU_USE_MCP=1\n)\n', never, 1],
  ['cat <<EOF\nABZU_USE_MCP=1\nEOF\n', never, 1],
  // More than once.
  ['ABZU_USE_MCP=1\nABZU_USE_MCP=0\n', again],
  ['ABZU_USE_MCP=1\nABZU_USE_MCP=1\n', again],
  ['ABZU_USE_MCP=1\nexport ABZU_USE_MCP=1\n', again],
  ['ABZU_USE_MCP=1\nABZU_USE_MCP="1"\n', again],
  // Lines above that take it in, for some.
  ['A=x\\\nABZU_USE_MCP=1\n', goesOn],
  ['A="x" \\\nABZU_USE_MCP=1\n', goesOn],
  ['# see the wiki \\\nABZU_USE_MCP=1\n', goesOn],
  ['A=x\\\r\nABZU_USE_MCP=1\n', goesOn],
  ['A=x|\nABZU_USE_MCP=1\n', /a shell is still in line 1/],
  ['A=x &&\n# so\nABZU_USE_MCP=1\n', /a shell is still in line 1/, 3],
  ['A=x\\\nB=2\nABZU_USE_MCP=1\n', goesOn, 3],
  ['ABZU_USE_MCP=1\nB=x\\\n# ABZU_USE_MCP=0\n', named, 3],
  ['A= \nABZU_USE_MCP=1\n', /Node is still in line 1/],
  ['A=\t\r\n\nABZU_USE_MCP=1\n', /Node is still in line 1/, 3],
  ['# a\rB="\nABZU_USE_MCP=1\n', /systemd ends line 1 at the carriage return/],
  ["A=it's\nABZU_USE_MCP=1\nB=it's\n", between],
  ['A=6"\nABZU_USE_MCP=1\n', between],
  ["A='x\nABZU_USE_MCP=1\n", between],
  ['A="x\\"\nABZU_USE_MCP=1\n', between],
];

/** The line is `ABZU_USE_MCP=1` or what a person may write for it; after it the whole file with the value 0. */
const changed: ReadonlyArray<readonly [file: string, after: string]> = [
  ['ABZU_USE_MCP=1\n', 'ABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP=1', 'ABZU_USE_MCP=0'],
  ['ABZU_USE_MCP=\n', 'ABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP=true\n', 'ABZU_USE_MCP=0\n'],
  ['  ABZU_USE_MCP=1\n', '  ABZU_USE_MCP=0\n'],
  ['\tABZU_USE_MCP=1\n', '\tABZU_USE_MCP=0\n'],
  ['export ABZU_USE_MCP=1\n', 'export ABZU_USE_MCP=0\n'],
  ['  export \t ABZU_USE_MCP=1\n', '  export \t ABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP="1"\n', 'ABZU_USE_MCP="0"\n'],
  ["ABZU_USE_MCP='1'\n", "ABZU_USE_MCP='0'\n"],
  ['export ABZU_USE_MCP="1"\n', 'export ABZU_USE_MCP="0"\n'],
  ["ABZU_USE_MCP='a # b $c'\n", "ABZU_USE_MCP='0'\n"],
  ['ABZU_USE_MCP=""\n', 'ABZU_USE_MCP="0"\n'],
  ['ABZU_USE_MCP=http://a:1/b,c%20@d=e+f-g_h.i\n', 'ABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP=é\n', 'ABZU_USE_MCP=0\n'],
  // Other lines are nobody's business as long as they keep to themselves.
  ['# ABZU_USE_MCP=1\nABZU_USE_MCP=1\n', '# ABZU_USE_MCP=1\nABZU_USE_MCP=0\n'],
  ['  # set ABZU_USE_MCP=0 to freeze\n\n\nABZU_USE_MCP=1\n\n', '  # set ABZU_USE_MCP=0 to freeze\n\n\nABZU_USE_MCP=0\n\n'],
  ["# don't\nABZU_USE_MCP=1\n", "# don't\nABZU_USE_MCP=0\n"],
  ['B=1 # on since March\nABZU_USE_MCP=1\n', 'B=1 # on since March\nABZU_USE_MCP=0\n'],
  ["B=1 # it's ABZU_USE_MCP\nABZU_USE_MCP=1\n", "B=1 # it's ABZU_USE_MCP\nABZU_USE_MCP=0\n"],
  ['B="ABZU_USE_MCP=1 means on"\nABZU_USE_MCP=1\n', 'B="ABZU_USE_MCP=1 means on"\nABZU_USE_MCP=0\n'],
  ['JAVA_OPTS=-Xmx1g -Xms1g\nABZU_USE_MCP=1\n', 'JAVA_OPTS=-Xmx1g -Xms1g\nABZU_USE_MCP=0\n'],
  ['URL=http://x/?a=1&b=$c\nABZU_USE_MCP=1\n', 'URL=http://x/?a=1&b=$c\nABZU_USE_MCP=0\n'],
  ['B = 2 \nABZU_USE_MCP=1\n', 'B = 2 \nABZU_USE_MCP=0\n'],
  ['B=2\r\nABZU_USE_MCP=1\n', 'B=2\r\nABZU_USE_MCP=0\n'],
  ['B="x\ny"\nABZU_USE_MCP=1\n', 'B="x\ny"\nABZU_USE_MCP=0\n'],
  ['my.key=1\nmy-key=2\nABZU_USE_MCP=1\n', 'my.key=1\nmy-key=2\nABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP_2=7\nX_ABZU_USE_MCP=8\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP_2=7\nX_ABZU_USE_MCP=8\nABZU_USE_MCP=0\n'],
  ['B=1\nB=2\nABZU_USE_MCP=1\n', 'B=1\nB=2\nABZU_USE_MCP=0\n'],
  ['\uFEFF# notes\nABZU_USE_MCP=1\n', '\uFEFF# notes\nABZU_USE_MCP=0\n'],
  ['ABZU_USE_MCP=1\nB=x\\\nC=3\n', 'ABZU_USE_MCP=0\nB=x\\\nC=3\n'],
  ['A=1\n', 'A=1\nABZU_USE_MCP=0\n'],
  ['', 'ABZU_USE_MCP=0\n'],
];

describe('a line of a dotenv file', () => {
  it('is tried in many forms', () => assert.ok(refused.length + changed.length >= 150, `${refused.length + changed.length}`));

  for (const [file, reason, line = 2] of refused) {
    it(`is left alone, with its number and the reason: ${JSON.stringify(file)}`, () => {
      const edit = editDotenv(file, toggle, '0');
      assert.ok(!edit.ok, JSON.stringify(edit));
      assert.match(edit.problem, reason);
      assert.match(edit.problem, new RegExp(`^in line ${line} `));
      assert.match(edit.next, /by hand/);
    });
  }

  for (const [file, after] of changed) {
    it(`is changed, and no other byte: ${JSON.stringify(file)}`, () => {
      const edit = editDotenv(file, toggle, '0');
      assert.ok(edit.ok, JSON.stringify(edit));
      assert.equal(edit.text, after);
      assert.deepEqual(doubtsAbout(after, toggle), []);
    });
  }

  it('that is in the way of an edit alone does not make the value doubtful', () => {
    for (const file of ['set -a\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP=1\nABZU_USE_MCP=1\n']) {
      assert.deepEqual(doubtsAbout(file, toggle).map(({decides}) => decides), [false]);
    }
    assert.ok(doubtsAbout('ABZU_USE_MCP=1\nABZU_USE_MCP=0\n', toggle).some(({decides}) => decides));
    for (const file of ['if false; then\nABZU_USE_MCP=1\nfi\n', 'exit 0\nABZU_USE_MCP=1\n', 'cat <<EOF\nABZU_USE_MCP=1\nEOF\n', 'ABZU_USE_MCP=1\n"ABZU_USE_MCP"=0\n']) {
      assert.ok(doubtsAbout(file, toggle).some(({decides}) => decides), file);
    }
  });
});

describe('what was written into a dotenv file', () => {
  const word = fc.string({unit: fc.constantFrom(...'ab1=$\'"`#\\; &|()[]{}.é', '\r', '\t', 'ABZU_USE_MCP', '${', '. '), maxLength: 8});
  const line = fc.oneof(
    fc.tuple(fc.constantFrom('', ' ', 'export ', ';', '# '), fc.constantFrom('A', 'B', toggle, toggle), fc.constantFrom('=', '=', '=', ' = ', '+='), word).map(parts => parts.join('')),
    fc.constantFrom('', '# comment', "# isn't", 'A="x', 'B=it\'s', 'A=x\\', 'ABZU_USE_MCP="1"', "ABZU_USE_MCP='1'", 'export ABZU_USE_MCP=1', 'set -a'),
    word,
  );
  const file = fc.tuple(fc.array(line, {maxLength: 5}), fc.constantFrom('', '\n')).map(([lines, end]) => `${lines.join('\n')}${end}`);
  const value = fc.oneof(fc.constantFrom('0', '1', '', 'a b', "it's", '["x"]', 'http://gw:8001/'), word);

  it('is read exactly so by a shell, systemd, docker and Node, and nothing else was changed', () => {
    const written: Array<{text: string; wanted: string}> = [];
    fc.assert(
      fc.property(file, value, (text, wanted) => {
        const edit = editDotenv(text, toggle, wanted);
        if (!edit.ok) return;
        written.push({text: edit.text, wanted});
        const isQuoted = edit.spelling !== wanted;
        assert.equal(asNode(edit.text, toggle), wanted, 'node');
        // They know no export.
        if (!/^\s*export[ \t]+ABZU_USE_MCP/m.test(edit.text)) {
          assert.equal(asSystemd(edit.text, toggle), wanted, 'systemd');
          assert.equal(asDocker(edit.text, toggle), isQuoted ? edit.spelling : wanted, 'docker');
        }
        // What is around the value stands as it was.
        const was = lastOf(readDotenv(text), toggle);
        assert.equal(edit.text, was ? text.slice(0, was.from) + edit.spelling + text.slice(was.to) : text + edit.text.slice(text.length));
      }),
      {numRuns: 1500},
    );
    assert.ok(written.length > 50, `${written.length}`);
    const shells = asShell(written.map(({text}) => text), toggle);
    for (const [index, {text, wanted}] of written.entries()) if (shells[index] !== null) assert.equal(shells[index], wanted, `sh: ${JSON.stringify(text)}`);
    assert.ok(shells.filter(shell => shell !== null).length > 50);
  });
});
