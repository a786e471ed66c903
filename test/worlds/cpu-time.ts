/** What it comes to, and the milliseconds of CPU that this process spent on it: a busy machine makes it last longer, not cost more. */
export function cpuTime<Value>(work: () => Value): {value: Value; milliseconds: number} {
  const before = process.cpuUsage();
  const value = work();
  const {user, system} = process.cpuUsage(before);
  return {value, milliseconds: Math.round((user + system) / 1000)};
}
