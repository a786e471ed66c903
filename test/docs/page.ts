import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** The text of a page for people, by its path from the root of the project. */
export const pageAt = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Fences with their marks; a runbook that is shown in one has headings and fences of its own. */
export const fenceForm = /^(`{3,})(\w*)\n([\s\S]*?)^\1$/gm;

/** What stands in the fences of one language. */
export const fencesIn = (text: string, language: string): string[] =>
  [...text.matchAll(fenceForm)].filter(([, , name]) => name === language).map(([, , , content = '']) => content);

/** The tables of a page whose first column has that head, each as the cells of its rows below the head. */
export function tablesOf(text: string, head: string): string[][][] {
  return text.replaceAll(fenceForm, '').split('\n\n').filter(part => part.startsWith(`| ${head} |`)).map(part =>
    part.trimEnd().split('\n').slice(2).map(line => line.slice(2, -2).split(' | ').map(cell => cell.trim())));
}

/** The only one. */
export function tableOf(text: string, head: string): string[][] {
  const [table, ...more] = tablesOf(text, head);
  assert.ok(table && more.length === 0, `not one table with the head ${head}`);
  return table;
}

/** What stands in back-quotes. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Whether a word stands in back-quotes somewhere in a text. */
export const names = (text: string, word: string): boolean => new RegExp(`\`${word}(?![\\w-])`).test(text);
