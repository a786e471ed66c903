import type {Pass} from '../runbook/scenario.ts';

/** One arrival of the model path, of the walk, or of both at once. */
export type Row = {
  model: Pass | null;
  walked: Pass | null;
  /** `wrong turn`: the model path does not have this arrival at this point. `tried again`: nor this one, but the runbook allows the try. */
  verdict: 'as the page' | 'wrong turn' | 'tried again' | 'not walked';
};

/**
 * The walk beside the model path, row by row. As many arrivals as can be in the same order in both stand
 * side by side (their longest common subsequence, of several the one that the walk came to first); what the walk
 * has between them is a wrong turn, beside what the model path has there.
 */
export function sideBySide(model: readonly Pass[], walked: readonly Pass[]): Row[] {
  const common = commonLengths(model, walked);
  const rows: Row[] = [];
  let missed: Pass[] = [];
  let strayed: Pass[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(missed.length, strayed.length); index += 1) {
      const [one = null, other = null] = [missed[index], strayed[index]];
      rows.push({model: one, walked: other, verdict: other === null ? 'not walked' : 'wrong turn'});
    }
    missed = [];
    strayed = [];
  };
  let [here, there] = [0, 0];
  while (here < model.length || there < walked.length) {
    const [wanted, taken] = [model[here], walked[there]];
    if (wanted && taken && isSame(wanted, taken)) {
      flush();
      rows.push({model: wanted, walked: taken, verdict: 'as the page'});
      here += 1;
      there += 1;
    } else if (wanted && (!taken || lengthAt(common, here + 1, there) >= lengthAt(common, here, there + 1))) {
      missed.push(wanted);
      here += 1;
    } else if (taken) {
      strayed.push(taken);
      there += 1;
    }
  }
  flush();
  return rows;
}

export function isSame(one: Pass, other: Pass): boolean {
  return one.step === other.step && one.fails === other.fails;
}

/** For each place in both paths: how many arrivals their rests have in common. */
function commonLengths(model: readonly Pass[], walked: readonly Pass[]): number[][] {
  const common = Array.from({length: model.length + 1}, () => Array.from({length: walked.length + 1}, () => 0));
  for (let here = model.length - 1; here >= 0; here -= 1) {
    for (let there = walked.length - 1; there >= 0; there -= 1) {
      const [wanted, taken] = [model[here], walked[there]];
      const same = wanted !== undefined && taken !== undefined && isSame(wanted, taken);
      const row = common[here] ?? [];
      row[there] = same ? 1 + lengthAt(common, here + 1, there + 1) : Math.max(lengthAt(common, here + 1, there), lengthAt(common, here, there + 1));
    }
  }
  return common;
}

function lengthAt(common: readonly number[][], here: number, there: number): number {
  return common[here]?.[there] ?? 0;
}
