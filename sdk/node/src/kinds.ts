import {
  AppAlreadyExistsError, AppNotFoundError, AuthenticationError, ClusterNotReadyError, ConflictError, DatabaseError,
  EngineError, ForbiddenError, InsufficientResourcesError, InvalidSpecError, NoLeaderError, NotFoundError,
  RateLimitedError, ScalingInProgressError, TooManySubscribersError, UnavailableError, ValidationError, type ErrorFacts, type OrchestryError,
} from './errors.js';

type Kind = new (sentence: string, facts: ErrorFacts) => OrchestryError;

/** The class of an error by its code. */
export const BY_CODE: Readonly<Record<string, Kind>> = {
  APP_NOT_FOUND: AppNotFoundError,
  APP_ALREADY_EXISTS: AppAlreadyExistsError,
  INVALID_SPEC: InvalidSpecError,
  VALIDATION_ERROR: ValidationError,
  SCALING_IN_PROGRESS: ScalingInProgressError,
  INSUFFICIENT_RESOURCES: InsufficientResourcesError,
  DOCKER_ERROR: EngineError,
  DATABASE_ERROR: DatabaseError,
  RATE_LIMIT_EXCEEDED: RateLimitedError,
  CLUSTER_NOT_READY: ClusterNotReadyError,
  NO_LEADER: NoLeaderError,
  TOO_MANY_SUBSCRIBERS: TooManySubscribersError,
};

/** The class of an error whose code is not known here. */
export const BY_STATUS: Readonly<Record<number, Kind>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  422: ValidationError,
  429: RateLimitedError,
  503: UnavailableError,
};
