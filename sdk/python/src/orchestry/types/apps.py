"""Applications: their specification, their state, and what is answered to a change."""

from __future__ import annotations

from typing import Dict, List, Optional, TypedDict


class Violation(TypedDict):
    """A broken rule, and the field that breaks it."""

    field: str
    message: str


class AppRegisteredReply(TypedDict):
    message: str
    app_name: str
    status: str


class AppStartedReply(TypedDict):
    message: str
    app_name: str
    replicas: int
    status: str


class AppStoppedReply(TypedDict):
    message: str
    app_name: str
    status: str


class AppScaledReply(TypedDict):
    """``scaling_time`` is in seconds."""

    message: str
    app_name: str
    previous_replicas: int
    current_replicas: int
    scaling_time: float


class AppRemovedReply(TypedDict):
    message: str
    app_name: str
    containers_removed: int
    volumes_removed: int


class Replicas(TypedDict):
    """How many run, are wanted, and are ready for traffic."""

    current: int
    desired: int
    healthy: int


class AppFigures(TypedDict):
    """Figures of the last interval; None where nothing was measured."""

    cpu_percent: Optional[float]
    memory_percent: Optional[float]
    rps: Optional[float]
    latency_p95_ms: Optional[float]
    active_connections: Optional[int]


class Container(TypedDict):
    """A replica's container. ``status``: creating, running, stopping or exited. ``health``: starting, healthy or unhealthy."""

    id: str
    name: str
    ip: Optional[str]
    port: Optional[int]
    status: str
    health: str
    started_at: Optional[str]


class _Elsewhere(TypedDict, total=False):
    """Of an application of another namespace than ``default``: that, and what the cluster calls it."""

    namespace: str
    id: str


class _WithReason(_Elsewhere, total=False):
    #: Why the status is ``error``, or that the application is asleep; left out otherwise.
    status_reason: str


class AppDetail(_WithReason):
    """An application's state."""

    name: str
    status: str
    replicas: Replicas
    metrics: AppFigures
    created_at: str
    updated_at: str
    last_scaled_at: Optional[str]
    containers: List[Container]


class ReplicaPair(TypedDict):
    current: int
    desired: int


class _AppFacts(_Elsewhere, total=False):
    # The summary leaves these out.
    replicas: ReplicaPair
    image: str
    created_at: str


class AppListEntry(_AppFacts):
    """An application of the list; of the summary, only its name and status."""

    name: str
    status: str


class AppList(TypedDict):
    """The counts are over all applications, whatever was filtered."""

    apps: List[AppListEntry]
    total: int
    running: int
    stopped: int
    error: int
