/** One event. `data` null: only a comment, the server's sign of life. */
export interface ServerEvent {
  readonly data: string | null;
  readonly type: string;
  readonly id: string | null;
}

const COMMENT: ServerEvent = { data: null, type: 'message', id: null };

/** Server-Sent Events (WHATWG HTML, 9.2.6). Takes bytes, answers the events that are complete; what is cut off in the middle is never answered. */
export class ServerEvents {
  // Takes a byte order mark off by itself, and keeps characters that come in two pieces.
  readonly #decoder = new TextDecoder();
  // A line may come in many pieces; they are joined when it ends.
  #pieces: string[] = [];
  #data: string[] = [];
  #type = '';
  #id: string | null = null;

  feed(bytes: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = [];
    const lines = this.#decoder.decode(bytes, { stream: true }).split('\n');
    const rest = lines.pop()!;
    for (const end of lines) {
      this.#pieces.push(end);
      const event = this.#take(this.#pieces.join('').replace(/\r$/, ''));
      this.#pieces = [];
      if (event !== null) {
        events.push(event);
      }
    }
    if (rest) {
      this.#pieces.push(rest);
    }
    return events;
  }

  #take(line: string): ServerEvent | null {
    if (line === '') {
      const event = this.#data.length > 0 ? { data: this.#data.join('\n'), type: this.#type || 'message', id: this.#id } : null;
      this.#data = [];
      this.#type = '';
      this.#id = null;
      return event;
    }
    if (line.startsWith(':')) {
      return COMMENT;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      this.#data.push(value);
    } else if (name === 'event') {
      this.#type = value;
    } else if (name === 'id' && /^[\x20-\x7e]*$/.test(value)) {
      this.#id = value;
    }
    return null;
  }
}
