/**
 * Loads Ink without starting a web client: yoga's loader asks `fetch` for its WebAssembly, which would
 * boot undici and add a third to the time to the first frame. Without `fetch` it decodes it itself.
 */
export async function loadInk(): Promise<typeof import('ink')> {
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Object.defineProperty(globalThis, 'fetch', {value: undefined, configurable: true, writable: true});
  try {
    await import('yoga-layout');
  } finally {
    if (fetch) Object.defineProperty(globalThis, 'fetch', fetch);
  }
  return import('ink');
}
