import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fc} from '../worlds/fast-check.ts';
import {editDotenv} from '../../source/environment/deployment/dotenv-edit.ts';
import {lastOf, readDotenv} from '../../source/environment/deployment/dotenv.ts';
import {doubtsAbout} from '../../source/environment/deployment/dotenv-doubt.ts';
import {asBash, asDocker, asNode, asShell, asSystemd} from '../worlds/env-readers.ts';

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
const bracket = /a bracket stands outside quotation marks: a shell may never come to the lines below it/;
const order = /signs stand outside quotation marks in an order that a shell does not know: a shell may never come/;
const open = /what is opened there with a bracket or a backquote does not end on the line: a shell may never come/;
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
  ['ABZU_USE_MCP=1\nenv\n', foreign],
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
  // Lines that begin as another variable, and do more in a shell.
  ['ABZU_USE_MCP=1\nS=./more.env; if [ -f $S ]; then . $S; fi\n', code],
  ['ABZU_USE_MCP=1\nD=.; for f in $D/*.env; do . $f; done\n', code],
  ['ABZU_USE_MCP=1\nB=2 . ./more.env\n', code],
  ['ABZU_USE_MCP=1\nB=2 \\\n. ./more.env\n', code],
  ['ABZU_USE_MCP=1\nB="2\n3" eval "$C"\n', code],
  ['ABZU_USE_MCP=1\nB=2 && { . ./more.env; }\n', code],
  ['ABZU_USE_MCP=1\nB=2 || ! command . ./more.env\n', code],
  ['ABZU_USE_MCP=1\nB=2; builtin source more.env\n', code],
  ['ABZU_USE_MCP=1\nB=$(cat f) "." ./more.env\n', code],
  ['ABZU_USE_MCP=1\nB=2; $C\n', code],
  ['ABZU_USE_MCP=1\nB=a&$(cat f)\n', code],
  ['ABZU_USE_MCP=1\nexport A=1 $(cat more.env)\n', code],
  ['ABZU_USE_MCP=1\nexport A=1 "$B=2"\n', code],
  ['ABZU_USE_MCP=1\nB=2 && export $(cat more.env)\n', code],
  ['ABZU_USE_MCP=1\nB=1; unset $(env | cut -d= -f1)\n', code],
  ['ABZU_USE_MCP=1\nB=1; read $C\n', code],
  ['ABZU_USE_MCP=1\nB=$(($C=0))\n', code],
  ['ABZU_USE_MCP=1\nB=${!C:=0}\n', code],
  ['ABZU_USE_MCP=1\nB=${ . ./more.env; }\n', code],
  ['ABZU_USE_MCP=1\nB=2; trap "$C" EXIT\n', code],
  ['ABZU_USE_MCP=1\nB=2; exec env $(cat more.env) ./start\n', code],
  // The same without one.
  ["ABZU_USE_MCP=1\nexport $(grep -v '^#' more.env | xargs)\n", code],
  ['ABZU_USE_MCP=1\nfor f in *.env; do . "$f"; done\n', code],
  ['ABZU_USE_MCP=1\nif [ -f more.env ]; then . ./more.env; fi\n', code],
  ['ABZU_USE_MCP=1\n{ . ./more.env; }\n', code],
  ['ABZU_USE_MCP=1\n( cat f ) && . ./more.env\n', code],
  ['ABZU_USE_MCP=1\ncommand . ./more.env\n', code],
  ['ABZU_USE_MCP=1\ndeclare -x $(cat more.env)\n', code],
  ['ABZU_USE_MCP=1\nexport ABZU_USE_"MCP"=0\n', code],
  ['ABZU_USE_MCP=1\nexport "ABZU_USE_MCP=0"\n', code],
  // Lines above, below which a shell may not come.
  ...['return 0', 'exit 1'].map(end => [`T=$(cat x) || ${end}\nABZU_USE_MCP=1\n`, never, 1] as const),
  ['T=x && { exit; }\nABZU_USE_MCP=1\n', never, 1],
  ['T=${X:?is needed}\nABZU_USE_MCP=1\n', never, 1],
  ['T=${X:-${Y?}}\nABZU_USE_MCP=1\n', never, 1],
  ['T="${X-\'}"\nABZU_USE_MCP=1\n', never, 1],
  ["T=$'a\\'b'\nABZU_USE_MCP=1\n", never, 1],
  ['T=x; set -n\nABZU_USE_MCP=1\n', never, 1],
  ['T=x; while true; do :; done\nABZU_USE_MCP=1\n', never, 1],
  ['export my-key=2\nABZU_USE_MCP=1\n', never, 1],
  ['export A = 2\nABZU_USE_MCP=1\n', never, 1],
  ['A=x<<EOF\nABZU_USE_MCP=1\nEOF\n', never, 1],
  ['CORS=^https?://(a|b)$\nABZU_USE_MCP=1\n', bracket, 1],
  ['PASSWORD=a)b\nABZU_USE_MCP=1\n', bracket, 1],
  ...['HOSTS=(a b)', 'A=(x\ny)'].map(line => [`${line}\nABZU_USE_MCP=1\n`, bracket, 1] as const),
  ['SENDER=Ops <ops@example.org>\nABZU_USE_MCP=1\n', order, 1],
  ['PASSWORD=a;;b\nABZU_USE_MCP=1\n', order, 1],
  ['PASSWORD=a&|b\nABZU_USE_MCP=1\n', order, 1],
  ['A=x\n&& B=2\nABZU_USE_MCP=1\n', order],
  ['A=$(echo x\nABZU_USE_MCP=1\n', open, 1],
  ['A=$(echo x # )\nABZU_USE_MCP=1\n', open, 1],
  ['A="$(echo x\nABZU_USE_MCP=1\n', open, 1],
  ['A=`echo x\nABZU_USE_MCP=1\nB=`\n', open, 1],
  ['A=${X:-y\nABZU_USE_MCP=1\n', open, 1],
  ['A=$((1+1)\nABZU_USE_MCP=1\n', open, 1],
  ['A=$[1+1\nABZU_USE_MCP=1\n', open, 1],
  ['A=1 b[2\nABZU_USE_MCP=1\n', open, 1],
  ["\uFEFF# don't\nABZU_USE_MCP=1\n", /a shell is still in line 1/],
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
  ...[
    "CORS='^https?://(a|b)$'", 'CORS="^https?://(a|b)$"', `JSON='{"a": [1, 2], "b": "(c) & $d;"}'`, 'JSON={"a": 1, "b": {"c": [2]}}', 'LIST=[a, b]', 'CRON=*/5 * * * *',
    'TEXT=Hello World', 'TEXT="a; . b"', 'TEXT=for you', 'TEXT=read me', "TEXT=it\\'s", 'PASSWORD=a&b;c|d', 'PASSWORD=a$b!c', 'PASSWORD=a$', 'PASSWORD="a$(b)c`d`"', 'UID=1000',
    'PATH=$PATH:/opt/bin', 'export PATH="${PATH}:/opt/bin"', 'A=${B:-x y}', 'A=${B:-"x y"}', 'A=${B-${C}}', 'A=${B%/*}', 'A=${#B}', 'A="${B:+x}"', 'AT=$(date +%s)', 'AT="$(cat "$F" | head -1)"',
    'AT=`date`', 'AT=$(echo "$(date)")', 'N=$((60 * 5))', 'N=$(( (1 + 2) * 3 ))', 'A=1;', 'A=1; B=2', 'A=1 && B=2', 'A=x >out', 'export A=1 B=2', 'export A="$B" C', 'export A=$(date)',
    'A=$1', 'A=?', 'A={a,b}', 'A=~/x', 'A=%s', 'A=#b', 'A=b#c', 'A=1 # (see the wiki', 'A=1 # it is `so', 'A=\\(b\\)',
  ].map(line => [`${line}\nABZU_USE_MCP=1\n`, `${line}\nABZU_USE_MCP=0\n`] as const),
  // Below it nothing but another value would matter.
  ...['CORS=^https?://(a|b)$', 'T=$(cat x) || return 0', 'A=$(echo x', 'A=`', 'A=(x', 'A=${X:?}', 'SENDER=Ops <ops@example.org>'].map(line => [`ABZU_USE_MCP=1\n${line}\n`, `ABZU_USE_MCP=0\n${line}\n`] as const),
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

  it('that a shell obeys, or that keeps it from the value, makes the value doubtful', () => {
    const obeyed = refused.filter(([file, reason]) => (reason === code || [never, bracket, order, open].includes(reason)) && /^ABZU_USE_MCP=/m.test(file));
    assert.ok(obeyed.length > 60, `${obeyed.length}`);
    for (const [file] of obeyed) assert.ok(doubtsAbout(file, toggle).some(({decides}) => decides), file);
  });

  it('below which a shell may not come is in the way of an edit alone where the value stands nowhere', () => {
    for (const file of ['CORS=^https?://(a|b)$\n', 'exit 0\n', 'A=$(echo x\n']) {
      assert.deepEqual(doubtsAbout(file, toggle).map(({decides}) => decides), [false]);
      assert.equal(editDotenv(file, toggle, '0').ok, false);
    }
  });

  it('that is in the way of an edit alone does not make the value doubtful', () => {
    for (const file of ['set -a\nABZU_USE_MCP=1\n', 'set -o allexport\nABZU_USE_MCP=1\n', 'echo read\nABZU_USE_MCP=1\n', 'readonly B=2\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP=1\nexit\n', 'ABZU_USE_MCP=1\nABZU_USE_MCP=1\n']) {
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
  /** What a shell obeys; `more.env` and the variable FILE lead to a file with another value, CODE is one. */
  const obeyed = fc
    .array(
      fc.constantFrom(
        ' ', ' ', 'a', 'A=', 'export ', '$A', '"', "'", '$(', ')', '`', '${A', '${A:-b}', '}', '((', '$((', '\\', ' #', ';', '&', '&&', '||', '|', '<', '>', '<<', '!', ' { ', 'if ', 'then ', 'fi', 'for ', 'in ', 'do ', 'done', 'case ',
        'exit', 'return 0', '. ./more.env', '. $FILE', 'source ', 'eval $CODE', 'export $CODE', 'unset $A', 'read A', 'true', 'false', 'echo b', ': ', '[ -f b ] ', '$CODE', ';;', '^https?://(a|b)$', '\n', '1+1', '?', 'command ', 'set -a', '* * *', '{"a": 1}',
      ),
      {maxLength: 6},
    )
    .map(parts => parts.join(''));
  const line = fc.oneof(
    fc.tuple(fc.constantFrom('', ' ', 'export ', ';', '# '), fc.constantFrom('A', 'B', toggle, toggle), fc.constantFrom('=', '=', '=', ' = ', '+='), word).map(parts => parts.join('')),
    fc.constantFrom('', '# comment', "# isn't", 'A="x', 'B=it\'s', 'A=x\\', 'ABZU_USE_MCP="1"', "ABZU_USE_MCP='1'", 'export ABZU_USE_MCP=1', 'set -a'),
    fc.tuple(fc.constantFrom('A=', 'A=', 'export A=', ''), obeyed).map(parts => parts.join('')),
    word,
  );
  const file = fc.tuple(fc.array(line, {maxLength: 5}), fc.constantFrom('', '\n')).map(([lines, end]) => `${lines.join('\n')}${end}`);
  const value = fc.oneof(fc.constantFrom('0', '1', '', 'a b', "it's", '["x"]', 'http://gw:8001/'), word);

  it('is read exactly so by shells, systemd, docker and Node, and nothing else was changed', () => {
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
    agree(written);
  });

  it('or stands there without a doubt, is what shells see', () => {
    const among = fc.tuple(fc.array(line, {maxLength: 2}), fc.constantFrom('ABZU_USE_MCP=1', 'export ABZU_USE_MCP="1"'), fc.array(line, {maxLength: 2})).map(lines => `${lines.flat().join('\n')}\n`);
    const read = fc.sample(among, 500).flatMap(text => (doubtsAbout(text, toggle).some(({decides}) => decides) ? [] : [{text, wanted: lastOf(readDotenv(text), toggle)?.value}]));
    assert.ok(read.length > 50, `${read.length}`);
    agree(read);
  });
});

/** Null is of a shell that has ended: it hands nothing on. */
function agree(read: ReadonlyArray<{text: string; wanted: string | undefined}>): void {
  for (const [shell, asRead] of [['sh', asShell], ['bash', asBash]] as const) {
    const found = asRead(read.map(({text}) => text), toggle);
    for (const [index, {text, wanted}] of read.entries()) if (found[index] !== null) assert.equal(found[index], wanted, `${shell}: ${JSON.stringify(text)}`);
    assert.ok(found.filter(value => value !== null).length > 50, shell);
  }
}
