import { errorOf, isObject } from './answers.js';
import type { Call } from './calls.js';
import { ConnectionLostError, OrchestryError } from './errors.js';
import { pause } from './exchange.js';
import { Place } from './place.js';
import type { Session } from './session.js';
import { ServerEvents, type ServerEvent } from './sse.js';
import type { Answer, Opened } from './transport.js';
import { now, sleep } from './waiting.js';

// A node gives a sign of life every 20 s unless it is set otherwise.
const IDLE = 65;
const LONGEST_PAUSE_AT_RATE_LIMIT = 30;
const OVER = 1000;
const GONE = new Set(['APP_NOT_FOUND', 'DEPLOYMENT_NOT_FOUND']);
// Not of use to the same node a moment later, but maybe at another, or in a while.
const PASSING = new Set(['CLUSTER_NOT_READY', 'DATABASE_ERROR', 'TOO_MANY_SUBSCRIBERS', 'RATE_LIMIT_EXCEEDED']);

/** A message, and where to go on after it. */
export interface Handed {
  readonly value: unknown;
  readonly cursor: string | null;
}

/**
 * Follows a stream over nodes that come and go. Each message comes once, over as many connections as it takes; null comes whenever one has been opened.
 * Ends when the application was removed. Throws what the first node that can judge it says against the request, and the last failure when no
 * node could be reached for `giveUpAfter` seconds.
 */
export async function* follow(
  call: Call, session: Session, withEnds: boolean, giveUpAfter: number | null, signal: AbortSignal,
): AsyncGenerator<Handed | null, void, void> {
  const { nodes } = session;
  const place = new Place(call);
  let failingSince: number | null = null;
  let failures = 0;
  let wasOpen = false;
  for (;;) {
    const node = nodes.current;
    const opened = await session.transport.open(session.stream(place.call, node, place.cursor), signal);
    let error: OrchestryError;
    if (opened instanceof OrchestryError) {
      error = opened;
    } else if ('read' in opened) {
      wasOpen = true;
      place.opened(opened.headers);
      yield null;
      const events = new ServerEvents();
      error = new ConnectionLostError('The stream ended', { code: 'CONNECTION_LOST' });
      try {
        let isClosed = false;
        while (!isClosed) {
          const bytes = await opened.read(IDLE);
          if (bytes instanceof OrchestryError) {
            error = bytes;
            break;
          }
          if (bytes === null) {
            break;
          }
          failingSince = null;
          failures = 0;
          for (const event of events.feed(bytes)) {
            if (event.data === null) {
              place.wasQuiet();
              continue;
            }
            if (event.type === 'close') {
              if (closeCode(event) === OVER) {
                return;
              }
              isClosed = true;
              break;
            }
            const value = place.took(event, withEnds);
            if (value !== null) {
              yield { value, cursor: place.cursor };
            }
          }
        }
      } finally {
        (opened satisfies Opened).close();
      }
    } else {
      error = errorOf(opened, session.token);
      if (wasOpen && GONE.has(error.code)) {
        // Removed while nobody was connected.
        return;
      }
      if (!mayPass(opened, error)) {
        throw error;
      }
    }
    const moment = now();
    failingSince ??= moment;
    failures++;
    nodes.passOver(node);
    // The others are asked with hardly any delay: the one that has gone is not coming back in a moment.
    const isRoundOver = failures % nodes.count === 0;
    let wait = pause(isRoundOver ? failures / nodes.count - 1 : 0);
    if (error.code === 'RATE_LIMIT_EXCEEDED' && error.retryAfter) {
      wait = Math.min(error.retryAfter, LONGEST_PAUSE_AT_RATE_LIMIT);
    }
    if (giveUpAfter !== null && moment + wait - failingSince > giveUpAfter) {
      throw error;
    }
    await sleep(wait, signal);
  }
}

function mayPass(answer: Answer, error: OrchestryError): boolean {
  return answer.status === 502 || answer.status === 504 || PASSING.has(error.code) || (answer.status === 503 && error.code === 'UNEXPECTED_ANSWER');
}

function closeCode(event: ServerEvent): number {
  try {
    const message: unknown = JSON.parse(event.data ?? '');
    return isObject(message) && typeof message.code === 'number' ? message.code : 0;
  } catch {
    return 0;
  }
}
