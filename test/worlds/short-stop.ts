import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';

const environments = `environments:
  lab:
    class: rehearsal
    gateway: http://127.0.0.1:1
    toggles:
      file: operator.env
      apply: [./apply.sh]
`;

const page = `---
id: short
title: A short stop
version: 1
summary: Operators leave MCP for a moment.
---

# A short stop

For a moment.

## 1. Stop

The toggle is turned off.

- **Id:** \`stop\`
- **Kind:** action
- **Effect:** changes: operators leave MCP for the legacy handlers
- **Confirm:** the environment's name
- **Action:** \`toggle.set\` \`ABZU_USE_MCP\` = \`0\`
- **Proof:** \`deployment.read\` \`ABZU_USE_MCP\` = \`0\`
- **Undo:** none: the next procedure turns it on
- **Budget:** 5m
- **If:** failed -> stop

## 2. Close

What was seen.

- **Id:** \`close\`
- **Kind:** note
- **Effect:** reads
- **Ask:** What was seen?
`;

/** A folder with the page `short` and the environment `lab`, whose restart goes on until a file `go` is there. */
export async function shortStop(t: AfterTest): Promise<string> {
  const cwd = await temporaryFolder(t);
  mkdirSync(join(cwd, 'rb'));
  writeFileSync(join(cwd, 'mcp-runbook.yaml'), environments);
  writeFileSync(join(cwd, 'operator.env'), 'ABZU_USE_MCP=1\n');
  writeFileSync(join(cwd, 'rb/short.md'), page);
  writeFileSync(join(cwd, 'apply.sh'), '#!/bin/sh\ntouch applying\nwhile [ ! -e go ]; do sleep 0.05; done\necho it listens\ntouch applied\n', {mode: 0o755});
  return cwd;
}
