import type { Violation } from './types/apps.js';

/** What an error knows besides its sentence. */
export interface ErrorFacts {
  code: string;
  status?: number | null;
  details?: string | null;
  violations?: Violation[];
  retryAfter?: number | null;
  cause?: unknown;
}

/** A request that did not succeed. */
export class OrchestryError extends Error {
  /** A word for programs: one of the server's, or of this package's own (`CONNECTION_FAILED`, `CONNECTION_LOST`, `UNEXPECTED_ANSWER`). */
  readonly code: string;
  /** The HTTP status; null where nothing was answered. */
  readonly status: number | null;
  /** The server's sentence, without the details. */
  readonly sentence: string;
  /** What was wrong this time. */
  readonly details: string | null;
  /** Every broken rule of a request or specification. */
  readonly violations: Violation[];
  /** Seconds after which the same request may succeed, where the server said so. */
  readonly retryAfter: number | null;

  constructor(sentence: string, facts: ErrorFacts) {
    super(text(sentence, facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.sentence = sentence;
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.details = facts.details ?? null;
    this.violations = facts.violations ?? [];
    this.retryAfter = facts.retryAfter ?? null;
  }
}

function text(sentence: string, facts: ErrorFacts): string {
  const violations = (facts.violations ?? []).map((violation) => `\n  ${violation.field}: ${violation.message}`).join('');
  // The details of a refused request are its violations, in one line.
  const details = facts.details && !violations ? `: ${facts.details}` : '';
  return `${facts.code}: ${sentence}${details}${violations}`;
}

/** The request breaks rules; `violations` lists every one. */
export class ValidationError extends OrchestryError {}
/** The specification breaks rules; `violations` lists every one. */
export class InvalidSpecError extends ValidationError {}
/** The server wants a token, or another one. */
export class AuthenticationError extends OrchestryError {}
/** The server refuses the request to whoever sent it. */
export class ForbiddenError extends OrchestryError {}
/** There is no such thing. */
export class NotFoundError extends OrchestryError {}
/** There is no application of that name. */
export class AppNotFoundError extends NotFoundError {}
/** What is asked for does not fit the present state. */
export class ConflictError extends OrchestryError {}
/** The application is registered already, with this very specification. */
export class AppAlreadyExistsError extends ConflictError {}
/** An earlier scaling still runs, or this one did not come true in time; the wish stays in force. */
export class ScalingInProgressError extends ConflictError {}
/** Too many requests; `retryAfter` says when to come back. */
export class RateLimitedError extends OrchestryError {}
/** The container engine failed. */
export class EngineError extends OrchestryError {}
/** The server can't do it now; the same request may succeed later. */
export class UnavailableError extends OrchestryError {}
/** No node leads, or the node has not seen what the client has seen. With `details`, it may not be known whether a write was carried out. */
export class ClusterNotReadyError extends UnavailableError {}
/** Asked who leads, and nobody does. */
export class NoLeaderError extends UnavailableError {}
/** The database failed. A write that was surely not carried out has been sent again until the client's time-out passed. */
export class DatabaseError extends UnavailableError {}
/** The host lacks what the request needs. */
export class InsufficientResourcesError extends UnavailableError {}
/** The node serves as many streams as it may. */
export class TooManySubscribersError extends UnavailableError {}
/** Something answered that is not the Orchestry API. */
export class UnexpectedAnswerError extends OrchestryError {}
/** No connection came about: nothing was sent, so nothing was done. */
export class ConnectionFailedError extends OrchestryError {}
/** The connection was cut, or stayed silent for too long, after the request may have been sent: a write may or may not have been carried out. */
export class ConnectionLostError extends OrchestryError {}
