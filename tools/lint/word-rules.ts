import {lineAt} from './masked-source.ts';
import type {Rule} from './problem.ts';

type WordRule = {
  name: string;
  /** Files it looks at. */
  within: RegExp;
  /** Files that may all the same. */
  except?: RegExp;
  /** Strings count as code only for `text`. */
  look: 'code' | 'comments' | 'text';
  word: RegExp;
  expected: string;
};

const anyCode = /^(?:source|test|tools|bench)\//;
const source = /^source\//;

const wordRules: readonly WordRule[] = [
  {
    name: 'silenced',
    within: anyCode,
    look: 'comments',
    word: /\beslint-disable\b|\boxlint-disable(?!-next-line [\w/-]+ -- \w)\S*/g,
    expected: 'the cause mended, or oxlint-disable-next-line RULE -- REASON',
  },
  {
    name: 'unfinished-test',
    within: /^test\//,
    look: 'code',
    word: /\b(?:test|it|describe|suite)\s*\.\s*(?:only|skip|todo)\b|\bt\s*\.\s*(?:skip|todo)\s*\(/g,
    expected: 'every test to run',
  },
  {
    name: 'unfinished-test',
    within: /^test\//,
    look: 'code',
    word: /[{,]\s*(?:only|skip|todo)\s*:\s*true\b/g,
    expected: 'every test to run',
  },
  {
    name: 'seeded',
    within: /^(?:test|bench)\//,
    except: /^test\/(?:worlds\/fast-check|tools\/lint\.test)\.ts$/,
    look: 'text',
    word: /'fast-check'/g,
    expected: "chance from the run's seed: import {fc} from test/worlds/fast-check.ts",
  },
  {
    name: 'reveal',
    within: source,
    // A rotation writes the new token into the store that keeps it: one file opens it for that.
    except: /^source\/(?:gateway\/|proxy-tunnel\.ts$|secret(?:-mask)?\.ts$|environment\/deployment\/token-hand-over\.ts$)/,
    look: 'code',
    word: /\.\s*reveal\b/g,
    expected: 'a Secret stays closed outside source/gateway/',
  },
  {
    name: 'reveal',
    within: source,
    except: /^source\/environment\/deployment\/(?:dotenv-store|token-stores)\.ts$/,
    look: 'text',
    word: /'[^'\n]*\/token-hand-over\.ts'/g,
    expected: 'only the stores of a deployment to be handed a token',
  },
  {
    name: 'pasted',
    within: source,
    // Help shows examples, and by-hand lines of pages are what their authors write.
    except: /^source\/(?:pasted|commands\/(?:table|main))\.ts$/,
    look: 'text',
    word: /(?<!command: '|\* `)\bmcp-runbook (?:run|resume|smoke|packet|doctrine|toggles|ledger|sessions|drills|lint|print|gateway)\b/g,
    expected: 'pasted(), which prints a command as it can be typed here',
  },
  {
    name: 'door',
    within: source,
    // Each of these asks what lies there before it reads, or writes what nobody had before.
    except: /^source\/(?:(?:file-door|durable-file|package-folder)\.ts$|verify\/|journal\/lock\.ts$|environment\/(?:deployment\/|config\/file-names\.ts$)|record\/export\/record-folder\.ts$)/,
    look: 'code',
    word: /\b(?:readFileSync|createReadStream|openSync|openAsBlob|readdirSync|opendirSync|readlinkSync|existsSync|statSync|accessSync|writeFileSync|appendFileSync|createWriteStream)\b/g,
    expected: 'a path to be read by source/file-door.ts and written by source/durable-file.ts',
  },
  {
    name: 'door',
    within: source,
    except: /^source\/environment\/(?:command|deployment)\//,
    look: 'text',
    word: /'node:fs\/promises'/g,
    expected: 'a path to be read by source/file-door.ts and written by source/durable-file.ts',
  },
  {
    name: 'json',
    within: source,
    // What these read is ours, is read as the original reads it, or is looked at for flaws right beside.
    except: /^source\/(?:(?:json|json-scanner|secret-places|carried)\.ts$|verify\/|connector\/(?:documents|handshake|strict-json)\.ts$|ledger\/line-text\.ts$|journal\/|record\/facts\/|team\/|drill\/roster\.ts$|environment\/config\/filled-command\.ts$)/,
    look: 'code',
    word: /\bJSON\s*\.\s*parse\b/g,
    expected: 'what others wrote to be read by source/connector/strict-json.ts: of a name that stands twice the last would win, and long numbers be rounded',
  },
  {
    name: 'one-input',
    within: source,
    except: /^source\/app\/app\.tsx$/,
    look: 'code',
    word: /\buseInput\b/g,
    expected: 'keys to arrive in source/app/app.tsx alone',
  },
  {
    name: 'one-exit',
    within: source,
    except: /^source\/(?:cli\.ts|app\/app\.tsx)$/,
    look: 'code',
    word: /\bprocess\s*\.\s*(?:exit|reallyExit|abort)\s*\(/g,
    expected: 'an exit code to be returned',
  },
  {
    name: 'empty-name',
    within: source,
    look: 'code',
    word: /\b(?:const|let|function|class|type)\s+\w*(?:[uU]tils?|[hH]elpers?|[mM]anager)\b/g,
    expected: 'a word of the subject',
  },
];

export const words: readonly Rule[] = wordRules.map(({name, within, except, look, word, expected}) => ({
  name,
  check: tree =>
    [...tree.files.values()]
      .filter(({path}) => within.test(path) && !except?.test(path))
      .flatMap(file =>
        [...file[look].matchAll(word)].map(match => ({
          path: file.path,
          line: lineAt(file.text, match.index),
          message: `found ${match[0].trim()}`,
          expected,
        })),
      ),
}));
