import {jsonLine} from '../json.ts';
import type {Body} from './event.ts';

/**
 * Journal bodies are at most 4 KiB (design, section 8). Texts are cut to a share of that, measured as
 * they are written: a character outside ASCII takes six bytes or twelve. The whole result of an action
 * is kept as evidence, so nothing is lost.
 */

const cutMark = '...';

/** The longest beginning whose written form has at most `bytes` bytes, with a mark when cut. */
export function clip(text: string, bytes: number): string {
  if (jsonLine(text).length - 2 <= bytes) return text;
  let kept = '';
  let length = cutMark.length;
  for (const character of text) {
    length += jsonLine(character).length - 2;
    if (length > bytes) break;
    kept += character;
  }
  return `${kept}${cutMark}`;
}

type Proofs = Body<'step.finished'>['proofs'];

const proofsShare = 1800;

/** Many proofs share what few could spread over; the runbook reader allows at most twelve a step. */
export function fitProofs(proofs: Proofs): Proofs {
  const each = Math.floor(proofsShare / Math.max(proofs.length, 4));
  return proofs.map(proof => ({
    ...proof,
    text: clip(proof.text, Math.floor(each / 2)),
    expected: clip(proof.expected, Math.floor(each / 4)),
    found: clip(proof.found, Math.floor(each / 4)),
  }));
}
