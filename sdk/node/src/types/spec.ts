/** Specifications: of an application, and of a deployment of Ring. What each field means is in the API document that the controller serves. */

/** An application's specification. */
export interface AppSpec {
  /** `v1`. */
  apiVersion: string;
  /** `App`. */
  kind: string;
  metadata: AppMetadata;
  spec: WorkloadSpec;
  scaling?: ScalingSpec;
  /** The only check; `healthChecks` lists several. */
  healthCheck?: HealthCheckSpec;
  healthChecks?: HealthCheckItemSpec[];
  rollout?: RolloutSpec;
}

export interface AppMetadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
}

/** What runs in a container. */
export interface WorkloadSpec {
  /** `http`, `tcp`, `worker` or `job`. */
  type?: string;
  image: string;
  imagePull?: ImagePullSpec;
  ports?: PortSpec[];
  resources?: ResourcesSpec;
  environment?: EnvironmentSpec[];
  command?: string[];
  args?: string[];
  workingDir?: string;
  volumes?: VolumeSpec[];
  ingress?: IngressSpec;
  drainSeconds?: number;
  containerLabels?: Record<string, string>;
}

export interface ImagePullSpec {
  /** `IfNotPresent`, `Always` or `Never`. */
  policy?: string;
  server?: string;
  username?: string;
  password?: string;
  sealedPassword?: string;
}

export interface PortSpec {
  containerPort: number;
  /** `HTTP`, `TCP` or `UDP`. */
  protocol?: string;
  name?: string;
  hostPort?: number;
  hostIP?: string;
}

/** Limits, such as `500m` of a processor and `256Mi` of memory, and what is requested. */
export interface ResourcesSpec extends AmountsSpec {
  requests?: AmountsSpec;
}

export interface AmountsSpec {
  cpu?: string | number;
  memory?: string | number;
}

/** Either `value`, or `source` with `key`. */
export interface EnvironmentSpec {
  name: string;
  value?: string;
  /** `sdk`, `secret` or `sealed`. */
  source?: string;
  key?: string;
  field?: string;
}

/** One of `name`, `hostPath` and `config`. */
export interface VolumeSpec {
  name?: string;
  hostPath?: string;
  config?: string;
  key?: string;
  mountPath: string;
  readOnly?: boolean;
}

export interface IngressSpec {
  host?: string;
  path?: string;
  sticky?: boolean;
  connectTimeoutSeconds?: number;
  idleTimeoutSeconds?: number;
  maxBodySize?: string;
}

export interface ScalingSpec {
  /** `auto` or `manual`. */
  mode?: string;
  minReplicas?: number;
  maxReplicas?: number;
  targetRPSPerReplica?: number;
  maxP95LatencyMs?: number;
  maxCPUPercent?: number;
  maxMemoryPercent?: number;
  maxConnPerReplica?: number;
  scaleOutThresholdPct?: number;
  scaleInThresholdPct?: number;
  windowSeconds?: number;
  cooldownSeconds?: number;
  maxScaleOutStep?: number;
  maxScaleInStep?: number;
  stabilizationWindowSeconds?: number;
  scaleToZeroAfterSeconds?: number;
  schedules?: ScheduleSpec[];
}

/** Other bounds for a while, each time a cron expression matches. */
export interface ScheduleSpec {
  name?: string;
  cron: string;
  durationSeconds: number;
  timeZone?: string;
  minReplicas?: number;
  maxReplicas?: number;
}

export interface HealthCheckSpec {
  /** `HTTP`, `TCP` or `COMMAND`. */
  protocol?: string;
  port?: number;
  path?: string;
  method?: string;
  headers?: HeaderSpec[];
  body?: string;
  expectedStatusCodes?: (number | string)[];
  command?: string[];
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  successThreshold?: number;
}

export interface HeaderSpec {
  name: string;
  value: string;
}

/** One of several checks. */
export interface HealthCheckItemSpec extends HealthCheckSpec {
  /** `restart`, `stop` or `alert`. */
  onFailure?: string;
  readiness?: boolean;
  minHealthySeconds?: number;
}

export interface RolloutSpec {
  deadlineSeconds?: number;
}

/** What `POST /deployments` of Ring is sent. */
export interface RingDeploymentSpec {
  name: string;
  namespace?: string;
  /** `docker`. */
  runtime?: string;
  /** `worker` or `job`. */
  kind?: string;
  replicas?: number;
  image: string;
  command?: string[];
  labels?: Record<string, string> | string[];
  secrets?: Record<string, string | RingSecretRef>;
  environment?: Record<string, string | RingSecretRef>;
  volumes?: (string | RingVolumeSpec)[];
  ports?: RingPortSpec[];
  config?: RingPullSpec;
  resources?: RingResourcesSpec;
  health_checks?: RingHealthCheckSpec[];
}

/** A variable whose value is a secret's. */
export interface RingSecretRef {
  secretRef: string;
  field?: string;
}

export interface RingVolumeSpec {
  /** `bind`, `volume` or `config`. */
  type?: string;
  source: string;
  destination: string;
  driver?: string;
  /** `ro` or `rw`. */
  permission?: string;
  key?: string;
}

export interface RingPortSpec {
  published?: number;
  target: number;
  host_ip?: string;
  /** `tcp` or `udp`. */
  protocol?: string;
  name?: string;
}

export interface RingPullSpec {
  /** `IfNotPresent`, `Always` or `Never`. */
  image_pull_policy?: string;
  server?: string;
  username?: string;
  password?: string;
}

export interface RingResourcesSpec {
  limits?: AmountsSpec;
  requests?: AmountsSpec;
}

export interface RingHealthCheckSpec {
  /** `tcp`, `http` or `command`. */
  type: string;
  port?: number;
  url?: string;
  command?: string;
  interval?: string;
  timeout?: string;
  threshold?: number;
  /** `restart`, `stop` or `alert`. */
  on_failure?: string;
  readiness?: boolean;
  min_healthy_time?: string;
}
