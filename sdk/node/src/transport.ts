import { ConnectionFailedError, ConnectionLostError, OrchestryError } from './errors.js';
import type { Fetch } from './options.js';
import { patience } from './patience.js';
import { Deadline } from './waiting.js';

/** A request as it is sent. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Seconds that the answer may take. */
  readonly seconds: number;
}

/** An answer that came whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** A browser hides where a redirect leads. */
  readonly isHiddenRedirect: boolean;
}

/** A stream that was opened. */
export interface Opened {
  readonly headers: Headers;
  /** What comes next; null when it ended. Fails after `seconds` of silence. */
  read(seconds: number): Promise<Uint8Array | null | OrchestryError>;
  close(): void;
}

// Of connections that did not come about, so that nothing was sent.
const UNSENT = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends requests with `fetch`. Failures are answered; only the caller's abortion is thrown. */
export class Transport {
  readonly #fetch: Fetch;

  constructor(given: Fetch | undefined) {
    // Looked up when it is used: tests and polyfills may replace it. Browsers want it called on its own.
    this.#fetch = given ?? ((url, init) => fetch(url, init));
  }

  /** The whole answer. */
  async send(request: Request, signal: AbortSignal | undefined): Promise<Answer | OrchestryError> {
    signal?.throwIfAborted();
    const deadline = new Deadline(signal);
    deadline.in(request.seconds);
    try {
      return await whole(await this.#start(request, deadline));
    } catch (failure) {
      return explain(request, failure, deadline, signal);
    } finally {
      deadline.done();
    }
  }

  /** A stream, or the whole of an answer that is none. */
  async open(request: Request, signal: AbortSignal | undefined): Promise<Opened | Answer | OrchestryError> {
    signal?.throwIfAborted();
    const deadline = new Deadline(signal);
    deadline.in(request.seconds);
    try {
      const response = await this.#start(request, deadline);
      if (response.status !== 200 || response.body === null) {
        const answer = await whole(response);
        deadline.done();
        return answer;
      }
      return new Stream(request, response, deadline, signal);
    } catch (failure) {
      deadline.abort();
      return explain(request, failure, deadline, signal);
    }
  }

  #start(request: Request, deadline: Deadline): Promise<Response> {
    return this.#fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      body: request.body,
      // A redirect is followed here, where it is known who may be told the token.
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'same-origin',
      signal: deadline.signal,
      ...patience(request.seconds),
    });
  }
}

async function whole(response: Response): Promise<Answer> {
  const isHiddenRedirect = response.type === 'opaqueredirect';
  return { status: isHiddenRedirect ? 307 : response.status, headers: response.headers, text: await response.text(), isHiddenRedirect };
}

class Stream implements Opened {
  readonly headers: Headers;
  readonly #request: Request;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #deadline: Deadline;
  readonly #signal: AbortSignal | undefined;

  constructor(request: Request, response: Response, deadline: Deadline, signal: AbortSignal | undefined) {
    this.headers = response.headers;
    this.#request = request;
    this.#reader = response.body!.getReader();
    this.#deadline = deadline;
    this.#signal = signal;
    // Whoever reads slowly is not the node's fault.
    deadline.rest();
  }

  async read(seconds: number): Promise<Uint8Array | null | OrchestryError> {
    this.#deadline.in(seconds);
    try {
      const { done, value } = await this.#reader.read();
      return done ? null : value;
    } catch (failure) {
      return explain(this.#request, failure, this.#deadline, this.#signal);
    } finally {
      this.#deadline.rest();
    }
  }

  close(): void {
    this.#deadline.abort();
    this.#reader.cancel().catch(() => undefined);
  }
}

function explain(request: Request, failure: unknown, deadline: Deadline, signal: AbortSignal | undefined): OrchestryError {
  if (signal?.aborted && !deadline.isPast) {
    throw signal.reason;
  }
  const { origin, pathname } = new URL(request.url);
  if (deadline.isPast) {
    return new ConnectionLostError(`${origin} did not answer ${request.method} ${pathname}`, { code: 'CONNECTION_LOST', details: 'timed out' });
  }
  const details = reason(failure);
  return neverLeft(failure)
    ? new ConnectionFailedError(`No connection to ${origin}`, { code: 'CONNECTION_FAILED', details, cause: failure })
    : new ConnectionLostError(`${origin} did not answer ${request.method} ${pathname}`, { code: 'CONNECTION_LOST', details, cause: failure });
}

/** Node.js tells why a fetch failed; a browser does not, and what is not known counts as sent. */
function neverLeft(failure: unknown): boolean {
  const cause = (failure as { cause?: { code?: unknown; errors?: { code?: unknown }[] } } | null)?.cause;
  // Each of a name's addresses was tried.
  const causes = cause?.errors?.length ? cause.errors : [cause];
  return causes.every((one) => typeof one?.code === 'string' && UNSENT.has(one.code));
}

function reason(failure: unknown): string {
  const cause = (failure as { cause?: { message?: unknown; code?: unknown } } | null)?.cause;
  return String(cause?.message || cause?.code || (failure as { message?: unknown } | null)?.message || failure);
}
