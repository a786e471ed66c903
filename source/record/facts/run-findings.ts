import type {EvidenceReference} from '../../journal/evidence.ts';
import {isJsonObject, objectIn, type JsonObject} from '../../json.ts';
import type {RunFinding} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';

/** More are in the file itself, which the page names. */
const most = 50;

/**
 * What a step judged, each thing with its verdict, as its kept result has it: proofs may only count
 * such things, and the person at the screen read the verdicts.
 */
export function findingsOf(evidence: readonly EvidenceReference[], snapshot: Pick<Snapshot, 'evidence'>): RunFinding[] {
  const facts = resultOf(evidence, snapshot);
  return facts ? judgedIn(facts, 2).slice(0, most) : [];
}

/** What the action of a step found, as it was kept; undefined where nothing was, or it cannot be read. */
export function resultOf(evidence: readonly EvidenceReference[], {evidence: kept}: Pick<Snapshot, 'evidence'>): JsonObject | undefined {
  const result = evidence.find(({name}) => name === 'result.json');
  return result && objectIn(kept.get(result.sha256)?.toString() ?? '');
}

function judgedIn(facts: JsonObject, levels: number): RunFinding[] {
  return Object.entries(facts).flatMap(([subject, value]): RunFinding[] => {
    if (!isJsonObject(value)) return [];
    if (typeof value.verdict === 'string') return [{subject, verdict: value.verdict, details: detailsOf(value)}];
    return levels > 1 ? judgedIn(value, levels - 1) : [];
  });
}

function detailsOf(judged: JsonObject): RunFinding['details'] {
  const said = Object.entries(judged).filter(([name, value]) => name !== 'verdict' && typeof value === 'string');
  return said.map(([name, value]) => ({name: name.replaceAll('_', ' '), value: String(value)}));
}
