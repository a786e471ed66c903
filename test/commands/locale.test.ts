import assert from 'node:assert/strict';
import {it} from 'node:test';
import {isPlain} from '../../source/commands/app.ts';

const locales: ReadonlyArray<[variables: NodeJS.ProcessEnv, plain: boolean]> = [
  [{}, false],
  [{LANG: 'en_GB.UTF-8'}, false],
  [{LANG: 'C.UTF-8'}, false],
  [{LANG: 'C'}, true],
  [{LANG: 'POSIX'}, true],
  [{LANG: 'en_GB.UTF-8', LC_ALL: 'C'}, true],
  [{LANG: 'C', LC_CTYPE: 'en_GB.UTF-8'}, false],
  [{LANG: 'C', LC_CTYPE: '', LC_ALL: ''}, true],
];

for (const [variables, plain] of locales) {
  it(`${JSON.stringify(variables)} is drawn with ${plain ? 'ASCII' : 'Unicode'} unless somebody wishes otherwise`, () => assert.equal(isPlain(variables), plain));
}
