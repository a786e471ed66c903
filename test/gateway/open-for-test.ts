import assert from 'node:assert/strict';
import {systemClock} from '../../source/clock.ts';
import {openGateway, type Gateway, type GatewayOptions} from '../../source/gateway/client.ts';

/** A client with limits that make a test quick; each test states the one it is about. */
export function openForTest(url: string, options: Partial<GatewayOptions> = {}): Gateway {
  const limits = {
    connect: 2000,
    headers: 2000,
    idle: 2000,
    total: 4000,
    excerpt: {bytes: 8192, milliseconds: 500},
    ...options.limits,
  };
  const opened = openGateway({clock: systemClock, ...options, url, limits});
  assert.ok(opened.ok, 'the URL is accepted');
  return opened.gateway;
}
