import { isObject } from './answers.js';
import { targetOf, type Call } from './calls.js';
import { UnexpectedAnswerError } from './errors.js';
import { Nodes } from './nodes.js';
import type { ClientOptions } from './options.js';
import { Transport, type Answer, type Request } from './transport.js';

const REVISION = 'X-Orchestry-Revision';
const TOKEN = /^[\x21-\x7e]+$/;

/** What a client knows: its nodes, its token, the time-out, and the revision of its last write. */
export class Session {
  readonly nodes: Nodes;
  readonly timeout: number;
  readonly transport: Transport;
  // Private to the engine, too: not shown when the client is printed.
  #token: string | null;
  #revision = 0;

  constructor(urls: string | readonly string[], options: ClientOptions) {
    const { token = null, timeout = 30 } = options;
    if (token !== null && !TOKEN.test(token)) {
      // Not shown: it may be all but a line's end of the right one.
      throw new TypeError('the token must be printable ASCII characters without spaces');
    }
    if (!(timeout > 0)) {
      throw new TypeError('the timeout must be more than 0 seconds');
    }
    this.nodes = new Nodes(urls);
    this.timeout = timeout;
    this.transport = new Transport(options.fetch);
    this.#token = token;
  }

  /** For taking it out of what is shown. */
  get token(): string | null {
    return this.#token;
  }

  /** Sends the token of a login from now on. */
  keep(login: unknown): void {
    const token = isObject(login) ? login.token : null;
    if (typeof token !== 'string' || !TOKEN.test(token)) {
      throw new UnexpectedAnswerError('The answer to the login holds no token', { code: 'UNEXPECTED_ANSWER', status: 200 });
    }
    this.#token = token;
  }

  /** Sends no token from now on. */
  forget(): void {
    this.#token = null;
  }

  /** The journal revision of this client's last write; 0 before there is one. */
  get revision(): number {
    return this.#revision;
  }

  /** Remembers how far the journal was after a write, so that later reads, at whatever node, see it. */
  hasSeen(call: Call, answer: Answer): void {
    const text = answer.headers.get(REVISION) ?? '';
    if (!call.isRead && /^\d+$/.test(text)) {
      this.#revision = Math.max(this.#revision, Number(text));
    }
  }

  /** The call as it is sent to a node. */
  request(call: Call, node: string): Request {
    return this.#make(call, node, { Accept: call.isText ? 'text/plain' : 'application/json' }, this.timeout + call.takes);
  }

  /** The call as it is sent to a node to be answered with a stream, after a message where there was one. */
  stream(call: Call, node: string, lastId: string | null): Request {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (lastId !== null) {
      headers['Last-Event-ID'] = lastId;
    }
    return this.#make(call, node, headers, this.timeout);
  }

  #make(call: Call, node: string, headers: Record<string, string>, seconds: number): Request {
    if (call.contentType !== null) {
      headers['Content-Type'] = call.contentType;
    }
    // A write waits for nothing, but a node that does not know the token yet looks again once it has seen as much.
    if ((call.seesWrites || !call.isRead) && this.#revision > 0) {
      headers[REVISION] = String(this.#revision);
    }
    if (this.#token !== null && !call.isAnonymous) {
      headers['Authorization'] = `Bearer ${this.#token}`;
    }
    return { method: call.method, url: node + targetOf(call), headers, body: call.body, seconds };
  }
}
