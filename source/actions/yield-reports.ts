/** Runs a task that reports through a callback as a generator that yields each report as it comes. */
export async function* following<Report, Result>(task: (report: (value: Report) => void) => Promise<Result>): AsyncGenerator<Report, Result> {
  const reports: Report[] = [];
  let wake = (): void => {};
  const running = task(value => {
    reports.push(value);
    wake();
  });
  let ended = false as boolean;
  const end = running.then(
    () => void (ended = true),
    () => void (ended = true),
  );
  while (!ended || reports.length > 0) {
    const report = reports.shift();
    if (report !== undefined) yield report;
    else await Promise.race([end, new Promise<void>(resolve => (wake = resolve))]);
  }
  return running;
}
