/** What is wrong with a record, from the least to the worst. */
export type Severity = 'unfinished' | 'gap' | 'cannot tell' | 'tampered';

export type Verdict = 'intact' | Severity;

/** Where something was seen: the file's name, and the line in it counted from 1 (`sed -n 5p`). */
export type Place = {segment: string | null; line: number | null};

/** Worth knowing, and nothing wrong. `what` is one sentence in ASCII. */
export type Remark = Place & {what: string};

export type Finding = Remark & {severity: Severity};

/** Severities from the least to the worst; the worst one found is the verdict. */
const order: readonly Verdict[] = ['intact', 'unfinished', 'gap', 'cannot tell', 'tampered'];

/** More of them tell nobody more. */
const mostKept = 100;

export const nowhere: Place = {segment: null, line: null};

/** Gathers what one verification finds: the first of each kind, the worst of all, and how many were left out. */
export class Findings {
  readonly #findings: Finding[] = [];
  readonly #remarks: Remark[] = [];
  #verdict: Verdict = 'intact';
  #leftOut = {findings: 0, remarks: 0};

  get verdict(): Verdict {
    return this.#verdict;
  }

  add(severity: Severity, {segment, line}: Place, what: string): void {
    const worse = order.indexOf(severity) > order.indexOf(this.#verdict);
    if (worse) this.#verdict = severity;
    if (worse || this.#findings.length < mostKept) this.#findings.push({segment, line, what, severity});
    else this.#leftOut.findings += 1;
  }

  remark({segment, line}: Place, what: string): void {
    if (this.#remarks.length < mostKept) this.#remarks.push({segment, line, what});
    else this.#leftOut.remarks += 1;
  }

  kept(): {findings: Finding[]; remarks: Remark[]} {
    const {findings, remarks} = this.#leftOut;
    const rest = Object.entries({findings, remarks}).filter(([, count]) => count > 0);
    return {
      findings: [...this.#findings],
      remarks: [...this.#remarks, ...rest.map(([kind, count]) => ({...nowhere, what: `${count} more ${kind} are not listed.`}))],
    };
  }
}

/** Text from the files, safe inside a sentence: one line of ASCII in quotes, at most 80 characters. */
export function quoted(text: unknown): string {
  const whole = typeof text === 'string' ? text : String(JSON.stringify(text));
  const cut = whole.length > 80 ? `${whole.slice(0, 80)}...` : whole;
  return JSON.stringify(cut).replaceAll(/[\u007F-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
