/** `open`: a walk of it in that environment is not closed. */
export type LastIncident = {incident: string; open: boolean};

/** Where there is a choice: `Worked on here: INC-31 (open), INC-30`; undefined where there is none. */
export function incidentsText(incidents: readonly LastIncident[]): string | undefined {
  return incidents.length < 2 ? undefined : `Worked on here: ${incidents.map(({incident, open}) => (open ? `${incident} (open)` : incident)).join(', ')}`;
}
