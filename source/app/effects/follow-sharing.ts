import type {Clock} from '../../clock.ts';
import {shareSign, type Sharing, type ShareSign} from '../../team/sharing.ts';
import {startTicking} from './ticking.ts';

/** Tells each other sign, and counts the seconds while something is not shared; until it is stopped. */
export function followSharing(sharing: Sharing | undefined, clock: Pick<Clock, 'monotonic'>, tell: (sign: ShareSign) => void): () => void {
  if (!sharing) return () => {};
  let told: ShareSign | undefined;
  let stopTicking: (() => void) | undefined;
  let over = false;
  const look = (): void => {
    if (over) return;
    const standing = sharing.standing();
    const sign = shareSign(standing, clock.monotonic());
    if (sign.text !== told?.text || sign.taken !== told.taken) tell(sign);
    told = sign;
    if (standing.behind > 0) stopTicking ??= startTicking(look);
    else {
      stopTicking?.();
      stopTicking = undefined;
    }
  };
  sharing.follow(look);
  look();
  return () => {
    over = true;
    stopTicking?.();
  };
}
