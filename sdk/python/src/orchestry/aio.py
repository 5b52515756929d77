"""The client for asyncio. The twin of ``client``."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import Any, AsyncIterator, Dict, Literal, Mapping, Optional, Sequence, Union, cast, overload

from . import _calls
from ._aio_sockets import AsyncConnection
from ._exchange import Outcome, Pause, exchange
from ._session import Session
from ._streams import AsyncStream
from .aio_ring import AsyncRing
from .types import (
    AppDetail,
    AppHealth,
    AppList,
    AppLogs,
    AppMetricsReply,
    AppEvents,
    AppRegisteredReply,
    AppRemovedReply,
    AppScaledReply,
    AppScaling,
    AppSpec,
    AppStartedReply,
    AppStoppedReply,
    ClusterHealth,
    ClusterLeader,
    ClusterStatus,
    ConfigBody,
    ConfigChange,
    ConfigChangedReply,
    EventItem,
    HealthCheckReply,
    LogItem,
    LogLine,
    MetricsItem,
    ScalingChangedReply,
    ScalingDecisions,
    ScalingPolicyChange,
    SimulateRequest,
    SimulationReply,
    SystemHealthReply,
    SystemMetricsReply,
)

#: Lines that ``logs`` begins with unless told otherwise.
_LOG_TAIL = 100


class AsyncClient:
    """Talks to Orchestry's controllers from asyncio.

    Give it the URL of a node, or of several: it asks the next one when one does not answer, follows redirects to the leader, waits for an
    election, and sees its own writes whatever node it reads from. ``timeout`` is how many seconds a node may take to answer, besides the time
    that a request itself asks it to wait, and how long a request is tried again. ``token`` is sent as a bearer token to these nodes and to the
    leader that they name, never shown. ``ring`` has the Ring API.
    Safe to use from several tasks of one loop.
    """

    def __init__(
        self,
        url: Union[str, Sequence[str]],
        token: Optional[str] = None,
        timeout: float = 30,
        *,
        ssl_context: Optional[ssl.SSLContext] = None,
    ) -> None:
        self._session = Session(url, token, timeout)
        self._tls = ssl_context
        self.ring = AsyncRing(self)

    def __repr__(self) -> str:
        return f"AsyncClient({self._session!r})"

    @property
    def revision(self) -> int:
        """The journal revision of this client's last write, which its reads wait for; 0 before there is one."""
        return self._session.revision

    async def login(self, username: str, password: str) -> None:
        """Logs a user in, and sends the token from then on. It ends some time later, which is ``AuthenticationError``: log in again."""
        self._session.keep(await self._run(_calls.login(username, password)))

    async def logout(self) -> None:
        """Ends the login whose token is sent, on every node, and sends none from then on."""
        await self._run(_calls.logout())
        self._session.forget()

    async def register_app(self, spec: Union[AppSpec, Mapping[str, Any], str, bytes], namespace: Optional[str] = None, dry_run: bool = False) -> AppRegisteredReply:
        """Registers an application, or changes its specification.

        ``spec`` is a mapping, or the text of a YAML or JSON document. The very same specification again is ``AppAlreadyExistsError``.
        ``dry_run`` only looks whether it is valid.
        """
        return cast(AppRegisteredReply, await self._run(_calls.register_app(spec, namespace, dry_run)))

    async def start_app(
        self,
        name: str,
        replicas: Optional[int] = None,
        wait: bool = True,
        timeout: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> AppStartedReply:
        """Starts an application, with as many replicas as it last had unless told otherwise.

        Waits until they are ready, at most ``timeout`` seconds (300), else ``ScalingInProgressError``; the wish stays in force.
        """
        return cast(AppStartedReply, await self._run(_calls.start_app(name, replicas, wait, timeout, namespace)))

    async def stop_app(self, name: str, force: bool = False, timeout: Optional[int] = None, namespace: Optional[str] = None) -> AppStoppedReply:
        """Stops an application. ``timeout`` seconds (30) are between SIGTERM and SIGKILL; ``force`` kills at once."""
        return cast(AppStoppedReply, await self._run(_calls.stop_app(name, force, timeout, namespace)))

    async def scale_app(
        self,
        name: str,
        replicas: int,
        wait: bool = True,
        timeout: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> AppScaledReply:
        """Scales an application to a number of replicas, and waits for them as ``start_app`` does."""
        return cast(AppScaledReply, await self._run(_calls.scale_app(name, replicas, wait, timeout, namespace)))

    async def remove_app(self, name: str, force: bool = False, keep_data: bool = False, namespace: Optional[str] = None) -> AppRemovedReply:
        """Removes an application and all that is its own. ``force`` kills its containers at once; ``keep_data`` keeps its volumes.

        Where a node died over it and the next one finds the application removed, nobody counted: both counts are 0.
        """
        return cast(AppRemovedReply, await self._run(_calls.remove_app(name, force, keep_data, namespace)))

    async def list_apps(self, status: Optional[str] = None, format: Optional[str] = None, namespace: Optional[str] = None) -> AppList:
        """All applications, or those that are ``running``, ``stopped`` or in ``error``. The format ``summary`` has only names and status."""
        return cast(AppList, await self._run(_calls.list_apps(status, format, namespace)))

    async def get_app_status(self, name: str, namespace: Optional[str] = None) -> AppDetail:
        """An application's state, replicas and containers."""
        return cast(AppDetail, await self._run(_calls.get_app_status(name, namespace)))

    async def get_app_spec(self, name: str, namespace: Optional[str] = None) -> AppSpec:
        """An application's specification."""
        return cast(AppSpec, await self._run(_calls.get_app_spec(name, namespace)))

    async def get_app_health(self, name: str, namespace: Optional[str] = None) -> AppHealth:
        """How the probes of an application's containers went."""
        return cast(AppHealth, await self._run(_calls.get_app_health(name, namespace)))

    async def check_health(self, name: str, namespace: Optional[str] = None) -> HealthCheckReply:
        """Probes every running replica now."""
        return cast(HealthCheckReply, await self._run(_calls.check_health(name, namespace)))

    async def get_app_metrics(
        self,
        name: str,
        history: Optional[int] = None,
        interval: Optional[str] = None,
        namespace: Optional[str] = None,
    ) -> AppMetricsReply:
        """An application's figures, now and at ``history`` (10) moments of the past, ``5m``, ``1h`` or ``1d`` apart."""
        return cast(AppMetricsReply, await self._run(_calls.get_app_metrics(name, history, interval, namespace)))

    async def get_logs(
        self,
        name: str,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        namespace: Optional[str] = None,
    ) -> AppLogs:
        """The last ``tail`` (100) lines of an application's containers, the newest first. ``logs`` iterates over them, and follows."""
        return cast(AppLogs, await self._run(_calls.get_logs(name, tail, since, container, namespace)))

    async def get_events(
        self,
        name: str,
        type: Optional[str] = None,
        since: Optional[str] = None,
        limit: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> AppEvents:
        """An application's events, the newest first: of one ``type``, ``since`` a time or duration, at most ``limit`` (100)."""
        return cast(AppEvents, await self._run(_calls.get_events(name, type, since, limit, namespace)))

    async def get_scaling(self, name: str, namespace: Optional[str] = None) -> AppScaling:
        """The scaling policy in force."""
        return cast(AppScaling, await self._run(_calls.get_scaling(name, namespace)))

    async def update_scaling(self, name: str, policy: ScalingPolicyChange, namespace: Optional[str] = None) -> ScalingChangedReply:
        """Changes the scaling policy; what is left out stays."""
        return cast(ScalingChangedReply, await self._run(_calls.update_scaling(name, policy, namespace)))

    async def simulate_scaling(self, name: str, request: Optional[SimulateRequest] = None, namespace: Optional[str] = None) -> SimulationReply:
        """Tries a policy on the load there was, or on a load of your own. Changes nothing."""
        return cast(SimulationReply, await self._run(_calls.simulate_scaling(name, request, namespace)))

    async def get_scaling_decisions(
        self,
        name: str,
        since: Optional[str] = None,
        limit: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> ScalingDecisions:
        """The autoscaler's decisions with their reasons, those to hold included, the newest first."""
        return cast(ScalingDecisions, await self._run(_calls.get_scaling_decisions(name, since, limit, namespace)))

    async def get_config(self) -> ConfigBody:
        """The configuration in force."""
        return cast(ConfigBody, await self._run(_calls.get_config()))

    async def update_config(self, change: ConfigChange) -> ConfigChangedReply:
        """Changes the configuration of the next start; what is left out stays."""
        return cast(ConfigChangedReply, await self._run(_calls.update_config(change)))

    async def cluster_status(self) -> ClusterStatus:
        """The cluster as the node that answers sees it."""
        return cast(ClusterStatus, await self._run(_calls.cluster_status()))

    async def cluster_leader(self) -> ClusterLeader:
        """Who leads; ``NoLeaderError`` when nobody does."""
        return cast(ClusterLeader, await self._run(_calls.cluster_leader()))

    async def cluster_health(self) -> ClusterHealth:
        """Whether the cluster has a leader and its database."""
        return cast(ClusterHealth, await self._run(_calls.cluster_health()))

    async def system_health(self) -> SystemHealthReply:
        """How the parts of the node that answers are."""
        return cast(SystemHealthReply, await self._run(_calls.system_health()))

    async def system_metrics(self) -> SystemMetricsReply:
        """Figures of the host, of all applications, and of the ingress."""
        return cast(SystemMetricsReply, await self._run(_calls.system_metrics()))

    async def prometheus_metrics(self) -> str:
        """Figures of the node that answers, as Prometheus reads them."""
        return cast(str, await self._run(_calls.prometheus_metrics()))

    async def api_document(self) -> Dict[str, Any]:
        """The OpenAPI document of the node that answers."""
        return cast(Dict[str, Any], await self._run(_calls.api_document()))

    @overload
    def logs(
        self,
        name: str,
        follow: Literal[False] = False,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        *,
        namespace: Optional[str] = None,
    ) -> AsyncIterator[LogLine]: ...

    @overload
    def logs(
        self,
        name: str,
        follow: Literal[True],
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        *,
        after: Optional[str] = None,
        container_ends: bool = False,
        give_up_after: Optional[float] = 60,
        namespace: Optional[str] = None,
    ) -> AsyncStream[LogItem]: ...

    def logs(
        self,
        name: str,
        follow: bool = False,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        *,
        after: Optional[str] = None,
        container_ends: bool = False,
        give_up_after: Optional[float] = 60,
        namespace: Optional[str] = None,
    ) -> Any:
        """The lines of an application's containers, in their order.

        Without ``follow``, the last ``tail`` (100) lines that there are. With it, those and whatever is written from then on, over lost
        connections and changes of leader: each line once. A ``Gap`` stands for lines that will not come. With ``container_ends`` an ``End``
        stands where a container has exited. ``after`` goes on behind a ``cursor``. Ends when the application is removed; raises when no node
        could be reached for ``give_up_after`` seconds (None: never).
        """
        if not follow:
            return self._past_lines(name, tail, since, container, namespace)
        if tail is None and since is None and after is None:
            tail = _LOG_TAIL
        call = _calls.logs(name, tail, since, container, after, namespace)
        return AsyncStream[LogItem](call, self._session, self._tls, container_ends, give_up_after)

    def events(
        self,
        app: Optional[str] = None,
        type: Optional[str] = None,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        *,
        after: Optional[str] = None,
        give_up_after: Optional[float] = 60,
    ) -> AsyncStream[EventItem]:
        """Events as they are committed: of all applications or one ``app``, of all types but decisions or one ``type``.

        Begins with the last ``tail`` (0) events, or with those ``since`` a time or duration. Goes on over lost connections as ``logs`` does.
        """
        return AsyncStream[EventItem](_calls.events(app, type, tail, since, after), self._session, self._tls, False, give_up_after)

    def metrics(
        self,
        name: str,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        *,
        after: Optional[str] = None,
        give_up_after: Optional[float] = 60,
        namespace: Optional[str] = None,
    ) -> AsyncStream[MetricsItem]:
        """An application's figures as they are measured, beginning with the last ``tail`` (1), or with those ``since`` a time or duration.

        Goes on over lost connections as ``logs`` does.
        """
        return AsyncStream[MetricsItem](_calls.metrics(name, tail, since, after, namespace), self._session, self._tls, False, give_up_after)

    async def _past_lines(
        self, name: str, tail: Optional[int], since: Optional[str], container: Optional[str], namespace: Optional[str]
    ) -> AsyncIterator[LogLine]:
        page = await self.get_logs(name, tail, since, container, namespace)
        for line in reversed(page["logs"]):
            yield line

    async def _run(self, call: _calls.Call) -> Any:
        steps = exchange(call, self._session, time.monotonic)
        outcome: Outcome = None
        try:
            while True:
                step = steps.send(outcome)
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    outcome = None
                else:
                    outcome = await AsyncConnection(self._tls).send(step)
        except StopIteration as end:
            return end.value
