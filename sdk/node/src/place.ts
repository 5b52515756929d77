import { isObject } from './answers.js';
import type { Call } from './calls.js';
import { UnexpectedAnswerError } from './errors.js';
import type { ServerEvent } from './sse.js';
import { End, Gap, type EndMessage, type GapMessage } from './types/streams.js';

/** Where in a stream its reader is. */
export class Place {
  call: Call;
  cursor: string | null = null;
  #began: number | null = null;
  readonly #wantsPast: boolean;

  constructor(call: Call) {
    this.call = call;
    const otherwise = call.path.endsWith('/metrics/stream') ? '1' : '0';
    this.#wantsPast = 'since' in call.query || (call.query.tail ?? otherwise) !== '0';
  }

  /** Before there is a cursor, the time at which the stream was opened, by the node's clock, is what can be gone on after. */
  opened(headers: Headers): void {
    if (this.#began === null) {
      const date = Date.parse(headers.get('date') ?? '');
      this.#began = Number.isNaN(date) ? null : Math.floor(date / 1000);
      if (!this.#wantsPast) {
        this.#beginThen();
      }
    }
  }

  /** A sign of life, and no message before it: there was no past to be sent. */
  wasQuiet(): void {
    if (this.cursor === null && !('since' in this.call.query)) {
      this.#beginThen();
    }
  }

  /** The message of an event; null for one that nobody asked for. */
  took(event: ServerEvent, withEnds: boolean): unknown {
    let message: unknown;
    try {
      message = JSON.parse(event.data!);
    } catch {
      message = null;
    }
    if (!isObject(message)) {
      throw new UnexpectedAnswerError('The stream holds something that is no message', { code: 'UNEXPECTED_ANSWER', status: 200 });
    }
    this.cursor = event.id || (typeof message.cursor === 'string' ? message.cursor : this.cursor);
    if (event.type === 'gap') {
      return new Gap(notice(message, this.cursor) as unknown as GapMessage);
    }
    if (event.type === 'end') {
      return withEnds ? new End(notice(message, this.cursor) as unknown as EndMessage) : null;
    }
    // Kinds of messages of a later version are passed over.
    return event.type === 'message' ? message : null;
  }

  #beginThen(): void {
    if (this.#began !== null && !('after' in this.call.query)) {
      const { tail: _, ...query } = this.call.query;
      this.call = { ...this.call, query: { ...query, since: String(this.#began) } };
    }
  }
}

/** The fields of a gap or an end. Ring's logs say them in a line like any other: the time, the replica, a sentence. */
function notice(message: Record<string, unknown>, cursor: string | null): Record<string, unknown> {
  if (Object.keys(message).join() !== 'message') {
    return message;
  }
  const [, timestamp, container, reason] = /^(\S*) (.*?): (.*)$/s.exec(String(message.message)) ?? [, '', 'all', String(message.message)];
  return { timestamp, container: container === 'all' ? null : container, reason, cursor };
}
