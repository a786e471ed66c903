/** How the ledger's pinned bytes stand now. `unreadable`: nobody can say. */
export const pinVerdicts = ['unchanged', 'grown', 'changed', 'shorter', 'unreadable'] as const;

export type PinVerdict = (typeof pinVerdicts)[number];
