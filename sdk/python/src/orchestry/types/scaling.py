"""Scaling: policies, decisions and simulations."""

from __future__ import annotations

from typing import List, Optional, TypedDict


class Schedule(TypedDict):
    """Other bounds for a while, each time a cron expression matches."""

    name: Optional[str]
    cron: str
    duration_seconds: int
    time_zone: str
    min_replicas: Optional[int]
    max_replicas: Optional[int]


class _ScheduleOptions(TypedDict, total=False):
    name: Optional[str]
    time_zone: Optional[str]
    min_replicas: Optional[int]
    max_replicas: Optional[int]


class ScheduleChange(_ScheduleOptions):
    """A schedule of a change; without ``time_zone`` its expression means UTC."""

    cron: str
    duration_seconds: int


class ScalingPolicy(TypedDict):
    min_replicas: int
    max_replicas: int
    target_rps_per_replica: int
    max_p95_latency_ms: int
    max_cpu_percent: float
    max_memory_percent: float
    scale_out_threshold_pct: int
    scale_in_threshold_pct: int
    window_seconds: int
    cooldown_seconds: int
    max_conn_per_replica: int
    max_scale_out_step: int
    max_scale_in_step: int
    stabilization_window_seconds: int
    scale_to_zero_after_seconds: int
    schedules: List[Schedule]


class ScalingPolicyChange(TypedDict, total=False):
    """What is to change; what is left out stays."""

    mode: Optional[str]
    min_replicas: Optional[int]
    max_replicas: Optional[int]
    target_rps_per_replica: Optional[int]
    max_p95_latency_ms: Optional[int]
    max_cpu_percent: Optional[float]
    max_memory_percent: Optional[float]
    max_conn_per_replica: Optional[int]
    scale_out_threshold_pct: Optional[int]
    scale_in_threshold_pct: Optional[int]
    window_seconds: Optional[int]
    cooldown_seconds: Optional[int]
    max_scale_out_step: Optional[int]
    max_scale_in_step: Optional[int]
    stabilization_window_seconds: Optional[int]
    scale_to_zero_after_seconds: Optional[int]
    schedules: Optional[List[ScheduleChange]]


class LastScaling(TypedDict):
    timestamp: str
    action: str
    from_replicas: int
    to_replicas: int
    reason: str


class AppScaling(TypedDict):
    """``source``: where the policy comes from. ``last_scaling_event`` is None before there was one."""

    app_name: str
    mode: str
    policy: ScalingPolicy
    last_scaling_event: Optional[LastScaling]
    source: str


class ScalingChangedReply(TypedDict):
    message: str
    app_name: str
    previous_policy: ScalingPolicy
    new_policy: ScalingPolicy
    previous_mode: str
    new_mode: str


class DecisionInputs(TypedDict):
    healthy_replicas: int
    held_requests: int
    window_seconds: float
    samples: int
    cooldown_left_seconds: float


class ScalingFactor(TypedDict):
    """What a metric asks for: observed by target. ``missing`` says why it is not known."""

    metric: str
    observed: Optional[float]
    target: float
    factor: Optional[float]
    missing: Optional[str]


class DecisionThresholds(TypedDict):
    min_replicas: int
    max_replicas: int
    scale_out_threshold_pct: int
    scale_in_threshold_pct: int


class Veto(TypedDict):
    name: str
    sentence: str


class ScalingDecision(TypedDict):
    """A decision, to hold included; ``count`` times the same between ``first_at`` and ``last_at``."""

    action: str
    trigger: str
    reason: str
    first_at: str
    last_at: str
    count: int
    term: int
    from_replicas: int
    to_replicas: int
    recommended_replicas: int
    inputs: DecisionInputs
    factors: List[ScalingFactor]
    thresholds: DecisionThresholds
    vetoes: List[Veto]


class ScalingDecisions(TypedDict):
    """The newest decision first."""

    app_name: str
    decisions: List[ScalingDecision]
    has_more: bool


class _SimulatedTime(TypedDict):
    timestamp: str


class SimulatedSample(_SimulatedTime, total=False):
    """The load at a time, for a simulation."""

    cpu_percent: Optional[float]
    memory_percent: Optional[float]
    rps: Optional[float]
    latency_p95_ms: Optional[float]
    active_connections: Optional[int]
    held_requests: Optional[int]
    healthy_replicas: Optional[int]


#: A policy to be tried, on which load: of a ``period``, ``from`` a time ``to`` another, or a ``series`` of your own.
SimulateRequest = TypedDict(
    "SimulateRequest",
    {
        "policy": Optional[ScalingPolicyChange],
        "period": Optional[str],
        "from": Optional[str],
        "to": Optional[str],
        "check_interval_seconds": Optional[int],
        "ready_after_seconds": Optional[int],
        "replicas": Optional[int],
        "series": Optional[List[SimulatedSample]],
    },
    total=False,
)


class SimulatedDecision(TypedDict):
    timestamp: str
    from_replicas: int
    to_replicas: int
    trigger: str
    reason: str


class SimulatedRun(TypedDict):
    replica_minutes: float
    breaches: int
    flaps: int
    peak_replicas: int
    final_replicas: int
    decisions: int
    line: List[SimulatedDecision]


class SimulatedDifference(TypedDict):
    replica_minutes: float
    breaches: int
    flaps: int


SimulationReply = TypedDict(
    "SimulationReply",
    {
        "app_name": str,
        "source": str,
        "from": str,
        "to": str,
        "samples": int,
        "check_interval_seconds": float,
        "collection_interval_seconds": float,
        "initial_replicas": int,
        "current": SimulatedRun,
        "proposed": SimulatedRun,
        "difference": SimulatedDifference,
    },
)
