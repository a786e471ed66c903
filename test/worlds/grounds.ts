import {readFileSync} from 'node:fs';
import type {DoctrineDocuments} from '../../source/connector/doctrine.ts';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import type {Variables} from '../../source/connector/variables.ts';
import type {JsonObject} from '../../source/json.ts';
import {Secret} from '../../source/secret.ts';

/** 2025-09-25T09:58:33.250Z: a moment with a fraction, as real clocks have. */
export const now = Date.UTC(2025, 8, 25, 9, 58, 33, 250);

/** The variables of a shell; one set to nothing counts as present. */
export function variablesOf(shell: Record<string, string> = {}): Variables {
  const isToken = (name: string): boolean => name.endsWith('CONNECTOR_TOKEN');
  return {
    text: name => (isToken(name) && shell[name] ? undefined : shell[name]),
    secret: name => (isToken(name) && shell[name] ? new Secret(shell[name]) : undefined),
  };
}

export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}

export function jsonFixture(path: string): JsonObject {
  return JSON.parse(fixture(path)) as JsonObject;
}

/** The shipped documents with some of them replaced. */
export function documentsWith(changes: Partial<DoctrineDocuments>): DoctrineDocuments {
  return {...shippedDocuments, ...changes};
}

/** A member found by its dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((found, name) => (found as Record<string, unknown> | undefined)?.[name], value);
}

/** All member names with their paths, in document order: what "same keys in the same order" compares. */
export function keyPaths(value: unknown, start = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = `${start}${name}`;
    return [path, ...keyPaths(member, `${path}.`)];
  });
}
