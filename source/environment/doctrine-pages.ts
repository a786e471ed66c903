import type {Trouble} from '../errors.ts';
import {join} from 'node:path';
import {readText} from '../file-door.ts';

/** One of the four documents that the runbook answers to. */
export type DoctrinePage = {id: string; title: string; /** Below the root. */ path: string; /** Where the root has none. */ own: readonly string[]};

export const doctrinePages: readonly DoctrinePage[] = [
  {
    id: 'audit',
    title: 'What the audit expects',
    path: 'docs/connectors/operator_mcp_audit.md',
    own: [
      'Each operator connector has been drilled within 48 hours, and its newest ledger line says so.',
      'A nightly job runs the smoke checks, keeps the receipt and fails when the last line is older.',
      'Where no drill was recorded, a gap note says why, from when and until when.',
    ],
  },
  {
    id: 'capabilities',
    title: 'The capability payload of Stage B',
    path: 'docs/connectors/mcp_capability_payload.md',
    own: [
      'A handshake names the connector and its version, its channels and capabilities, and its rotation.',
      'It asks for the context stage-b-rehearsal, which the gateway has to accept.',
      'The gateway answers that it is authentic, with a session, and with the contexts that it accepts.',
    ],
  },
  {
    id: 'heartbeat',
    title: 'The heartbeat payload',
    path: 'docs/connectors/mcp_heartbeat_payload.md',
    own: [
      'A heartbeat has chakra, cycle_count, context, credential_expiry and emitted_at, beside what is reported.',
      'credential_expiry is the one of the session, or one that is given for this heartbeat, and lies ahead.',
    ],
  },
  {
    id: 'protocol',
    title: 'Connector doctrine',
    path: 'docs/The_Absolute_Protocol.md',
    own: [
      'A connector is in the index and in the registry, with a version and a status that agree.',
      'It is ready for Stage B, rotates its credential within 48 hours, and its runbook is written for operators.',
    ],
  },
];

/** One of them as it is read: where it stands, and perhaps why it could not be read there. */
export type DoctrineText = {from: string; text: string; trouble?: Trouble};

/** All of them, with their titles. */
export function doctrineTexts(root: string): Array<DoctrineText & Pick<DoctrinePage, 'id' | 'title'>> {
  return doctrinePages.map(page => ({id: page.id, title: page.title, ...readDoctrinePage(page, root)}));
}

/** The page of the root where it stands, else our own short one; `trouble`: it stands there and cannot be read. */
export function readDoctrinePage(page: DoctrinePage, root: string): DoctrineText {
  const path = join(root, page.path);
  const reading = readText(path, {most: 1024 * 1024});
  if (reading.ok) return {from: path, text: reading.text};
  const own = {from: 'our own short words: the root has none', text: [`# ${page.title}`, '', ...page.own].join('\n')};
  return reading.missing ? own : {...own, from: 'our own short words', trouble: {problem: `${path} cannot be read: ${reading.reason}`, next: 'Correct what keeps it from being read. Below are our own words.'}};
}
