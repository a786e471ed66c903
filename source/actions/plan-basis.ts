import {createHash} from 'node:crypto';
import {relative} from 'node:path';
import type {Environment} from '../environment/environment.ts';
import {jsonLine, type Json} from '../json.ts';

/** Hex SHA-256 of what a plan was made from: other grounds, another basis. */
export function basisOf(...grounds: Json[]): string {
  return createHash('sha256').update(jsonLine(grounds)).digest('hex');
}

/** A path as plans show it, from the root of the environment's files. */
export function shownPath({places}: Environment, path: string): string {
  return relative(places.root, path);
}
