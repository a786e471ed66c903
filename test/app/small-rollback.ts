import {actionSignatures} from '../../source/actions/registry.ts';
import {parseRunbook} from '../../source/runbook/document.ts';
import type {Runbook} from '../../source/runbook/schema.ts';
import type {Plan} from '../../source/walk/conductor.ts';

export const smallRollbackPage = `---
id: small-rollback
title: A small rollback
version: 1
summary: Freeze, agree, restore, look.
---

# A small rollback

## 1. Freeze MCP traffic

Operators are moved to the legacy handlers.

- **Id:** \`freeze\`
- **Kind:** action
- **Effect:** changes: operators leave MCP for the legacy handlers
- **Confirm:** the environment's name
- **Action:** \`toggle.set\` \`ABZU_USE_MCP\` = \`0\`
- **Proof:** \`deployment.read\` \`ABZU_USE_MCP\` = \`0\`
- **Undo:** step \`restore\`
- **Budget:** 5m
- **If:** failed -> retry 2, escalate
- **If:** the gateway is well, while nothing was changed -> stop
- **If:** it is well after all, while something was changed -> step \`restore\`
- **If:** the service does not follow -> escalate

## 2. Agree to restore

Another person looks at the plan.

- **Id:** \`agree\`
- **Kind:** approve
- **Effect:** reads
- **Ask:** Who watches the route?

## 3. Restore MCP traffic

Operators come back to MCP.

- **Id:** \`restore\`
- **Kind:** action
- **Effect:** changes: operators leave the legacy handlers for MCP
- **Confirm:** the environment's name
- **Action:** \`toggle.set\` \`ABZU_USE_MCP\` = \`1\`
- **Proof:** \`deployment.read\` \`ABZU_USE_MCP\` = \`1\`
- **Undo:** step \`freeze\`
- **If:** failed -> step \`freeze\` up to 2, escalate
- **If:** the gateway is failing again -> step \`freeze\`

## 4. Look at the route

Which way operators are served.

- **Id:** \`look\`
- **Kind:** check
- **Effect:** reads
- **Action:** \`route.probe\`
- **Proof:** \`value\` = \`mcp\`
- **If:** failed -> retry 1, stop

## 5. Close

What is left to do.

- **Id:** \`close\`
- **Kind:** note
- **Effect:** reads
- **Ask:** What is left to do?
`;

/** A page with every way that a walk can take, short enough to be followed by eye. */
export const smallRollback: Runbook = (() => {
  const reading = parseRunbook(smallRollbackPage, {file: 'runbooks/small-rollback.md', actions: actionSignatures});
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, undefined, 2));
  return reading.runbook;
})();

/** What a step that sets the toggle would change, in a file of the deployment. */
export function togglePlan(step: 'freeze' | 'restore', change: Partial<Plan> = {}): Plan {
  const [from, to] = step === 'freeze' ? ['1', '0'] : ['0', '1'];
  return {
    step,
    items: [{what: 'ABZU_USE_MCP', where: 'deploy/operator.env, line 3', from, to}],
    does: [`in deploy/operator.env, line 3: ABZU_USE_MCP=${from} becomes ABZU_USE_MCP=${to}`, 'systemctl restart operator-api'],
    undo: step === 'freeze' ? 'step restore' : 'step freeze',
    byHand: false,
    until: Date.parse('2025-11-20T09:05:00Z'),
    since: 0,
    grounds: {},
    seen: {},
    sha256: `${'cd'.repeat(30)}4507`,
    digits: '4507',
    ...change,
  };
}
