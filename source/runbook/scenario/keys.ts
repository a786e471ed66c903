/** The bold words that carry meaning in a scenario, in the order in which a scenario has them. */
export const scenarioKeys = [
  'Id', 'Level', 'Teaches', 'Fault', 'Kill', 'Set', 'Path', 'Wrong', 'Hint', 'Answer', 'Ends', 'World', 'Read',
] as const;

export type ScenarioKey = (typeof scenarioKeys)[number];
