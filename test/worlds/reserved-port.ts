import assert from 'node:assert/strict';
import {reservePort as reserve} from '../../source/practice/reserve-port.ts';
import type {AfterTest} from './temp-folder.ts';

/** A port that nobody else is given, until the test is over. */
export async function reservePort(t: AfterTest): Promise<number> {
  const reserved = await reserve();
  assert.ok(reserved, 'no port is free');
  t.after(() => reserved.release());
  return reserved.port;
}
