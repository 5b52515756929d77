"""Logs, events, figures and health of applications."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, TypedDict


class LogLine(TypedDict):
    timestamp: str
    container: str
    level: Optional[str]
    message: str


class AppLogs(TypedDict):
    """The newest line first."""

    app_name: str
    logs: List[LogLine]
    total_lines: int
    has_more: bool


class AppEvent(TypedDict):
    id: int
    type: str
    message: str
    timestamp: str
    details: Dict[str, Any]


class AppEvents(TypedDict):
    """The newest event first."""

    app_name: str
    events: List[AppEvent]
    total: int
    has_more: bool


class CurrentFigures(TypedDict):
    """Figures of the last interval; None where nothing was measured."""

    cpu_percent: Optional[float]
    memory_percent: Optional[float]
    rps: Optional[float]
    latency_p95_ms: Optional[float]
    active_connections: Optional[int]
    healthy_replicas: int
    total_replicas: int


class PastFigures(TypedDict):
    timestamp: str
    cpu_percent: Optional[float]
    memory_percent: Optional[float]
    rps: Optional[float]
    latency_p95_ms: Optional[float]


class AppMetricsReply(TypedDict):
    app_name: str
    timestamp: str
    current: CurrentFigures
    history: List[PastFigures]


class _LastError(TypedDict, total=False):
    last_error: str


class _ProbeTime(_LastError, total=False):
    response_time_ms: float


class ContainerHealth(_ProbeTime):
    """How a replica's last probes went."""

    id: str
    name: str
    health: str
    last_check: Optional[str]
    consecutive_failures: int


class HealthCheckConfig(TypedDict):
    path: Optional[str]
    port: Optional[int]
    protocol: str
    period_seconds: float
    timeout_seconds: float
    failure_threshold: int


class AppHealth(TypedDict):
    """``overall_health``: healthy, degraded, unhealthy or stopped."""

    app_name: str
    overall_health: str
    healthy_replicas: int
    total_replicas: int
    containers: List[ContainerHealth]
    health_check_config: Optional[HealthCheckConfig]


class HealthCheckReply(TypedDict):
    message: str
    app_name: str
    containers_checked: int
    healthy: int
    unhealthy: int
