/** The system and the cluster: health, figures, configuration, who leads. */

export interface DatabaseHealth {
  status: string;
  response_time_ms: number | null;
  /** What is wrong with it; left out where nothing is. */
  error?: string;
}

export interface DockerHealth {
  status: string;
  containers_running: number | null;
  /** What is wrong with it; left out where nothing is. */
  error?: string;
}

export interface IngressHealth {
  status: string;
  configs_active: number;
  /** What is wrong with it; left out where nothing is. */
  error?: string;
}

export interface Components {
  database: DatabaseHealth;
  docker: DockerHealth;
  nginx: IngressHealth;
}

export interface AppCounts {
  total: number;
  running: number;
  stopped: number;
  error: number;
}

/** `status`: healthy, degraded or unhealthy. */
export interface SystemHealthReply {
  status: string;
  timestamp: string;
  version: string;
  uptime_seconds: number;
  components: Components;
  applications: AppCounts;
}

export interface SystemFigures {
  cpu_percent: number | null;
  memory_used_gb: number | null;
  memory_total_gb: number | null;
  disk_used_gb: number | null;
  disk_total_gb: number | null;
  containers_running: number;
  containers_total: number;
}

export interface AppLoad {
  name: string;
  cpu_percent: number | null;
  memory_mb: number | null;
  replicas: number;
  rps: number | null;
}

export interface NetworkFigures {
  requests_per_second: number | null;
  total_requests: number | null;
  error_rate_percent: number | null;
  avg_response_time_ms: number | null;
}

export interface SystemMetricsReply {
  timestamp: string;
  system: SystemFigures;
  applications: AppLoad[];
  network: NetworkFigures;
}

export interface ControllerConfig {
  host: string;
  port: number;
  workers: number;
}

export interface DatabaseConfig {
  host: string | null;
  port: number | null;
  name: string;
  pool_size: number;
}

export interface ScalingConfig {
  default_check_interval: number;
  default_cooldown: number;
  max_concurrent_scales: number;
}

export interface HealthConfig {
  default_check_interval: number;
  default_timeout: number;
  default_failure_threshold: number;
}

export interface ConfigBody {
  version: string;
  controller: ControllerConfig;
  database: DatabaseConfig;
  scaling: ScalingConfig;
  health: HealthConfig;
}

export interface ScalingConfigChange {
  default_check_interval?: number | null;
  default_cooldown?: number | null;
  max_concurrent_scales?: number | null;
}

export interface HealthConfigChange {
  default_check_interval?: number | null;
  default_timeout?: number | null;
  default_failure_threshold?: number | null;
}

/** What is to change at the next start; what is left out stays. */
export interface ConfigChange {
  scaling?: ScalingConfigChange | null;
  health?: HealthConfigChange | null;
}

/** `config` is what the next start will find. */
export interface ConfigChangedReply {
  message: string;
  restart_required: boolean;
  config: ConfigBody;
}

/** A controller. Times are seconds since 1970. */
export interface Node {
  node_id: string;
  hostname: string;
  state: string;
  is_healthy: boolean;
  last_heartbeat: number;
}

/** The right to lead. Times are seconds since 1970. */
export interface Lease {
  leader_id: string;
  term: number;
  acquired_at: number;
  expires_at: number;
  renewed_at: number;
  hostname: string;
  api_url: string;
}

/** The cluster as the answering node sees it. No `lease`: a node alone, or no leader is known. */
export interface ClusterStatus {
  node_id: string;
  hostname: string;
  state: string;
  term: number;
  is_leader: boolean;
  leader_id: string | null;
  cluster_size: number;
  nodes: Node[];
  lease: Lease | null;
}

export interface ClusterLeader {
  leader_id: string;
  hostname: string;
  api_url: string;
  term: number;
  lease_expires_at: number | null;
}

/** `clustering`: enabled, or disabled for a node alone, which leaves out all about the cluster. */
export interface ClusterHealth {
  status: string;
  clustering: string;
  timestamp: number;
  version: string;
  node_id?: string;
  state?: string;
  is_leader?: boolean;
  leader_id?: string | null;
  cluster_size?: number;
  cluster_ready?: boolean;
}
