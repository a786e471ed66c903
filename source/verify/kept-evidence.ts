import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {EvidenceReference} from './chain.ts';
import {nowhere, quoted, type Findings} from './findings.ts';
import {digestOfFile, isMissing, reasonOf} from './read-file.ts';

/** Each file that a line names is there, with that digest and length. */
export function checkEvidence(folder: string, references: readonly EvidenceReference[], findings: Findings): void {
  const kept = join(folder, 'evidence');
  const unlike = new Map(references.map(reference => [`${reference.sha256} ${reference.bytes}`, reference]));
  for (const reference of unlike.values()) checkOne(kept, reference, findings);

  const named = new Set(references.map(({sha256}) => sha256));
  for (const name of namesIn(kept).filter(name => !named.has(name))) {
    // What a crash leaves between keeping the file and writing the line.
    findings.remark(nowhere, `No line names the file evidence/${quoted(name).slice(1, -1)}.`);
  }
}

function checkOne(kept: string, {sha256, bytes, place}: EvidenceReference, findings: Findings): void {
  const file = `evidence/${sha256}`;
  try {
    const found = digestOfFile(join(kept, sha256));
    if (found.sha256 !== sha256) findings.add('tampered', place, `${file} does not have the digest it is named after: its content was changed.`);
    else if (bytes !== undefined && found.bytes !== bytes) findings.add('tampered', place, `${file} has ${found.bytes} bytes where the line names ${bytes}.`);
  } catch (error) {
    if (isMissing(error)) findings.add('gap', place, `${file} is missing.`);
    else findings.add('cannot tell', place, `${file} cannot be read: ${reasonOf(error)}.`);
  }
}

function namesIn(kept: string): string[] {
  try {
    return readdirSync(kept).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw new Error(`evidence cannot be listed: ${reasonOf(error)}`, {cause: error});
  }
}
