import assert from 'node:assert/strict';
import {systemClock} from '../../source/clock.ts';
import {hour} from '../../source/time.ts';
import {openGateway, type Gateway, type GatewayOptions} from '../../source/gateway/client.ts';

/** A client whose limits never come; each test states the one it is about. */
export function openForTest(url: string, options: Partial<GatewayOptions> = {}): Gateway {
  const limits = {
    connect: hour,
    headers: hour,
    idle: hour,
    total: hour,
    excerpt: {bytes: 8192, milliseconds: hour},
    ...options.limits,
  };
  const opened = openGateway({clock: systemClock, ...options, url, limits});
  assert.ok(opened.ok, 'the URL is accepted');
  return opened.gateway;
}
