"""The client."""

from __future__ import annotations

import ssl
import time
from typing import Any, Dict, Iterator, Literal, Mapping, Optional, Sequence, Union, cast, overload

from . import _calls
from ._exchange import Outcome, Pause, exchange
from ._session import Session
from ._sockets import Connection
from ._streams import Stream
from .ring import Ring
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


class Client:
    """Talks to Orchestry's controllers.

    Give it the URL of a node, or of several: it asks the next one when one does not answer, follows redirects to the leader, waits for an
    election, and sees its own writes whatever node it reads from. ``timeout`` is how many seconds a node may take to answer, besides the time
    that a request itself asks it to wait, and how long a request is tried again. ``token`` is sent as a bearer token to these nodes and to the
    leader that they name, never shown. ``ring`` has the Ring API.
    Safe to use from several threads.
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
        self.ring = Ring(self)

    def __repr__(self) -> str:
        return f"Client({self._session!r})"

    @property
    def revision(self) -> int:
        """The journal revision of this client's last write, which its reads wait for; 0 before there is one."""
        return self._session.revision

    def login(self, username: str, password: str) -> None:
        """Logs a user in, and sends the token from then on. It ends some time later, which is ``AuthenticationError``: log in again."""
        self._session.keep(self._run(_calls.login(username, password)))

    def logout(self) -> None:
        """Ends the login whose token is sent, on every node, and sends none from then on."""
        self._run(_calls.logout())
        self._session.forget()

    def register_app(self, spec: Union[AppSpec, Mapping[str, Any], str, bytes], namespace: Optional[str] = None, dry_run: bool = False) -> AppRegisteredReply:
        """Registers an application, or changes its specification.

        ``spec`` is a mapping, or the text of a YAML or JSON document. The very same specification again is ``AppAlreadyExistsError``.
        ``dry_run`` only looks whether it is valid.
        """
        return cast(AppRegisteredReply, self._run(_calls.register_app(spec, namespace, dry_run)))

    def start_app(
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
        return cast(AppStartedReply, self._run(_calls.start_app(name, replicas, wait, timeout, namespace)))

    def stop_app(self, name: str, force: bool = False, timeout: Optional[int] = None, namespace: Optional[str] = None) -> AppStoppedReply:
        """Stops an application. ``timeout`` seconds (30) are between SIGTERM and SIGKILL; ``force`` kills at once."""
        return cast(AppStoppedReply, self._run(_calls.stop_app(name, force, timeout, namespace)))

    def scale_app(
        self,
        name: str,
        replicas: int,
        wait: bool = True,
        timeout: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> AppScaledReply:
        """Scales an application to a number of replicas, and waits for them as ``start_app`` does."""
        return cast(AppScaledReply, self._run(_calls.scale_app(name, replicas, wait, timeout, namespace)))

    def remove_app(self, name: str, force: bool = False, keep_data: bool = False, namespace: Optional[str] = None) -> AppRemovedReply:
        """Removes an application and all that is its own. ``force`` kills its containers at once; ``keep_data`` keeps its volumes.

        Where a node died over it and the next one finds the application removed, nobody counted: both counts are 0.
        """
        return cast(AppRemovedReply, self._run(_calls.remove_app(name, force, keep_data, namespace)))

    def list_apps(self, status: Optional[str] = None, format: Optional[str] = None, namespace: Optional[str] = None) -> AppList:
        """All applications, or those that are ``running``, ``stopped`` or in ``error``. The format ``summary`` has only names and status."""
        return cast(AppList, self._run(_calls.list_apps(status, format, namespace)))

    def get_app_status(self, name: str, namespace: Optional[str] = None) -> AppDetail:
        """An application's state, replicas and containers."""
        return cast(AppDetail, self._run(_calls.get_app_status(name, namespace)))

    def get_app_spec(self, name: str, namespace: Optional[str] = None) -> AppSpec:
        """An application's specification."""
        return cast(AppSpec, self._run(_calls.get_app_spec(name, namespace)))

    def get_app_health(self, name: str, namespace: Optional[str] = None) -> AppHealth:
        """How the probes of an application's containers went."""
        return cast(AppHealth, self._run(_calls.get_app_health(name, namespace)))

    def check_health(self, name: str, namespace: Optional[str] = None) -> HealthCheckReply:
        """Probes every running replica now."""
        return cast(HealthCheckReply, self._run(_calls.check_health(name, namespace)))

    def get_app_metrics(
        self,
        name: str,
        history: Optional[int] = None,
        interval: Optional[str] = None,
        namespace: Optional[str] = None,
    ) -> AppMetricsReply:
        """An application's figures, now and at ``history`` (10) moments of the past, ``5m``, ``1h`` or ``1d`` apart."""
        return cast(AppMetricsReply, self._run(_calls.get_app_metrics(name, history, interval, namespace)))

    def get_logs(
        self,
        name: str,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        namespace: Optional[str] = None,
    ) -> AppLogs:
        """The last ``tail`` (100) lines of an application's containers, the newest first. ``logs`` iterates over them, and follows."""
        return cast(AppLogs, self._run(_calls.get_logs(name, tail, since, container, namespace)))

    def get_events(
        self,
        name: str,
        type: Optional[str] = None,
        since: Optional[str] = None,
        limit: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> AppEvents:
        """An application's events, the newest first: of one ``type``, ``since`` a time or duration, at most ``limit`` (100)."""
        return cast(AppEvents, self._run(_calls.get_events(name, type, since, limit, namespace)))

    def get_scaling(self, name: str, namespace: Optional[str] = None) -> AppScaling:
        """The scaling policy in force."""
        return cast(AppScaling, self._run(_calls.get_scaling(name, namespace)))

    def update_scaling(self, name: str, policy: ScalingPolicyChange, namespace: Optional[str] = None) -> ScalingChangedReply:
        """Changes the scaling policy; what is left out stays."""
        return cast(ScalingChangedReply, self._run(_calls.update_scaling(name, policy, namespace)))

    def simulate_scaling(self, name: str, request: Optional[SimulateRequest] = None, namespace: Optional[str] = None) -> SimulationReply:
        """Tries a policy on the load there was, or on a load of your own. Changes nothing."""
        return cast(SimulationReply, self._run(_calls.simulate_scaling(name, request, namespace)))

    def get_scaling_decisions(
        self,
        name: str,
        since: Optional[str] = None,
        limit: Optional[int] = None,
        namespace: Optional[str] = None,
    ) -> ScalingDecisions:
        """The autoscaler's decisions with their reasons, those to hold included, the newest first."""
        return cast(ScalingDecisions, self._run(_calls.get_scaling_decisions(name, since, limit, namespace)))

    def get_config(self) -> ConfigBody:
        """The configuration in force."""
        return cast(ConfigBody, self._run(_calls.get_config()))

    def update_config(self, change: ConfigChange) -> ConfigChangedReply:
        """Changes the configuration of the next start; what is left out stays."""
        return cast(ConfigChangedReply, self._run(_calls.update_config(change)))

    def cluster_status(self) -> ClusterStatus:
        """The cluster as the node that answers sees it."""
        return cast(ClusterStatus, self._run(_calls.cluster_status()))

    def cluster_leader(self) -> ClusterLeader:
        """Who leads; ``NoLeaderError`` when nobody does."""
        return cast(ClusterLeader, self._run(_calls.cluster_leader()))

    def cluster_health(self) -> ClusterHealth:
        """Whether the cluster has a leader and its database."""
        return cast(ClusterHealth, self._run(_calls.cluster_health()))

    def system_health(self) -> SystemHealthReply:
        """How the parts of the node that answers are."""
        return cast(SystemHealthReply, self._run(_calls.system_health()))

    def system_metrics(self) -> SystemMetricsReply:
        """Figures of the host, of all applications, and of the ingress."""
        return cast(SystemMetricsReply, self._run(_calls.system_metrics()))

    def prometheus_metrics(self) -> str:
        """Figures of the node that answers, as Prometheus reads them."""
        return cast(str, self._run(_calls.prometheus_metrics()))

    def api_document(self) -> Dict[str, Any]:
        """The OpenAPI document of the node that answers."""
        return cast(Dict[str, Any], self._run(_calls.api_document()))

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
    ) -> Iterator[LogLine]: ...

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
    ) -> Stream[LogItem]: ...

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
        return Stream[LogItem](call, self._session, self._tls, container_ends, give_up_after)

    def events(
        self,
        app: Optional[str] = None,
        type: Optional[str] = None,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        *,
        after: Optional[str] = None,
        give_up_after: Optional[float] = 60,
    ) -> Stream[EventItem]:
        """Events as they are committed: of all applications or one ``app``, of all types but decisions or one ``type``.

        Begins with the last ``tail`` (0) events, or with those ``since`` a time or duration. Goes on over lost connections as ``logs`` does.
        """
        return Stream[EventItem](_calls.events(app, type, tail, since, after), self._session, self._tls, False, give_up_after)

    def metrics(
        self,
        name: str,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        *,
        after: Optional[str] = None,
        give_up_after: Optional[float] = 60,
        namespace: Optional[str] = None,
    ) -> Stream[MetricsItem]:
        """An application's figures as they are measured, beginning with the last ``tail`` (1), or with those ``since`` a time or duration.

        Goes on over lost connections as ``logs`` does.
        """
        return Stream[MetricsItem](_calls.metrics(name, tail, since, after, namespace), self._session, self._tls, False, give_up_after)

    def _past_lines(
        self, name: str, tail: Optional[int], since: Optional[str], container: Optional[str], namespace: Optional[str]
    ) -> Iterator[LogLine]:
        return iter(list(reversed(self.get_logs(name, tail, since, container, namespace)["logs"])))

    def _run(self, call: _calls.Call) -> Any:
        steps = exchange(call, self._session, time.monotonic)
        outcome: Outcome = None
        try:
            while True:
                step = steps.send(outcome)
                if isinstance(step, Pause):
                    time.sleep(step.seconds)
                    outcome = None
                else:
                    outcome = Connection(self._tls).send(step)
        except StopIteration as end:
            return end.value
