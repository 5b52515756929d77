import type { Call } from './calls.js';
import { follow, type Handed } from './follow.js';
import type { Session } from './session.js';

/**
 * Messages as they come, over as many connections as it takes, each once. Iterate over it with `for await`, which closes it when it is left.
 * Connects when it is first iterated over; `open()` connects at once.
 */
export class Stream<T> implements AsyncIterableIterator<T> {
  readonly #steps: AsyncGenerator<Handed | null, void, void>;
  readonly #ending = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #aborted: () => void;
  // Steps are taken one after the other, whoever asks for them.
  #last: Promise<unknown> = Promise.resolve();
  // What came while it was only to be opened.
  #ahead: IteratorResult<Handed | null, void> | null = null;
  #isOver = false;
  #isOpen = false;
  #cursor: string | null = null;

  constructor(call: Call, session: Session, withEnds: boolean, giveUpAfter: number | null, signal: AbortSignal | undefined) {
    this.#steps = follow(call, session, withEnds, giveUpAfter, this.#ending.signal);
    this.#outer = signal;
    this.#aborted = (): void => this.#ending.abort(signal!.reason);
    if (signal?.aborted) {
      this.#aborted();
    }
    signal?.addEventListener('abort', this.#aborted, { once: true });
  }

  /** Of the message that was handed out last: given as `after`, another stream goes on behind it. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Connects, and answers when a node has begun to send: what happens from then on will come. */
  open(): Promise<this> {
    return this.#inTurn(async () => {
      if (!this.#isOpen && !this.#isOver && this.#ahead === null) {
        const step = await this.#step();
        if (step.done || step.value !== null) {
          this.#ahead = step;
        }
      }
      return this;
    });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#inTurn(async () => {
      for (;;) {
        if (this.#isOver) {
          return { done: true, value: undefined };
        }
        const step = this.#ahead ?? await this.#step();
        this.#ahead = null;
        if (step.done) {
          this.close();
        } else if (step.value !== null) {
          this.#cursor = step.value.cursor;
          return { done: false, value: step.value.value as T };
        }
      }
    });
  }

  /** Ends it; called by a `for await` that is left. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends it. A step that is being waited for ends as well. */
  close(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#outer?.removeEventListener('abort', this.#aborted);
      this.#ending.abort();
      this.#steps.return().catch(() => undefined);
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #step(): Promise<IteratorResult<Handed | null, void>> {
    try {
      const step = await this.#steps.next();
      this.#isOpen = true;
      return step;
    } catch (failure) {
      if (this.#isOver) {
        return { done: true, value: undefined };
      }
      this.close();
      throw failure;
    }
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
