/** Scaling: policies, decisions and simulations. */

/** Other bounds for a while, each time a cron expression matches. */
export interface Schedule {
  name: string | null;
  cron: string;
  duration_seconds: number;
  time_zone: string;
  min_replicas: number | null;
  max_replicas: number | null;
}

/** A schedule of a change; without `time_zone` its expression means UTC. */
export interface ScheduleChange {
  name?: string | null;
  cron: string;
  duration_seconds: number;
  time_zone?: string | null;
  min_replicas?: number | null;
  max_replicas?: number | null;
}

export interface ScalingPolicy {
  min_replicas: number;
  max_replicas: number;
  target_rps_per_replica: number;
  max_p95_latency_ms: number;
  max_cpu_percent: number;
  max_memory_percent: number;
  scale_out_threshold_pct: number;
  scale_in_threshold_pct: number;
  window_seconds: number;
  cooldown_seconds: number;
  max_conn_per_replica: number;
  max_scale_out_step: number;
  max_scale_in_step: number;
  stabilization_window_seconds: number;
  scale_to_zero_after_seconds: number;
  schedules: Schedule[];
}

/** What is to change; what is left out stays. */
export interface ScalingPolicyChange {
  mode?: string | null;
  min_replicas?: number | null;
  max_replicas?: number | null;
  target_rps_per_replica?: number | null;
  max_p95_latency_ms?: number | null;
  max_cpu_percent?: number | null;
  max_memory_percent?: number | null;
  max_conn_per_replica?: number | null;
  scale_out_threshold_pct?: number | null;
  scale_in_threshold_pct?: number | null;
  window_seconds?: number | null;
  cooldown_seconds?: number | null;
  max_scale_out_step?: number | null;
  max_scale_in_step?: number | null;
  stabilization_window_seconds?: number | null;
  scale_to_zero_after_seconds?: number | null;
  schedules?: ScheduleChange[] | null;
}

export interface LastScaling {
  timestamp: string;
  action: string;
  from_replicas: number;
  to_replicas: number;
  reason: string;
}

/** `source`: where the policy comes from. `last_scaling_event` is null before there was one. */
export interface AppScaling {
  app_name: string;
  mode: string;
  policy: ScalingPolicy;
  last_scaling_event: LastScaling | null;
  source: string;
}

export interface ScalingChangedReply {
  message: string;
  app_name: string;
  previous_policy: ScalingPolicy;
  new_policy: ScalingPolicy;
  previous_mode: string;
  new_mode: string;
}

export interface DecisionInputs {
  healthy_replicas: number;
  held_requests: number;
  window_seconds: number;
  samples: number;
  cooldown_left_seconds: number;
}

/** What a metric asks for: observed by target. `missing` says why it is not known. */
export interface ScalingFactor {
  metric: string;
  observed: number | null;
  target: number;
  factor: number | null;
  missing: string | null;
}

export interface DecisionThresholds {
  min_replicas: number;
  max_replicas: number;
  scale_out_threshold_pct: number;
  scale_in_threshold_pct: number;
}

export interface Veto {
  name: string;
  sentence: string;
}

/** A decision, to hold included; `count` times the same between `first_at` and `last_at`. */
export interface ScalingDecision {
  action: string;
  trigger: string;
  reason: string;
  first_at: string;
  last_at: string;
  count: number;
  term: number;
  from_replicas: number;
  to_replicas: number;
  recommended_replicas: number;
  inputs: DecisionInputs;
  factors: ScalingFactor[];
  thresholds: DecisionThresholds;
  vetoes: Veto[];
}

/** The newest decision first. */
export interface ScalingDecisions {
  app_name: string;
  decisions: ScalingDecision[];
  has_more: boolean;
}

/** The load at a time, for a simulation. */
export interface SimulatedSample {
  timestamp: string;
  cpu_percent?: number | null;
  memory_percent?: number | null;
  rps?: number | null;
  latency_p95_ms?: number | null;
  active_connections?: number | null;
  held_requests?: number | null;
  healthy_replicas?: number | null;
}

export interface SimulateRequest {
  policy?: ScalingPolicyChange | null;
  period?: string | null;
  from?: string | null;
  to?: string | null;
  check_interval_seconds?: number | null;
  ready_after_seconds?: number | null;
  replicas?: number | null;
  series?: SimulatedSample[] | null;
}

export interface SimulatedDecision {
  timestamp: string;
  from_replicas: number;
  to_replicas: number;
  trigger: string;
  reason: string;
}

export interface SimulatedRun {
  replica_minutes: number;
  breaches: number;
  flaps: number;
  peak_replicas: number;
  final_replicas: number;
  decisions: number;
  line: SimulatedDecision[];
}

export interface SimulatedDifference {
  replica_minutes: number;
  breaches: number;
  flaps: number;
}

export interface SimulationReply {
  app_name: string;
  source: string;
  from: string;
  to: string;
  samples: number;
  check_interval_seconds: number;
  collection_interval_seconds: number;
  initial_replicas: number;
  current: SimulatedRun;
  proposed: SimulatedRun;
  difference: SimulatedDifference;
}
