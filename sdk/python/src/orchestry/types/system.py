"""The system and the cluster: health, figures, configuration, who leads."""

from __future__ import annotations

from typing import List, Optional, TypedDict


class _Ill(TypedDict, total=False):
    #: What is wrong with it; left out where nothing is.
    error: str


class DatabaseHealth(_Ill):
    status: str
    response_time_ms: Optional[float]


class DockerHealth(_Ill):
    status: str
    containers_running: Optional[int]


class IngressHealth(_Ill):
    status: str
    configs_active: int


class Components(TypedDict):
    database: DatabaseHealth
    docker: DockerHealth
    nginx: IngressHealth


class AppCounts(TypedDict):
    total: int
    running: int
    stopped: int
    error: int


class SystemHealthReply(TypedDict):
    """``status``: healthy, degraded or unhealthy."""

    status: str
    timestamp: str
    version: str
    uptime_seconds: int
    components: Components
    applications: AppCounts


class SystemFigures(TypedDict):
    cpu_percent: Optional[float]
    memory_used_gb: Optional[float]
    memory_total_gb: Optional[float]
    disk_used_gb: Optional[float]
    disk_total_gb: Optional[float]
    containers_running: int
    containers_total: int


class AppLoad(TypedDict):
    name: str
    cpu_percent: Optional[float]
    memory_mb: Optional[float]
    replicas: int
    rps: Optional[float]


class NetworkFigures(TypedDict):
    requests_per_second: Optional[float]
    total_requests: Optional[int]
    error_rate_percent: Optional[float]
    avg_response_time_ms: Optional[float]


class SystemMetricsReply(TypedDict):
    timestamp: str
    system: SystemFigures
    applications: List[AppLoad]
    network: NetworkFigures


class ControllerConfig(TypedDict):
    host: str
    port: int
    workers: int


class DatabaseConfig(TypedDict):
    host: Optional[str]
    port: Optional[int]
    name: str
    pool_size: int


class ScalingConfig(TypedDict):
    default_check_interval: int
    default_cooldown: int
    max_concurrent_scales: int


class HealthConfig(TypedDict):
    default_check_interval: int
    default_timeout: int
    default_failure_threshold: int


class ConfigBody(TypedDict):
    version: str
    controller: ControllerConfig
    database: DatabaseConfig
    scaling: ScalingConfig
    health: HealthConfig


class ScalingConfigChange(TypedDict, total=False):
    default_check_interval: Optional[int]
    default_cooldown: Optional[int]
    max_concurrent_scales: Optional[int]


class HealthConfigChange(TypedDict, total=False):
    default_check_interval: Optional[int]
    default_timeout: Optional[int]
    default_failure_threshold: Optional[int]


class ConfigChange(TypedDict, total=False):
    """What is to change at the next start; what is left out stays."""

    scaling: Optional[ScalingConfigChange]
    health: Optional[HealthConfigChange]


class ConfigChangedReply(TypedDict):
    """``config`` is what the next start will find."""

    message: str
    restart_required: bool
    config: ConfigBody


class Node(TypedDict):
    """A controller. Times are seconds since 1970."""

    node_id: str
    hostname: str
    state: str
    is_healthy: bool
    last_heartbeat: float


class Lease(TypedDict):
    """The right to lead. Times are seconds since 1970."""

    leader_id: str
    term: int
    acquired_at: float
    expires_at: float
    renewed_at: float
    hostname: str
    api_url: str


class ClusterStatus(TypedDict):
    """The cluster as the answering node sees it. No ``lease``: a node alone, or no leader is known."""

    node_id: str
    hostname: str
    state: str
    term: int
    is_leader: bool
    leader_id: Optional[str]
    cluster_size: int
    nodes: List[Node]
    lease: Optional[Lease]


class ClusterLeader(TypedDict):
    leader_id: str
    hostname: str
    api_url: str
    term: int
    lease_expires_at: Optional[float]


class _ClusteredHealth(TypedDict, total=False):
    # A node alone leaves these out.
    node_id: str
    state: str
    is_leader: bool
    leader_id: Optional[str]
    cluster_size: int
    cluster_ready: bool


class ClusterHealth(_ClusteredHealth):
    """``clustering``: enabled, or disabled for a node alone, which leaves out all about the cluster."""

    status: str
    clustering: str
    timestamp: float
    version: str
