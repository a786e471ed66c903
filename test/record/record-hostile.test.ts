import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import MarkdownIt from 'markdown-it';
import {display} from '../../source/display.ts';
import {printHtml} from '../../source/record/page/print-html.ts';
import {printMarkdown} from '../../source/record/page/print-markdown.ts';
import {file, heading, list, paragraph, strong, struck, table, value, words, type Page} from '../../source/record/page/blocks.ts';
import {bodies} from '../worlds/bodies.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {closing, exported, exporting, writtenSession} from '../worlds/recorded.ts';

/** A reader that allows everything a wiki might: HTML, addresses turned into links, tables, strike-through. */
const reader = new MarkdownIt({html: true, linkify: true, typographer: false});

const hostile = [
  '<script>alert(1)</script>', '</td></table><img src=x onerror=alert(1)>', '[click](javascript:alert(1))', '![x](http://evil.example/x.png)', '<http://evil.example>',
  'http://evil.example/path', 'www.evil.example', '`code` ``` fence', '`', '\\`', '\\|', 'a | b | c', '**bold** _it_ ~~gone~~', '~~', '# heading', '1. one', '- item', '+ x', '= x', '> quote',
  '---', '&lt;b&gt; &amp; &#60;', '"quoted" \'single\'', '\u001b[31mred\u001b[0m\u0007', '\u202egnp.exe\u2066', 'zero\u200bwidth\ufeff', 'line\nbreak\r\nand\ttab', '{{template}} {macro}', '$x$ ^up^',
  '--> <!-- comment', ']]>', '\ud800 lone', 'Z\u0351\u0351\u0351\u0351\u0351\u0351', '', '   ', '    indented', 'trailing\\', '[^1]: note', '[ref]: http://evil.example', '==mark== ++ins++', 'e\u0301t\u00e9 \u65e5\u672c',
];

const pageOf = (text: string): Page => ({
  title: text,
  blocks: [
    heading(1, text), heading(3, struck(text), ' (', strong('skipped'), ')'),
    paragraph(text), paragraph('said: ', text), list([words(strong('Note'), `: ${text}`), words(text), words(value(text))], ''),
    ...table(['Proof', text], [[words(text), words(value(text))], [words(struck(text)), words(file(`evidence/${'0'.repeat(64)}`, text))]]),
    paragraph(value(text), ' after'),
  ],
});

type Token = ReturnType<typeof reader.parse>[number];

/** Everything but words: strike-through and links are ours, and gone where there is nothing to strike or to name. */
function shapeOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({type, children}) => (/^(?:text|code_inline|(?:s|link)_(?:open|close))$/.test(type) ? [] : [type, ...shapeOf(children ?? [])]));
}

const textOf = (tokens: readonly Token[]): string =>
  tokens.map(({type, content, children}) => (children ? textOf(children) : /^(?:text|code_inline)$/.test(type) ? content : '')).join('');

const linksOf = (tokens: readonly Token[]): unknown[] =>
  tokens.flatMap(token => [...(token.type === 'link_open' ? [token.attrGet('href')] : []), ...linksOf(token.children ?? [])]);

const tagsOf = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];

const steering = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

const harmless = pageOf('word');

function checkMarkdown(text: string): void {
  const markdown = printMarkdown(pageOf(text));
  const tokens = reader.parse(markdown, {});
  assert.deepEqual(shapeOf(tokens), shapeOf(reader.parse(printMarkdown(harmless), {})), markdown);
  assert.deepEqual(linksOf(tokens).filter(href => href !== `evidence/${'0'.repeat(64)}`), [], markdown);
  assert.doesNotMatch(markdown, steering);
  const one = printMarkdown({title: '', blocks: [paragraph(`said: ${text}.`)]});
  assert.equal(textOf(reader.parse(one, {})), `said: ${display(text)}.`, one);
}

function checkHtml(text: string): void {
  const html = printHtml(pageOf(text));
  assert.deepEqual(tagsOf(html), tagsOf(printHtml(harmless)), html);
  assert.doesNotMatch(html.replaceAll(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ''), /[<>"']/);
  assert.doesNotMatch(html, steering);
}

describe('text from outside', () => {
  for (const text of hostile) {
    it(`is only text on both pages: ${JSON.stringify(text)}`, () => {
      checkMarkdown(text);
      checkHtml(text);
    });
  }

  it('is only text whatever it is', () => {
    const pieces = fc.oneof(fc.constantFrom(...hostile, '\\', '|', '`', '~', '*', '_', '[', ']', '(', ')', '<', '>', '&', '!', ':', '/', '.', '\n', ' '), fc.string({unit: anyCharacter, maxLength: 3}));
    fc.assert(
      fc.property(fc.array(pieces, {maxLength: 6}).map(parts => parts.join('')), text => {
        checkMarkdown(text);
        checkHtml(text);
      }),
      {numRuns: 120},
    );
  });

  it('in every place of a journal reaches the pages as text, and record.json as it was', async t => {
    for (const text of ['<script>alert(1)</script>', '\u001b[2J\u202e</code>|**x**', '[x](http://evil.example)~~`']) {
      const scribe = writtenSession({
        runbook: {...bodies['session.opened'].runbook, title: text, id: text, version: text, sha256: 'ab'.repeat(32)},
        steps: [{id: 'smoke', title: text}, {id: 'never', title: text}],
        tool: {name: text, version: text}, host: text, environment: {name: text, gateway: text, gateway_source: text},
        incident: text, toggles: [{name: text, found: text, source: text}],
      });
      scribe.operator = text;
      scribe.line('step.started', {...bodies['step.started'], ledger: {bytes: 0}, changes: text, confirmed: text, action: {name: text, parameters: [text]}, reason: text, otherwise: text, break_glass: text,
        plan: {...bodies['step.started'].plan, digits: text, until: text, items: [{what: text, where: text, from: text, to: text}]}});
      scribe.line('step.finished', {
        ...bodies['step.finished'], ledger: null, outcome: 'failed', receipt: text, next: text, failure: {code: text, message: text, next: text},
        proofs: ['holds', 'fails', 'stated'].map(state => ({text, state, expected: text, found: text})),
        evidence: [{...scribe.keep('kept'), name: text, media_type: text}],
      });
      scribe.line('step.settled', {...bodies['step.settled'], note: text, probe: text});
      scribe.line('approval.given', {step: 'smoke', approver: text, digits: text});
      scribe.line('budget.exceeded', {...bodies['budget.exceeded'], note: text});
      for (const turn of ['step', 'out of order'] as const) scribe.line('step.left', {step: 'smoke', way: text, turn, next: text, reason: text});
      scribe.line('session.handed-over', {from: text, to: text, note: text});
      scribe.line('session.paused', {step: null, reason: text});
      scribe.line('step.started', {...bodies['step.started'], step: text, attempt: 2, ledger: {bytes: 0}});
      const {read, record} = await exported(await exporting(t, closing(scribe.note(text), {reason: text})));
      assert.equal(record.notes[0]?.text, text);
      assert.equal(record.opened?.host, text);
      const tokens = reader.parse(read('timeline.md'), {});
      const inline = tokens.flatMap(token => [token, ...(token.children ?? [])]);
      assert.deepEqual(inline.filter(({type}) => /html|image/.test(type)), []);
      assert.deepEqual(linksOf(tokens).filter(href => !/^(?:evidence\/[0-9a-f]{64}|ledger-lines\.jsonl|MANIFEST)$/.test(String(href))), []);
      assert.doesNotMatch(read('timeline.html'), /<script|<img|\u001b|\u202e|href="http/);
      assert.doesNotMatch(read('timeline.md'), /[\u001b\u202e]/);
    }
  });

  it('never becomes a link to another place', () => {
    for (const path of ['../../etc/passwd', 'http://evil.example', 'javascript:alert(1)', '/etc/passwd', 'evidence/../x', '"onclick="x', '.hidden']) {
      assert.equal(file(path).kind, 'value', path);
    }
  });
});
