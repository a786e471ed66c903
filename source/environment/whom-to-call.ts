/** `file`: the one that describes the environment; undefined where none does. */
export type Callers = {escalate?: string | undefined; environment: string; file?: string | undefined};

/** Whom to call when a page says so; where nobody is named, that, and where a name belongs. */
export function whomToCall({escalate, environment, file}: Callers): string {
  if (escalate !== undefined) return escalate;
  return `whoever is on call: nobody is named (${file === undefined ? `no file describes ${environment}` : `escalate: of ${environment} in ${file}`})`;
}
