type RuleName = 'start' | 'wrong turn' | 'hint' | 'skip' | 'override' | 'unproved' | 'other end' | 'least';

/** `each`: for each one found. The others are bounds of the whole. */
export type ScoreRule = {name: RuleName; points: number; kind: 'start' | 'each' | 'at most' | 'at least'; says: string};

/** How a drill is scored: all of it, in the order in which it is reckoned. Help and pages are made from this. */
export const scoreRules: readonly ScoreRule[] = [
  {name: 'start', points: 100, kind: 'start', says: 'every drill begins with this'},
  {name: 'wrong turn', points: -15, kind: 'each', says: 'each arrival at a step that the model path does not have at that point, but a try again that the runbook allows and the drill does not name as wrong'},
  {name: 'hint', points: -5, kind: 'each', says: 'each hint that was taken'},
  {name: 'skip', points: -10, kind: 'each', says: 'each step that was skipped, but those that the drill itself tells to skip'},
  {name: 'override', points: -10, kind: 'each', says: 'each failure accepted as done, and each change made without the second person that it needs'},
  {name: 'unproved', points: -5, kind: 'each', says: 'each proof of a step that counts as done which was not stated, not looked at or accepted'},
  {name: 'other end', points: 40, kind: 'at most', says: 'where the drill ends otherwise than its page says'},
  {name: 'least', points: 0, kind: 'at least', says: 'whatever went wrong'},
];

/** What a score is reckoned from. Time is not among it: a slow machine or a careful reader loses nothing. */
export type Tally = {'wrong turn': number; hint: number; skip: number; override: number; unproved: number; expected: boolean};

/** One rule that had something to say; the points of all parts add up to the score. */
export type ScorePart = {rule: RuleName; count: number; points: number};

export type Score = {points: number; parts: ScorePart[]};

export function scoreOf(tally: Tally): Score {
  const parts: ScorePart[] = [];
  let points = 0;
  const add = (rule: RuleName, count: number, change: number): void => {
    parts.push({rule, count, points: change});
    points += change;
  };
  for (const {name, points: worth, kind} of scoreRules) {
    const count = isCounted(name) ? tally[name] : 1;
    if (kind === 'start' || (kind === 'each' && count > 0)) add(name, count, count * worth);
    if (kind === 'at most' && !tally.expected && points > worth) add(name, 1, worth - points);
    if (kind === 'at least' && points < worth) add(name, 1, worth - points);
  }
  return {points, parts};
}

type Counted = Exclude<keyof Tally, 'expected'>;

function isCounted(name: RuleName): name is Counted {
  return name !== 'start' && name !== 'other end' && name !== 'least';
}
