import {join} from 'node:path';
import {hasEntry} from '../file-door.ts';

/** Where one environment's artefacts lie. Paths are absolute. */
export type Places = {
  root: string;
  /** Holds everything below; practice has one of its own, so that nothing practised passes for evidence. */
  logs: string;
  ledger: string;
  /** One folder a smoke run, named by its run id. */
  archive: string;
  packet: string;
  /**
   * Key of the token fingerprints, mode 0600; the same for all runs under one root. Made when it is
   * first needed; undefined where there is none yet and nothing may be written.
   */
  fingerprintKey: string | undefined;
};

export const practiceFolder = 'practice';

function placesIn(root: string, logs: string): Places {
  return {
    root,
    logs,
    ledger: join(logs, 'stage_b_rotation_drills.jsonl'),
    archive: join(logs, 'stage_b'),
    packet: join(logs, 'stage_b_rehearsal_packet.json'),
    fingerprintKey: join(root, 'logs', '.fingerprint-key'),
  };
}

/** `reads`: for whoever only looks, and leaves every folder as it is. */
export function placesOf(root: string, {reads = false}: {reads?: boolean | undefined} = {}): Places {
  const places = placesIn(root, join(root, 'logs'));
  return reads && !hasEntry(places.fingerprintKey ?? '') ? {...places, fingerprintKey: undefined} : places;
}

/** `logs/practice/`, or one session's folder inside it. */
export function practicePlaces(root: string, session?: string): Places {
  const practice = join(root, 'logs', practiceFolder);
  // Its key too: what is practised leaves nothing outside.
  return {...placesIn(root, session === undefined ? practice : join(practice, session)), fingerprintKey: join(practice, '.fingerprint-key')};
}

/** The folder of one session's journal and evidence (design, section 8). */
export function sessionFolder(places: Places, environmentClass: 'practice' | 'rehearsal' | 'live', session: string): string {
  return environmentClass === 'practice'
    ? join(places.root, 'logs', practiceFolder, session)
    : join(places.root, 'logs', 'sessions', session);
}
