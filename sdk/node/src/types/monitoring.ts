/** Logs, events, figures and health of applications. */

export interface LogLine {
  timestamp: string;
  container: string;
  level: string | null;
  message: string;
}

/** The newest line first. */
export interface AppLogs {
  app_name: string;
  logs: LogLine[];
  total_lines: number;
  has_more: boolean;
}

export interface AppEvent {
  id: number;
  type: string;
  message: string;
  timestamp: string;
  details: Record<string, unknown>;
}

/** The newest event first. */
export interface AppEvents {
  app_name: string;
  events: AppEvent[];
  total: number;
  has_more: boolean;
}

/** Figures of the last interval; null where nothing was measured. */
export interface CurrentFigures {
  cpu_percent: number | null;
  memory_percent: number | null;
  rps: number | null;
  latency_p95_ms: number | null;
  active_connections: number | null;
  healthy_replicas: number;
  total_replicas: number;
}

export interface PastFigures {
  timestamp: string;
  cpu_percent: number | null;
  memory_percent: number | null;
  rps: number | null;
  latency_p95_ms: number | null;
}

export interface AppMetricsReply {
  app_name: string;
  timestamp: string;
  current: CurrentFigures;
  history: PastFigures[];
}

/** How a replica's last probes went. */
export interface ContainerHealth {
  id: string;
  name: string;
  health: string;
  last_check: string | null;
  consecutive_failures: number;
  last_error?: string;
  response_time_ms?: number;
}

export interface HealthCheckConfig {
  path: string | null;
  port: number | null;
  protocol: string;
  period_seconds: number;
  timeout_seconds: number;
  failure_threshold: number;
}

/** `overall_health`: healthy, degraded, unhealthy or stopped. */
export interface AppHealth {
  app_name: string;
  overall_health: string;
  healthy_replicas: number;
  total_replicas: number;
  containers: ContainerHealth[];
  health_check_config: HealthCheckConfig | null;
}

export interface HealthCheckReply {
  message: string;
  app_name: string;
  containers_checked: number;
  healthy: number;
  unhealthy: number;
}
