/** The Ring API: deployments, configs, secrets, namespaces, users and tokens. */
import type { End, Gap } from './streams.js';

export interface RingDeploymentReply {
  id: string;
  name: string;
  namespace: string;
  status: string;
}

/** A deployment of the list. `instances`: ids of its containers. */
export interface RingDeploymentSummary {
  id: string;
  name: string;
  namespace: string;
  image: string;
  runtime: string;
  kind: string;
  replicas: number;
  status: string;
  instances: string[];
  created_at: string;
  updated_at: string;
  restart_count: number;
}

export interface RingPort {
  published?: number;
  target: number;
  host_ip?: string;
  protocol: string;
  name?: string;
}

export interface RingHealthCheck {
  type: string;
  port?: number;
  url?: string;
  command?: string;
  interval: string;
  timeout: string;
  threshold: number;
  on_failure: string;
  readiness: boolean;
  min_healthy_time?: string;
}

/** As they were spelled. */
export interface RingAmounts {
  cpu?: unknown;
  memory?: unknown;
}

export interface RingResources {
  limits: RingAmounts;
  requests: RingAmounts;
}

export interface RingImagePull {
  image_pull_policy: string;
  server?: string;
  username?: string;
}

/** A deployment. `volumes` is JSON in a text. Values in `secrets` are `********` for tokens that may only read. */
export interface RingDeploymentDetail {
  id: string;
  name: string;
  namespace: string;
  image: string;
  runtime: string;
  kind: string;
  replicas: number;
  status: string;
  instances: string[];
  volumes: string;
  secrets: Record<string, unknown>;
  labels: Record<string, string>;
  created_at: string;
  updated_at: string;
  command: string[];
  ports: RingPort[];
  health_checks: RingHealthCheck[];
  resources: RingResources;
  config: RingImagePull;
  restart_count: number;
  status_reason: string;
  /** Of a job that has ended. */
  exit_code?: number;
}

/** `message`: the time, the replica and the line, `2024-01-15T10:30:00Z web-1: starting`. */
export interface RingLogLine {
  message: string;
}

export interface RingEvent {
  id: string;
  timestamp: string;
  level: string;
  component: string;
  reason: string;
  message: string;
}

/** The node that answers. Percentages are null where they can't be read. */
export interface RingNode {
  hostname: string;
  cpu_usage: number | null;
  memory_usage: number | null;
  disk_usage: number | null;
  containers_running: number;
  containers_total: number;
  docker_version: string | null;
}

export interface RingHealth {
  state: string;
}

export interface RingConfig {
  id: string;
  name: string;
  namespace: string;
  data: string;
}

/** A secret, without its value. */
export interface RingCreatedSecret {
  id: string;
  created_at: string;
  namespace: string;
  name: string;
}

/** A secret, without its value. */
export interface RingSecret {
  id: string;
  created_at: string;
  updated_at: string;
  namespace: string;
  name: string;
}

export interface RingNamespace {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
}

export interface RingUser {
  id: string;
  username: string;
  created_at: string;
}

/** An API token, without its value. */
export interface RingToken {
  id: string;
  name: string;
  token_prefix: string;
  scopes: string[];
  namespaces: string[];
  created_at: string;
  expire_at: string | null;
  revoked_at: string | null;
}

/** An API token with its value, which is shown this once. */
export interface RingIssuedToken {
  id: string;
  name: string;
  token: string;
  token_prefix: string;
  scopes: string[];
  namespaces: string[];
  created_at: string;
  expire_at: string | null;
}

export interface RingSigningKey {
  key_id: string;
}

export interface LoginReply {
  token: string;
}

/** What an iterator over a deployment's log hands out. */
export type RingLogItem = RingLogLine | Gap | End;
