/** Calls each second until it is stopped. Keeps no program alive that has nothing else to do. */
export function startTicking(tick: () => void): () => void {
  const ticks = setInterval(tick, 1000);
  ticks.unref();
  return () => clearInterval(ticks);
}
