/** This process stands still for so many milliseconds, as on a machine that is suspended or has other work. */
export function stall(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
