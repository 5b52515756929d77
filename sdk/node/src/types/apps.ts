/** Applications: their state, and what is answered to a change. */

/** A broken rule, and the field that breaks it. */
export interface Violation {
  field: string;
  message: string;
}

export interface AppRegisteredReply {
  message: string;
  app_name: string;
  status: string;
}

export interface AppStartedReply {
  message: string;
  app_name: string;
  replicas: number;
  status: string;
}

export interface AppStoppedReply {
  message: string;
  app_name: string;
  status: string;
}

/** `scaling_time` is in seconds. */
export interface AppScaledReply {
  message: string;
  app_name: string;
  previous_replicas: number;
  current_replicas: number;
  scaling_time: number;
}

export interface AppRemovedReply {
  message: string;
  app_name: string;
  containers_removed: number;
  volumes_removed: number;
}

/** How many run, are wanted, and are ready for traffic. */
export interface Replicas {
  current: number;
  desired: number;
  healthy: number;
}

/** Figures of the last interval; null where nothing was measured. */
export interface AppFigures {
  cpu_percent: number | null;
  memory_percent: number | null;
  rps: number | null;
  latency_p95_ms: number | null;
  active_connections: number | null;
}

/** A replica's container. `status`: creating, running, stopping or exited. `health`: starting, healthy or unhealthy. */
export interface Container {
  id: string;
  name: string;
  ip: string | null;
  port: number | null;
  status: string;
  health: string;
  started_at: string | null;
}

/** An application's state. */
export interface AppDetail {
  name: string;
  status: string;
  replicas: Replicas;
  metrics: AppFigures;
  created_at: string;
  updated_at: string;
  last_scaled_at: string | null;
  containers: Container[];
  /** Left out for the namespace `default`. */
  namespace?: string;
  /** What the cluster calls it; left out where that is its name. */
  id?: string;
  /** Why the status is `error`, or that the application is asleep; left out otherwise. */
  status_reason?: string;
}

export interface ReplicaPair {
  current: number;
  desired: number;
}

/** An application of the list; of the summary, only its name and status. */
export interface AppListEntry {
  name: string;
  status: string;
  /** Left out for the namespace `default`. */
  namespace?: string;
  /** What the cluster calls it; left out where that is its name. */
  id?: string;
  replicas?: ReplicaPair;
  image?: string;
  created_at?: string;
}

/** The counts are over all applications, whatever was filtered. */
export interface AppList {
  apps: AppListEntry[];
  total: number;
  running: number;
  stopped: number;
  error: number;
}
