import { errorOf, isObject, resultOf } from './answers.js';
import { isSafe, look, targetOf, type Call } from './calls.js';
import { ClusterNotReadyError, ConnectionFailedError, ConnectionLostError, DatabaseError, OrchestryError, UnexpectedAnswerError } from './errors.js';
import type { Session } from './session.js';
import type { Answer } from './transport.js';
import { now, sleep } from './waiting.js';

const SHORTEST_PAUSE = 0.1;
const LONGEST_PAUSE = 2;
// Between two pauses. More than one happens when the leader changes while a write is on its way.
const MOST_REDIRECTS = 5;
// What became of a write that a node could not answer: 'unchanged', or 'unknown'.
const OUTCOME = 'X-Orchestry-Outcome';

/**
 * Sends the call until it is answered.
 *
 * What is sent again: GET, PUT and DELETE, whatever happened to them; a POST only when it is known that nothing was done, since a node redirected
 * it, had no leader for it, or was never reached. Gives up when the client's time-out has passed since the first failure, but not before every
 * node was asked.
 */
export async function exchange(call: Call, session: Session, signal?: AbortSignal): Promise<unknown> {
  const { nodes } = session;
  let node = call.isRead ? nodes.current : nodes.forWrites;
  let deadline: number | null = null;
  let redirects = 0;
  let asked = 0;
  let pauses = 0;
  // Whether an earlier try may have been carried out.
  let inDoubt = false;
  for (;;) {
    const answer = await session.transport.send(session.request(call, node), signal);
    let error: OrchestryError;
    if (answer instanceof OrchestryError) {
      error = answer;
      if (!isSafe(call) && !(error instanceof ConnectionFailedError)) {
        // The caller's next request is not to go to the same node, which may be dying.
        nodes.passOver(node);
        throw error;
      }
      inDoubt ||= !call.isRead && error instanceof ConnectionLostError;
    } else {
      if (answer.status < 300) {
        session.hasSeen(call, answer);
        return resultOf(answer, call.isText);
      }
      const isRedirect = answer.status === 307 || answer.status === 308;
      if (isRedirect) {
        const location = await locationOf(answer, call, session, node, signal);
        const target = location === null ? null : nodes.redirect(node, targetOf(call), location);
        if (target === null && location !== null) {
          throw stray(answer, location);
        }
        redirects++;
        if (target !== null && redirects <= MOST_REDIRECTS) {
          node = target;
          continue;
        }
      }
      error = answer.isHiddenRedirect ? noLeader() : errorOf(answer, session.token);
      if (inDoubt && call.done !== null && error.code === call.done.code) {
        return call.done.result;
      }
      if (!isRedirect && !mayPass(call, answer, error)) {
        throw error;
      }
      inDoubt ||= !call.isRead && isOpen(answer, error);
    }
    const moment = now();
    deadline ??= moment + session.timeout;
    node = nodes.passOver(node);
    asked++;
    if (asked % nodes.count === 0) {
      const wait = pause(pauses, nodes.count === 1 ? error.retryAfter : null);
      if (moment + wait > deadline) {
        throw error;
      }
      await sleep(wait, signal);
      pauses++;
      redirects = 0;
    }
  }
}

/** Seconds before the next try: growing, and each client's own, so that they don't all come back at once. */
export function pause(number: number, askedFor: number | null = null): number {
  const longest = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** Math.min(number, 10));
  // A node asks for a whole second at least, and most elections are over sooner.
  return Math.min(longest, askedFor || longest) * (0.5 + Math.random() / 2);
}

/** Whether the same request may succeed in a moment, and does no harm. */
function mayPass(call: Call, answer: Answer, error: OrchestryError): boolean {
  if (error instanceof ClusterNotReadyError || error instanceof DatabaseError) {
    return isSafe(call) || !isOpen(answer, error);
  }
  // 502 and 504 are a proxy's, in front of a node that is not there.
  return isSafe(call) && (answer.status === 502 || answer.status === 504 || (answer.status === 503 && error.code === 'UNEXPECTED_ANSWER'));
}

/** Whether a write that failed so may have been carried out all the same. */
function isOpen(answer: Answer, error: OrchestryError): boolean {
  return !answer.isHiddenRedirect && error.code !== 'NOT_LEADER' && answer.headers.get(OUTCOME) !== 'unchanged';
}

/**
 * Where a redirect leads. A browser follows one by itself, or hides where it leads; and where it follows one to another origin it does not take the
 * token along. So the node is asked who leads. Null: it does not know either.
 */
async function locationOf(answer: Answer, call: Call, session: Session, node: string, signal?: AbortSignal): Promise<string | null> {
  if (!answer.isHiddenRedirect) {
    return answer.headers.get('location') ?? '';
  }
  const told = await session.transport.send(session.request(look('/cluster/leader'), node), signal);
  if (told instanceof OrchestryError || told.status !== 200) {
    return null;
  }
  const leader = resultOf(told, false);
  return isObject(leader) && typeof leader.api_url === 'string' ? leader.api_url.replace(/\/+$/, '') + targetOf(call) : null;
}

function noLeader(): OrchestryError {
  return new ClusterNotReadyError('No leader elected, cluster not ready', { code: 'CLUSTER_NOT_READY', status: 307 });
}

function stray(answer: Answer, location: string): OrchestryError {
  return new UnexpectedAnswerError(
    "A redirect that is not followed: it leads to another path, or to a scheme other than that of the node's URL",
    { code: 'UNEXPECTED_ANSWER', status: answer.status, details: location || 'it names no location' });
}
