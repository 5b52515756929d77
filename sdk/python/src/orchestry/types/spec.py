"""Specifications: of an application, and of a deployment of Ring. What each field means is in the API document that the controller serves."""

from __future__ import annotations

from typing import Dict, List, TypedDict, Union


class _AppSpecOptions(TypedDict, total=False):
    scaling: ScalingSpec
    #: The only check; ``healthChecks`` lists several.
    healthCheck: HealthCheckSpec
    healthChecks: List[HealthCheckItemSpec]
    rollout: RolloutSpec


class AppSpec(_AppSpecOptions):
    """An application's specification."""

    #: ``v1``.
    apiVersion: str
    #: ``App``.
    kind: str
    metadata: AppMetadata
    spec: WorkloadSpec


class _AppMetadataOptions(TypedDict, total=False):
    namespace: str
    labels: Dict[str, str]


class AppMetadata(_AppMetadataOptions):
    name: str


class _WorkloadSpecOptions(TypedDict, total=False):
    #: ``http``, ``tcp``, ``worker`` or ``job``.
    type: str
    imagePull: ImagePullSpec
    ports: List[PortSpec]
    resources: ResourcesSpec
    environment: List[EnvironmentSpec]
    command: List[str]
    args: List[str]
    workingDir: str
    volumes: List[VolumeSpec]
    ingress: IngressSpec
    drainSeconds: int
    containerLabels: Dict[str, str]


class WorkloadSpec(_WorkloadSpecOptions):
    """What runs in a container."""

    image: str


class ImagePullSpec(TypedDict, total=False):
    #: ``IfNotPresent``, ``Always`` or ``Never``.
    policy: str
    server: str
    username: str
    password: str
    sealedPassword: str


class _PortSpecOptions(TypedDict, total=False):
    #: ``HTTP``, ``TCP`` or ``UDP``.
    protocol: str
    name: str
    hostPort: int
    hostIP: str


class PortSpec(_PortSpecOptions):
    containerPort: int


class AmountsSpec(TypedDict, total=False):
    cpu: Union[str, float]
    memory: Union[str, float]


class ResourcesSpec(AmountsSpec, total=False):
    """Limits, such as ``500m`` of a processor and ``256Mi`` of memory, and what is requested."""

    requests: AmountsSpec


class _EnvironmentSpecOptions(TypedDict, total=False):
    value: str
    #: ``sdk``, ``secret`` or ``sealed``.
    source: str
    key: str
    field: str


class EnvironmentSpec(_EnvironmentSpecOptions):
    """Either ``value``, or ``source`` with ``key``."""

    name: str


class _VolumeSpecOptions(TypedDict, total=False):
    name: str
    hostPath: str
    config: str
    key: str
    readOnly: bool


class VolumeSpec(_VolumeSpecOptions):
    """One of ``name``, ``hostPath`` and ``config``."""

    mountPath: str


class IngressSpec(TypedDict, total=False):
    host: str
    path: str
    sticky: bool
    connectTimeoutSeconds: int
    idleTimeoutSeconds: int
    maxBodySize: str


class ScalingSpec(TypedDict, total=False):
    #: ``auto`` or ``manual``.
    mode: str
    minReplicas: int
    maxReplicas: int
    targetRPSPerReplica: int
    maxP95LatencyMs: int
    maxCPUPercent: float
    maxMemoryPercent: float
    maxConnPerReplica: int
    scaleOutThresholdPct: int
    scaleInThresholdPct: int
    windowSeconds: int
    cooldownSeconds: int
    maxScaleOutStep: int
    maxScaleInStep: int
    stabilizationWindowSeconds: int
    scaleToZeroAfterSeconds: int
    schedules: List[ScheduleSpec]


class _ScheduleSpecOptions(TypedDict, total=False):
    name: str
    timeZone: str
    minReplicas: int
    maxReplicas: int


class ScheduleSpec(_ScheduleSpecOptions):
    """Other bounds for a while, each time a cron expression matches."""

    cron: str
    durationSeconds: int


class HealthCheckSpec(TypedDict, total=False):
    #: ``HTTP``, ``TCP`` or ``COMMAND``.
    protocol: str
    port: int
    path: str
    method: str
    headers: List[HeaderSpec]
    body: str
    expectedStatusCodes: List[Union[int, str]]
    command: List[str]
    initialDelaySeconds: int
    periodSeconds: int
    timeoutSeconds: int
    failureThreshold: int
    successThreshold: int


class HeaderSpec(TypedDict):
    name: str
    value: str


class HealthCheckItemSpec(HealthCheckSpec, total=False):
    """One of several checks."""

    #: ``restart``, ``stop`` or ``alert``.
    onFailure: str
    readiness: bool
    minHealthySeconds: int


class RolloutSpec(TypedDict, total=False):
    deadlineSeconds: int


class _RingDeploymentSpecOptions(TypedDict, total=False):
    namespace: str
    #: ``docker``.
    runtime: str
    #: ``worker`` or ``job``.
    kind: str
    replicas: int
    command: List[str]
    labels: Union[Dict[str, str], List[str]]
    secrets: Dict[str, Union[str, RingSecretRef]]
    environment: Dict[str, Union[str, RingSecretRef]]
    volumes: List[Union[str, RingVolumeSpec]]
    ports: List[RingPortSpec]
    config: RingPullSpec
    resources: RingResourcesSpec
    health_checks: List[RingHealthCheckSpec]


class RingDeploymentSpec(_RingDeploymentSpecOptions):
    """What ``POST /deployments`` of Ring is sent."""

    name: str
    image: str


class _RingSecretRefOptions(TypedDict, total=False):
    field: str


class RingSecretRef(_RingSecretRefOptions):
    """A variable whose value is a secret's."""

    secretRef: str


class _RingVolumeSpecOptions(TypedDict, total=False):
    #: ``bind``, ``volume`` or ``config``.
    type: str
    driver: str
    #: ``ro`` or ``rw``.
    permission: str
    key: str


class RingVolumeSpec(_RingVolumeSpecOptions):
    source: str
    destination: str


class _RingPortSpecOptions(TypedDict, total=False):
    published: int
    host_ip: str
    #: ``tcp`` or ``udp``.
    protocol: str
    name: str


class RingPortSpec(_RingPortSpecOptions):
    target: int


class RingPullSpec(TypedDict, total=False):
    #: ``IfNotPresent``, ``Always`` or ``Never``.
    image_pull_policy: str
    server: str
    username: str
    password: str


class RingResourcesSpec(TypedDict, total=False):
    limits: AmountsSpec
    requests: AmountsSpec


class _RingHealthCheckSpecOptions(TypedDict, total=False):
    port: int
    url: str
    command: str
    interval: str
    timeout: str
    threshold: int
    #: ``restart``, ``stop`` or ``alert``.
    on_failure: str
    readiness: bool
    min_healthy_time: str


class RingHealthCheckSpec(_RingHealthCheckSpecOptions):
    #: ``tcp``, ``http`` or ``command``.
    type: str
