/** How long a test waits for what must come; slow machines need it, quick ones do not notice. */
export const patience = 60_000;

export type Waiting = {
  /** True when what was waited for is there. */
  until: () => boolean;
  /** Resolves when it is worth looking again; looked at regularly anyway. */
  changed: () => Promise<void>;
  /** What to say when it does not come. */
  missing: () => string;
  limit?: number;
};

/** Looks again at every change and every 50 ms; never a fixed time. */
export async function waitFor({until, changed, missing, limit = patience}: Waiting): Promise<void> {
  const deadline = performance.now() + limit;
  while (!until()) {
    if (performance.now() > deadline) throw new Error(`after ${limit / 1000} s: ${missing()}`);
    await soon(changed(), 50);
  }
}

/** Resolves with the promise, or after so many milliseconds. */
export async function soon(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}

/** A pattern with `g` is no different here: it is looked for from the start. */
export function matches(text: string, wanted: RegExp | string): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : text.search(wanted) !== -1;
}

/** A frame as an error message shows it. */
export function framed(text: string, columns: number): string {
  const edge = `+${'-'.repeat(columns)}+`;
  return [edge, ...text.split('\n').map(row => `|${row.padEnd(columns)}|`), edge].join('\n');
}
