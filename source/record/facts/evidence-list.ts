import type {EvidenceReference} from '../../journal/evidence.ts';
import type {KeptEvidence} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';
import {readable, type ToldLine} from './read-lines.ts';

type Named = Pick<EvidenceReference, 'sha256' | 'name' | 'media_type'> & {bytes: number | null; step: string | null; line: number};

/** Every file that a line names, in the order of the journal, then those that none does. */
export function tellEvidence(lines: readonly ToldLine[], {evidence}: Snapshot): KeptEvidence[] {
  const kept = new Map<string, KeptEvidence>();
  for (const {line, ...named} of namedIn(lines)) {
    const before = kept.get(named.sha256);
    kept.set(named.sha256, before ? {...before, lines: [...before.lines, line]} : {...named, lines: [line], present: evidence.has(named.sha256)});
  }
  const unnamed = [...evidence].filter(([sha256]) => !kept.has(sha256));
  return [
    ...kept.values(),
    ...unnamed.map(([sha256, {length}]) => ({sha256, bytes: length, name: 'named by no line', media_type: 'application/octet-stream', step: null, lines: [], present: true})),
  ];
}

function namedIn(lines: readonly ToldLine[]): Named[] {
  return readable(lines).flatMap(({number: line, event}): Named[] => {
    switch (event.type) {
      case 'session.opened': {
        const {runbook: {id, sha256}, drill} = event.body;
        const page = (name: string, digest: string): Named => ({sha256: digest, bytes: null, name, media_type: 'text/markdown', step: null, line});
        return [page(`${id}.md`, sha256), ...(drill?.sha256 === undefined ? [] : [page(`${id}.scenarios.md`, drill.sha256)])];
      }
      case 'step.finished':
        return event.body.evidence.map(({sha256, bytes, name, media_type}) => ({sha256, bytes, name, media_type, step: event.body.step, line}));
      case 'evidence.added': {
        const {sha256, bytes, name, media_type} = event.body.evidence;
        return [{sha256, bytes, name, media_type, step: event.body.step, line}];
      }
      case 'approval.given':
      case 'budget.exceeded':
      case 'hint.taken':
      case 'incident.named':
      case 'note.added':
      case 'session.closed':
      case 'session.handed-over':
      case 'session.paused':
      case 'session.recovered':
      case 'session.resumed':
      case 'step.left':
      case 'step.looked':
      case 'step.settled':
      case 'step.skipped':
      case 'step.started':
        return [];
    }
  });
}
