/** Waits for so many seconds, or until the signal is aborted, which is thrown. */
export function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}

/** Seconds on a clock that only goes forward. */
export function now(): number {
  return performance.now() / 1000;
}

/** A signal that is aborted when another one is, or when time is up; the time can be given anew. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #forward: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether it was the time that ended it. */
  isPast = false;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#forward = (): void => this.#controller.abort(outer!.reason);
    if (outer?.aborted) {
      this.#forward();
    }
    outer?.addEventListener('abort', this.#forward, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on, so many seconds. */
  in(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isPast = true;
      this.#controller.abort();
    }, seconds * 1000);
  }

  /** No time is running. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Leaves neither a timer nor a listener behind. */
  done(): void {
    this.rest();
    this.#outer?.removeEventListener('abort', this.#forward);
  }

  /** Ends whatever it governs. */
  abort(): void {
    this.done();
    this.#controller.abort();
  }
}
