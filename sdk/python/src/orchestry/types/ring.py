"""The Ring API: deployments, configs, secrets, namespaces, users and tokens."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, TypedDict, Union

from .streams import End, Gap


class RingDeploymentReply(TypedDict):
    id: str
    name: str
    namespace: str
    status: str


class RingDeploymentSummary(RingDeploymentReply):
    """A deployment of the list. ``instances``: ids of its containers."""

    image: str
    runtime: str
    kind: str
    replicas: int
    instances: List[str]
    created_at: str
    updated_at: str
    restart_count: int


class _RingPublished(TypedDict, total=False):
    published: int
    host_ip: str
    name: str


class RingPort(_RingPublished):
    target: int
    protocol: str


class _RingProbe(TypedDict, total=False):
    port: int
    url: str
    command: str
    min_healthy_time: str


class RingHealthCheck(_RingProbe):
    type: str
    interval: str
    timeout: str
    threshold: int
    on_failure: str
    readiness: bool


class RingAmounts(TypedDict, total=False):
    """As they were spelled."""

    cpu: Any
    memory: Any


class RingResources(TypedDict):
    limits: RingAmounts
    requests: RingAmounts


class _RingRegistry(TypedDict, total=False):
    server: str
    username: str


class RingImagePull(_RingRegistry):
    image_pull_policy: str


class _Exited(TypedDict, total=False):
    #: Of a job that has ended.
    exit_code: int


class RingDeploymentDetail(_Exited):
    """A deployment. ``volumes`` is JSON in a text. Values in ``secrets`` are ``********`` for tokens that may only read."""

    id: str
    name: str
    namespace: str
    image: str
    runtime: str
    kind: str
    replicas: int
    status: str
    instances: List[str]
    volumes: str
    secrets: Dict[str, Any]
    labels: Dict[str, str]
    created_at: str
    updated_at: str
    command: List[str]
    ports: List[RingPort]
    health_checks: List[RingHealthCheck]
    resources: RingResources
    config: RingImagePull
    restart_count: int
    status_reason: str


class RingLogLine(TypedDict):
    """``message``: the time, the replica and the line, ``2024-01-15T10:30:00Z web-1: starting``."""

    message: str


class RingEvent(TypedDict):
    id: str
    timestamp: str
    level: str
    component: str
    reason: str
    message: str


class RingNode(TypedDict):
    """The node that answers. Percentages are None where they can't be read."""

    hostname: str
    cpu_usage: Optional[float]
    memory_usage: Optional[float]
    disk_usage: Optional[float]
    containers_running: int
    containers_total: int
    docker_version: Optional[str]


class RingHealth(TypedDict):
    state: str


class RingConfig(TypedDict):
    id: str
    name: str
    namespace: str
    data: str


class RingCreatedSecret(TypedDict):
    """A secret, without its value."""

    id: str
    created_at: str
    namespace: str
    name: str


class RingSecret(RingCreatedSecret):
    """A secret, without its value."""

    updated_at: str


class RingNamespace(TypedDict):
    id: str
    name: str
    created_at: str
    updated_at: str


class RingUser(TypedDict):
    id: str
    username: str
    created_at: str


class _RingToken(TypedDict):
    id: str
    name: str
    token_prefix: str
    scopes: List[str]
    namespaces: List[str]
    created_at: str
    expire_at: Optional[str]


class RingToken(_RingToken):
    """An API token, without its value."""

    revoked_at: Optional[str]


class RingIssuedToken(_RingToken):
    """An API token with its value, which is shown this once."""

    token: str


class RingSigningKey(TypedDict):
    key_id: str


class LoginReply(TypedDict):
    token: str


#: What an iterator over a deployment's log hands out.
RingLogItem = Union[RingLogLine, Gap, End]
