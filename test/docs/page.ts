import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

/** The repository, and its README as the tests of it read it. */
export const root = resolve(import.meta.dirname, '../..');
export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Fences with their marks; a runbook that is shown in one has headings and fences of its own. */
export const fenceForm = /^(`{3,})(\w*)\n([\s\S]*?)^\1$/gm;

/** The text below a heading, up to the next one of its level. */
export function section(title: string): string {
  const fences: string[] = [];
  const folded = readme.replaceAll(fenceForm, fence => `\u0000${fences.push(fence) - 1}\u0000`);
  const found = folded.split(/^## /m).find(text => text.startsWith(`${title}\n`));
  assert.ok(found, `the README has no section ${title}`);
  return found.replaceAll(/\u0000(\d+)\u0000/g, (_, index: string) => fences[Number(index)] ?? '');
}

/** What stands in the fences of one language below a heading. */
export function fencesIn(title: string, language: string): string[] {
  return [...section(title).matchAll(fenceForm)].filter(([, , name]) => name === language).map(([, , , text = '']) => text);
}

/** The cells of every table row below a heading, without the rows of hyphens. */
export function rows(title: string): string[][] {
  return section(title)
    .replaceAll(fenceForm, '')
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| ---'))
    .map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim()));
}

/** The tables below a heading whose first column has that head. */
export function tablesOf(title: string, head: string): string[] {
  return section(title).replaceAll(fenceForm, '').split('\n\n').filter(text => text.startsWith(`| ${head} |`));
}

/** The cells of a table below its head. */
export const rowsOf = (table: string): string[][] =>
  table.trimEnd().split('\n').slice(2).map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim()));

/** The rows of the only one, below its head. */
export function tableOf(title: string, head: string): string[][] {
  const tables = tablesOf(title, head);
  assert.equal(tables.length, 1, `tables with the head ${head} in ${title}`);
  return rowsOf(tables[0] ?? '');
}

/** What stands in back-quotes. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Whether a word or an option stands in back-quotes somewhere in a text. */
export const names = (text: string, option: string): boolean => new RegExp(`\`${option}(?![\\w-])`).test(text);
