import assert from 'node:assert/strict';
import {it} from 'node:test';
import {isPlain} from '../source/locale.ts';

const locales: ReadonlyArray<[variables: NodeJS.ProcessEnv, plain: boolean]> = [
  [{}, false],
  [{LANG: 'en_GB.UTF-8'}, false],
  [{LANG: 'C.UTF-8'}, false],
  [{LANG: 'C'}, true],
  [{LANG: 'POSIX'}, true],
  [{LANG: 'en_GB.UTF-8', LC_ALL: 'C'}, true],
  [{LANG: 'C', LC_CTYPE: 'en_GB.UTF-8'}, false],
  [{LANG: 'C', LC_CTYPE: '', LC_ALL: ''}, true],
  [{LANG: 'C', LC_ALL: 'en_US.UTF-8'}, false],
  [{LANG: 'en_US.utf8'}, false],
  [{LANG: 'de_DE.UTF-8@euro'}, false],
  [{LANG: 'en_US'}, false],
  [{LANG: 'sr_RS@latin'}, false],
  [{LANG: 'de_DE@euro'}, true],
  [{LANG: 'en_US.ISO-8859-1'}, true],
  [{LANG: 'ja_JP.eucJP'}, true],
  [{LANG: 'zh_CN.GB18030'}, true],
  [{LANG: 'ru_RU.KOI8-R'}, true],
  [{LANG: 'C.ISO-8859-1'}, true],
  [{LANG: 'en_US.UTF-8', LC_CTYPE: 'en_US.ISO-8859-1'}, true],
];

for (const [variables, plain] of locales) {
  it(`${JSON.stringify(variables)} is drawn with ${plain ? 'ASCII' : 'Unicode'} unless somebody wishes otherwise`, () => assert.equal(isPlain(variables), plain));
}
