import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {test} from 'node:test';
import {promisify} from 'node:util';
import {lint, rules, verdictText} from '../../tools/lint.ts';
import {problemText} from '../../tools/lint/problem.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

type Texts = Readonly<Record<string, string>>;

async function treeOf(t: AfterTest, texts: Texts): Promise<string> {
  const root = await temporaryFolder(t);
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), text);
  }
  return root;
}

const home = ['', 'home', 'mara', 'x'].join('/');
const manifest = JSON.stringify({dependencies: {ink: '8.0.0', react: '19.3.1', zod: '4.6.7', execa: '10.2.1'}});

const good: Texts = {
  'package.json': manifest,
  'package-lock.json': '{"packages": {"node_modules/ink": {"version": "8.0.0", "funding": {"url": "https://example.org/ink"}}}}',
  'README.md': '# A program\n\nGateways answer at http://localhost:8001/home/page.\n',
  'source/time.ts': 'export const at = (instant: number): string => new Date(instant).toISOString();\n',
  'source/secret.ts': "import {createHmac} from 'node:crypto';\nexport class Secret {\n  reveal(): string { return createHmac('x', '').digest('hex'); }\n}\n",
  'source/connector/heartbeat.ts': [
    '// Date.now() and process.env are words here, as is `any`.',
    "import type {Secret} from '../secret.ts';",
    "import {at} from '../time.ts';",
    "import * as z from 'zod/mini';",
    'export const said = "Date.now() as any", form = /new Date()/;',
    'export const heartbeat = (now: number, token?: Secret): string => `${at(now)} ${token} new Date() // no`;',
    'export const half = (a: number) => a / 2 / z.number.length;',
    '',
  ].join('\n'),
  'source/gateway/client.ts': "import type {Secret} from '../secret.ts';\nexport const post = (token: Secret): string => token.reveal();\n",
  'source/app/app.tsx': "import {Text, useInput} from 'ink';\nexport function App() {\n  useInput(() => process.exit(0));\n  return <Text>Don't: any text // here</Text>;\n}\n",
  'source/commands/app.ts': "import type {Text} from 'ink';\nexport const open = async (text?: typeof Text) => ({text, ...await import('../app/app.tsx')});\n",
  'source/cli.ts': "const {open} = await import('./commands/app.ts');\nvoid open;\n",
  'test/app.test.ts': "import {test} from 'node:test';\nimport {open} from '../source/commands/app.ts';\ntest('a thing', t => void [open, t]);\n",
  'test/fixtures/data.json': `{"path": "${home}"}`,
};

/** Each on top of the good tree. `finds` is what must be said, and nothing else may be. */
const bad: ReadonlyArray<{about: string; texts: Texts; finds: readonly string[]}> = [
  {
    about: 'a lower room that imports a higher one',
    texts: {'source/connector/a.ts': "\nimport {\n  post,\n} from '../gateway/client.ts';\nexport {post};\n"},
    finds: ['source/connector/a.ts:2 direction'],
  },
  {
    about: 'rooms of one floor that import each other, types included',
    texts: {'source/ledger/a.ts': "import type {post} from '../gateway/client.ts';\nexport type Post = typeof post;\n"},
    finds: ['source/ledger/a.ts:1 direction'],
  },
  {
    about: 'a room that re-exports from a higher one, and one that loads it late',
    texts: {
      'source/environment/a.ts': "export {App} from '../app/app.tsx';\nexport const late = () => import('../app/app.tsx');\n",
    },
    finds: ['source/environment/a.ts:1 direction', 'source/environment/a.ts:2 direction'],
  },
  {
    about: 'an import that leaves the rooms',
    texts: {'source/a.ts': "import '../test/app.test.ts';\n"},
    finds: ['source/a.ts:1 direction'],
  },
  {about: 'a room that nobody knows', texts: {'source/cellar/a.ts': ''}, finds: ['source/cellar/a.ts:1 room']},
  {
    about: 'packages that are not ours',
    texts: {'source/a.ts': "import {x} from 'left-pad/x';\nimport type {y} from '@types/y';\nimport fs from 'fs';\nexport {x, fs};\nexport type Y = typeof y;\n"},
    finds: ['source/a.ts:1 package', 'source/a.ts:3 package'],
  },
  {
    about: 'a name that stands twice, but for a command beside its subject',
    texts: {'source/ledger/tail.ts': '', 'source/journal/tail.ts': '', 'source/commands/tail.ts': '', 'source/a/index.ts': '', 'source/ledger/index.ts': ''},
    finds: ['source/a/index.ts:1 room', 'source/ledger/tail.ts:1 twice'],
  },
  {
    about: 'a folder that nobody looks over',
    texts: Object.fromEntries(Array.from({length: 31}, (_, index) => [`source/ledger/file-${index}.ts`, ''])),
    finds: ['source/ledger:1 folder'],
  },
  {
    about: 'a command that loads the screen by a detour',
    texts: {
      'source/app/frame.ts': "import {Box} from 'ink';\nexport const frame = Box;\n",
      'source/app/page.ts': "import {frame} from './frame.ts';\nexport const page = frame;\n",
      'source/commands/smoke.ts': "\nimport {page} from '../app/page.ts';\nexport {page};\n",
    },
    finds: ['source/commands/smoke.ts:2 late-screen'],
  },
  {
    about: 'a pure file that looks at the clock, at chance and at the process',
    texts: {
      'source/connector/a.ts': [
        'export const when = Date.now();',
        'export const date = new Date();',
        'export const dice = Math.random();',
        'export const span = performance.now();',
        'export const name = process.env.NAME;',
        'export const id = crypto.randomUUID();',
        'export const here = `${import.meta.dirname}`;',
        'export const answer = fetch("x");',
      ].join('\n'),
    },
    finds: Array.from({length: 8}, (_, line) => `source/connector/a.ts:${line + 1} purity`),
  },
  {
    about: 'pure files that run what is not pure, also through another file',
    texts: {
      'source/clock.ts': 'export const now = () => Date.now();\n',
      'source/ledger/review.ts': "import {now} from '../clock.ts';\nimport {x} from './entry-text.ts';\nexport const late = [now, x];\n",
      'source/ledger/entry-text.ts': "import {cpSync} from 'node:fs';\nimport {type Result} from 'execa';\nexport const x = [cpSync, {} as Result];\n",
      'source/runbook/library.ts': "import {cpSync} from 'node:fs';\nexport const files = cpSync;\n",
    },
    finds: ['source/clock.ts:1 purity', 'source/ledger/entry-text.ts:1 pure-import', 'source/ledger/entry-text.ts:2 pure-import'],
  },
  {
    about: 'a checker that is told to look away, but for a named rule and with a reason',
    texts: {'source/a.ts': `// oxlint-${'disable'}\nexport const a = 1; /* eslint-${'disable'} */\n// oxlint-${'disable'}-next-line eslint/eqeqeq\n// oxlint-${'disable'}-next-line eslint/eqeqeq -- both are wanted\n`},
    finds: ['source/a.ts:1 silenced', 'source/a.ts:2 silenced', 'source/a.ts:3 silenced'],
  },
  {
    about: 'tests that are left out',
    texts: {
      'test/a.test.ts': "import {it, test} from 'node:test';\ntest.only('a', () => {});\nit.skip('b', () => {});\ntest('c', {todo: true}, t => t.skip());\ntest('only: true', () => {});\n",
    },
    finds: ['test/a.test.ts:2 unfinished-test', 'test/a.test.ts:3 unfinished-test', 'test/a.test.ts:4 unfinished-test', 'test/a.test.ts:4 unfinished-test'],
  },
  {
    about: 'names that say nothing',
    texts: {'source/text-utils.ts': 'export const a = 1;\n', 'source/manager/a.ts': '', 'source/b.ts': 'export class WindowManager {}\n'},
    finds: ['source/b.ts:1 empty-name', 'source/manager/a.ts:1 name', 'source/manager/a.ts:1 room', 'source/text-utils.ts:1 name'],
  },
  {
    about: 'a command to paste that is written out',
    texts: {'source/ledger/a.ts': "/** `mcp-runbook ledger tail` shows it. */\nexport const next = 'Look with: mcp-runbook ledger tail.';\nexport const by = {command: 'mcp-runbook ledger check'};\n"},
    finds: ['source/ledger/a.ts:2 pasted'],
  },
  {
    about: 'chance in tests that nobody can repeat',
    texts: {
      'test/a.test.ts': "import {fc} from './worlds/fast-check.ts';\nexport {fc};\n",
      'test/b.test.ts': "import fc from 'fast-check';\nexport {fc};\n",
      'test/worlds/fast-check.ts': "import fc from 'fast-check';\nexport {fc};\n",
    },
    finds: ['test/b.test.ts:1 seeded'],
  },
  {
    about: 'a file that is read or written past the doors',
    texts: {
      'source/ledger/a.ts': "import {readFileSync, writeFileSync} from 'node:fs';\nexport const a = () => readFileSync('x');\nexport const b = () => writeFileSync('x', '');\n",
      'source/ledger/b.ts': "import * as fs from 'node:fs';\nexport const b = () => fs.existsSync('x');\n",
      'source/ledger/c.ts': "import {readFile} from 'node:fs/promises';\nexport const c = () => readFile('x');\n",
      'source/verify/d.ts': "import {openSync} from 'node:fs';\nexport const a = () => openSync('x');\n",
    },
    finds: ['source/ledger/a.ts:1 door', 'source/ledger/a.ts:1 door', 'source/ledger/a.ts:2 door', 'source/ledger/a.ts:3 door', 'source/ledger/b.ts:2 door', 'source/ledger/c.ts:1 door'],
  },
  {
    about: 'a secret revealed outside the gateway',
    texts: {'source/ledger/a.ts': "import type {Secret} from '../secret.ts';\nexport const a = (secret: Secret) => secret\n  .reveal();\n"},
    finds: ['source/ledger/a.ts:3 reveal'],
  },
  {
    about: 'JSON of others that is read by its last word',
    texts: {'source/environment/a.ts': 'export const a = (text: string): unknown => JSON.parse(text);\n', 'source/connector/strict-json.ts': 'export const b = (text: string): unknown => JSON.parse(text);\n'},
    finds: ['source/environment/a.ts:1 json'],
  },
  {
    about: 'a second listener for keys',
    texts: {'source/app/field.tsx': "import {useInput} from 'ink';\nexport const use = useInput;\n"},
    finds: ['source/app/field.tsx:1 one-input', 'source/app/field.tsx:2 one-input'],
  },
  {about: 'a second exit', texts: {'source/ledger/a.ts': 'export const a = () => process.exit(1);\n'}, finds: ['source/ledger/a.ts:1 one-exit']},
  {
    about: 'paths of one machine',
    texts: {'source/a.ts': `\n// as in ${home}\n`, 'README.md': `\`${home}\`\n`, '.ci/run': `cd ${home}\n`},
    finds: ['.ci/run:1 machine', 'README.md:1 machine', 'source/a.ts:2 machine'],
  },
  {
    about: 'hosts of a registry',
    texts: {
      '.npmrc': `${'registry'}=https://packages.example\n`,
      'package-lock.json': `{\n"${'resolved'}": "https://example.org/ink.tgz"}\n`,
      'tools/a.ts': `export const a = 'https://${'registry'}.example/ink';\n`,
    },
    finds: ['.npmrc:1 machine', 'package-lock.json:2 machine', 'tools/a.ts:1 machine'],
  },
];

test('a tree that keeps the rules has no problems', async t => {
  const verdict = lint(await treeOf(t, good));
  assert.equal(verdictText(verdict), 'lint: 8 files, 0 problems');
});

test('what lies in a checkout and is not kept there is nobody\'s business, and code is ours before it is added', async t => {
  const root = await treeOf(t, good);
  const git = (...args: string[]): Promise<unknown> => promisify(execFile)('git', ['-C', root, ...args]);
  await git('init', '--quiet');
  await git('add', '.');
  for (const [path, text] of [['.vscode/settings.json', `{"path": "${home}"}`], ['.npmrc', `${'registry'}=https://packages.example\n`], ['source/a.ts', `// as in ${home}\n`]] as const) {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), text);
  }
  assert.deepEqual(lint(root).problems.map(({path, rule}) => `${path} ${rule}`), ['source/a.ts machine']);
});

for (const {about, texts, finds} of bad) {
  test(`found: ${about}`, async t => {
    const {problems} = lint(await treeOf(t, {...good, ...texts}));
    const found = problems.map(({path, line, rule}) => `${path}:${line} ${rule}`);
    assert.deepEqual(found.sort(), finds.toSorted());
  });
}

test('every rule has a tree that breaks it', () => {
  const broken = new Set(bad.flatMap(({finds}) => finds.map(found => found.split(' ')[1])));
  assert.deepEqual(rules.map(({name}) => name).filter(name => !broken.has(name)), []);
});

test('a problem says where, what and what was expected; the last line counts', async t => {
  const verdict = lint(await treeOf(t, {...good, 'source/ledger/a.ts': "import {post} from '../gateway/client.ts';\nexport {post};\n"}));
  const [problem] = verdict.problems;
  assert.ok(problem);
  assert.equal(
    problemText(problem),
    'source/ledger/a.ts:1 direction: ledger imports gateway (source/gateway/client.ts); expected only connector, ground floor, verify',
  );
  assert.match(verdictText(verdict), /\nlint: 9 files, 1 problems$/);
});

test('the command ends with 0 or 1 as its last line says', async () => {
  const program = resolve(import.meta.dirname, '../../tools/lint.ts');
  const {code, stdout} = await promisify(execFile)(process.execPath, [program]).then(
    ({stdout}) => ({code: 0, stdout}),
    (error: {code: number; stdout: string}) => error,
  );
  assert.match(stdout, code === 0 ? /(?:^|\n)lint: \d+ files, 0 problems\n$/ : /\nlint: \d+ files, [1-9]\d* problems\n$/);
});
