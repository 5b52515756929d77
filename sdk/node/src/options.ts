/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a client can be told besides where its nodes are. */
export interface ClientOptions {
  /** Sent as a bearer token to the nodes that were given, and to the leader that they name on the same scheme. Never shown. */
  token?: string | null | undefined;
  /**
   * Seconds (30) that a node may take to answer, besides the time that a request itself asks it to wait; and for how long a request is sent again
   * while no node is there or none leads.
   */
  timeout?: number | undefined;
  /** Used instead of the platform's `fetch`. */
  fetch?: Fetch | undefined;
}

/** What every request can be told. */
export interface RequestOptions {
  /** Ends the request, or the stream, when it is aborted; its reason is thrown. */
  signal?: AbortSignal | undefined;
}

/** What every request about an application can be told. */
export interface AppOptions extends RequestOptions {
  /** Where the application is, unless in the namespace `default`. */
  namespace?: string | undefined;
}

export interface RegisterOptions extends AppOptions {
  /** Only looks whether the specification is valid. */
  dryRun?: boolean | undefined;
}

/** How to start or scale. */
export interface WaitOptions extends AppOptions {
  /** Whether to answer when the replicas are ready; true unless told otherwise. */
  wait?: boolean | undefined;
  /** Seconds (300) to wait at most; then it is a `ScalingInProgressError`, and the wish stays in force. */
  timeout?: number | undefined;
}

export interface StartOptions extends WaitOptions {
  /** As many as it last had unless told otherwise. */
  replicas?: number | undefined;
}

export interface StopOptions extends AppOptions {
  /** Kills at once. */
  force?: boolean | undefined;
  /** Seconds (30) between SIGTERM and SIGKILL. */
  timeout?: number | undefined;
}

export interface RemoveOptions extends AppOptions {
  /** Kills its containers at once. */
  force?: boolean | undefined;
  /** Keeps its volumes. */
  keepData?: boolean | undefined;
}

export interface ListOptions extends AppOptions {
  /** Only those in this state: `running`, `stopped` or `error`. */
  status?: string | undefined;
  /** `summary` has only names and status. */
  format?: string | undefined;
}

export interface MetricsOptions extends AppOptions {
  /** How many moments (10) of the past. */
  history?: number | undefined;
  /** How far apart they are: `5m`, `1h` or `1d`. */
  interval?: string | undefined;
}

export interface LogsOptions extends AppOptions {
  /** How many lines (100), from the end. */
  tail?: number | undefined;
  /** From then on: a time, or a duration such as `1h`. */
  since?: string | undefined;
  /** Only this container's. */
  container?: string | undefined;
}

export interface EventsOptions extends AppOptions {
  /** Only of this type: `scaling`, `health`, `config`, `error` or `decision`. */
  type?: string | undefined;
  /** From then on: a time, or a duration such as `1h`. */
  since?: string | undefined;
  /** How many (100) at most. */
  limit?: number | undefined;
}

export interface DecisionsOptions extends AppOptions {
  /** From then on: a time, or a duration such as `1h`. */
  since?: string | undefined;
  /** How many (100) at most. */
  limit?: number | undefined;
}

/** How to follow a stream. */
export interface FollowOptions extends RequestOptions {
  /** How many messages of the past to begin with. */
  tail?: number | undefined;
  /** Begin with what has come from then on: a time, or a duration such as `1h`. */
  since?: string | undefined;
  /** Go on behind this cursor. */
  after?: string | undefined;
  /** Seconds (60) without reaching a node after which to give up; null: never. */
  giveUpAfter?: number | null | undefined;
}

export interface FollowLogsOptions extends FollowOptions {
  follow: true;
  /** Only this container's. */
  container?: string | undefined;
  /** Hand out an `End` where a container has exited. */
  containerEnds?: boolean | undefined;
  namespace?: string | undefined;
}

export interface FollowEventsOptions extends FollowOptions {
  /** Only of this application. */
  app?: string | undefined;
  /** Only of this type: `scaling`, `health`, `config`, `error` or `decision`. */
  type?: string | undefined;
}

export interface FollowMetricsOptions extends FollowOptions {
  namespace?: string | undefined;
}

/** Which deployments: of a namespace, status or kind, or of one of several. */
export interface RingListOptions extends RingNamespaceOptions {
  status?: string | readonly string[] | undefined;
  /** `worker` or `job`. */
  kind?: string | readonly string[] | undefined;
}

export interface RingNamespaceOptions extends RequestOptions {
  /** Only of this namespace, or of these. */
  namespace?: string | readonly string[] | undefined;
}

export interface RingApplyOptions extends RequestOptions {
  /** Refuses where there is one of that name already. */
  createOnly?: boolean | undefined;
  /** Runs a job again that has run, and tries failed replicas again at once. */
  force?: boolean | undefined;
  /** Only looks whether the body is valid. */
  dryRun?: boolean | undefined;
}

export interface RingDeleteOptions extends RequestOptions {
  /** Kills its containers at once. */
  force?: boolean | undefined;
  /** Keeps its named volumes; true unless told otherwise. */
  keepData?: boolean | undefined;
}

export interface RingLogsOptions extends RequestOptions {
  /** How many lines (100), from the end. */
  tail?: number | undefined;
  /** From then on: a time, or a duration such as `1h`. */
  since?: string | undefined;
  /** Only this container's. */
  container?: string | undefined;
}

export interface RingEventsOptions extends RequestOptions {
  /** Only of this level: `info`, `warning` or `error`. */
  level?: string | undefined;
  /** How many (50) at most. */
  limit?: number | undefined;
}

export interface RingCreateOptions extends RequestOptions {
  /** Where it is to be, unless in the namespace `default`. */
  namespace?: string | undefined;
}

export interface RingForceOptions extends RequestOptions {
  /** Although it is used. */
  force?: boolean | undefined;
}

export interface RingUserOptions extends RequestOptions {
  username?: string | undefined;
  /** Ends every login of the user. */
  password?: string | undefined;
}

export interface RingTokenOptions extends RequestOptions {
  /** Only in these; in all unless told otherwise. */
  namespaces?: readonly string[] | undefined;
  /** When it ends: a time. */
  expireAt?: string | undefined;
}

export interface RingFollowOptions extends FollowOptions {
  follow: true;
  /** Only this container's. */
  container?: string | undefined;
  /** Hand out an `End` where a container has exited. */
  containerEnds?: boolean | undefined;
}
