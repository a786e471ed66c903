/** `open`: a walk of it in that environment is not closed. */
export type LastIncident = {incident: string; open: boolean};

/** Where there is a choice: `Worked on here: INC-31 (open), INC-30`; undefined where there is none. `sign`: what stands before each. */
export function incidentsText(incidents: readonly LastIncident[], sign: (index: number) => string = () => ''): string | undefined {
  return incidents.length < 2 ? undefined : `Worked on here: ${incidents.map(({incident, open}, index) => `${sign(index)}${incident}${open ? ' (open)' : ''}`).join(', ')}`;
}

/** At plain lines, where a number alone could be the name of an incident: `+` for the last, `+2` for the one before. */
export function plainSign(index: number): string {
  return index === 0 ? '+' : `+${index + 1}`;
}
