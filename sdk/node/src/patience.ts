// The fetch of Node.js gives up when an answer has not begun within 300 s, and a request may ask the server to wait for longer. It can be told
// otherwise for a single request, but only by what carries it out, which is kept under this name.
const IN_USE = Symbol.for('undici.globalDispatcher.1');
const LONG = 240;

interface Dispatcher {
  dispatch(options: object, handler: unknown): unknown;
}

/** What fetch is to be told so that it waits for so many seconds; nothing where it does so anyway. The request's own time-out holds all the same. */
export function patience(seconds: number): object {
  if (seconds <= LONG) {
    return {};
  }
  // Node.js loads its fetch when one of its classes is used first.
  void new Headers();
  const inUse = (globalThis as unknown as Record<symbol, Dispatcher | undefined>)[IN_USE];
  if (typeof inUse?.dispatch !== 'function') {
    return {};
  }
  const patient: Dispatcher = { dispatch: (options, handler) => inUse.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler) };
  return { dispatcher: patient };
}
