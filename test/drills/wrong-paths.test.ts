import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {findDrill} from '../../source/drill/find-drill.ts';
import {ledgerText} from '../../source/drill/drill-verdict.ts';
import {pathText, walkedPath} from '../../source/drill/walked-path.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {walkDrill} from '../people/drill-walker.ts';

type Wrong = {runbook: string; drill: string; /** The failure at its end, as plain lines show it. */ shows: RegExp; /** The operator service's. */ route: string; /** Lines that the ledger gained; the old ones stay, byte by byte. */ lines: number; handshakes: number; heartbeats: number};

// Each began on the route mcp; after a rollback gone wrong that is where operators should not be.
const wrongPaths: readonly Wrong[] = [
  {runbook: 'credential-rotation', drill: 'rotation-unanswered', shows: /proof fails: every connector has a line from after the new token \(ledger\.growth update missing count = 0\): expected 0 items, found 3 items/, route: 'mcp', lines: 0, handshakes: 3, heartbeats: 0},
  {runbook: 'credential-rotation', drill: 'token-not-accepted', shows: /failed: MCP handshake authentication failed \(3 attempts\)/, route: 'mcp', lines: 0, handshakes: 3, heartbeats: 0},
  {runbook: 'mcp-gateway-rollback', drill: 'gateway-stays-down', shows: /failed: handshake: no connection to \S+: nothing accepts connections there/, route: 'legacy', lines: 0, handshakes: 0, heartbeats: 0},
  {runbook: 'mcp-gateway-rollback', drill: 'deaf-service', shows: /proof fails: operators are served by the legacy handlers \(value = legacy\): expected legacy, found mcp/, route: 'mcp', lines: 0, handshakes: 0, heartbeats: 0},
  {runbook: 'nightly-recovery', drill: 'night-gateway-down', shows: /failed: handshake: no connection to \S+: nothing accepts connections there/, route: 'mcp', lines: 0, handshakes: 0, heartbeats: 0},
  {runbook: 'stage-b-rehearsal', drill: 'gateway-refused', shows: /failed: handshake: no connection to \S+: nothing accepts connections there/, route: 'mcp', lines: 0, handshakes: 0, heartbeats: 0},
  {runbook: 'stage-b-rehearsal', drill: 'context-rejected', shows: /failed: this session has no receipt yet/, route: 'mcp', lines: 0, handshakes: 1, heartbeats: 0},
  {runbook: 'stage-b-rehearsal', drill: 'authentication-lost', shows: /failed: this session has no receipt yet/, route: 'mcp', lines: 0, handshakes: 3, heartbeats: 0},
  {runbook: 'stage-b-rehearsal', drill: 'stale-by-override', shows: /\(doctrine_failures count = 0\): expected 0 items, found 3 items/, route: 'mcp', lines: 9, handshakes: 3, heartbeats: 3},
  {runbook: 'stage-b-rehearsal', drill: 'answer-lost', shows: /unknown: no answer from \S+: [^\n]+ whether the gateway took the handshake is unknown/, route: 'mcp', lines: 0, handshakes: 2, heartbeats: 0},
];

describe('along its wrong path', {concurrency: 2}, () => {
  for (const {runbook, drill, shows, route, lines, handshakes, heartbeats} of wrongPaths) {
    it(`${drill} comes to the failure that its page names, on screen, in the journal and in the world`, async t => {
      const scenario = findDrill(loadWalkable(runbook).runbook, drill);
      const [wrong] = scenario.wrong;
      assert.ok(wrong);
      const {open, events, shown, ledgerBefore} = await walkDrill(t, scenario, wrong.passes);
      assert.match(shown, shows);
      assert.equal(pathText(walkedPath(events, scenario)), pathText(wrong.passes));
      const {world, environment} = open;
      assert.ok(world);
      const seen = (path: string): number => world.gateway.seen.filter(request => request.path === path).length;
      const after = ledgerText(environment.places.ledger);
      assert.ok(after.startsWith(ledgerBefore), 'the old lines were changed');
      const gained = after.slice(ledgerBefore.length).split('\n').filter(line => line !== '').length;
      const served = await environment.route?.(new AbortController().signal);
      assert.deepEqual([served?.route, gained, seen('/handshake'), seen('/heartbeat')], [route, lines, handshakes, heartbeats]);
    });
  }
});
