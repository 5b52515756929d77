"""Ring's room of the client for asyncio. The twin of ``ring``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, List, Literal, Mapping, Optional, Union, cast, overload

from . import _ring_calls as _calls
from ._calls import Call
from ._ring_calls import Words
from ._streams import AsyncStream
from .types import (
    RingConfig,
    RingCreatedSecret,
    RingDeploymentDetail,
    RingDeploymentReply,
    RingDeploymentSpec,
    RingDeploymentSummary,
    RingEvent,
    RingHealth,
    RingIssuedToken,
    RingLogItem,
    RingLogLine,
    RingNamespace,
    RingNode,
    RingSecret,
    RingSigningKey,
    RingToken,
    RingUser,
)

if TYPE_CHECKING:
    from .aio import AsyncClient

#: Lines that ``deployment_logs`` begins with unless told otherwise.
_LOG_TAIL = 100


class AsyncRing:
    """The Ring API over the same cluster: ``client.ring``. It wants a token: give the client one, or call ``client.login``.

    What removes answers what was removed, and None where a node died over it and the next one finds it gone.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def deployments(self, namespace: Words = None, status: Words = None, kind: Words = None) -> List[RingDeploymentSummary]:
        """The deployments: all, or those of a namespace, status or kind, or of one of several."""
        return cast(List[RingDeploymentSummary], await self._run(_calls.deployments(namespace, status, kind)))

    async def apply_deployment(
        self,
        body: Union[RingDeploymentSpec, Mapping[str, Any], str, bytes],
        create_only: bool = False,
        force: bool = False,
        dry_run: bool = False,
    ) -> RingDeploymentReply:
        """Makes a deployment, or brings it to what the body says: a mapping, or the text of a YAML or JSON document.

        Answered when the wish is durable; ``deployment`` tells when it has come true. ``create_only`` refuses where there is one already,
        ``force`` runs a job again that has run, ``dry_run`` only looks whether the body is valid.
        """
        return cast(RingDeploymentReply, await self._run(_calls.apply_deployment(body, create_only, force, dry_run)))

    async def deployment(self, id: str) -> RingDeploymentDetail:
        """A deployment."""
        return cast(RingDeploymentDetail, await self._run(_calls.deployment(id)))

    async def delete_deployment(self, id: str, force: bool = False, keep_data: bool = True) -> Optional[RingDeploymentReply]:
        """Removes a deployment. ``force`` kills its containers at once; its named volumes go only without ``keep_data``."""
        return cast(Optional[RingDeploymentReply], await self._run(_calls.delete_deployment(id, force, keep_data)))

    @overload
    def deployment_logs(
        self, id: str, follow: Literal[False] = False, tail: Optional[int] = None, since: Optional[str] = None, container: Optional[str] = None
    ) -> AsyncIterator[RingLogLine]: ...

    @overload
    def deployment_logs(
        self,
        id: str,
        follow: Literal[True],
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        *,
        after: Optional[str] = None,
        container_ends: bool = False,
        give_up_after: Optional[float] = 60,
    ) -> AsyncStream[RingLogItem]: ...

    def deployment_logs(
        self,
        id: str,
        follow: bool = False,
        tail: Optional[int] = None,
        since: Optional[str] = None,
        container: Optional[str] = None,
        *,
        after: Optional[str] = None,
        container_ends: bool = False,
        give_up_after: Optional[float] = 60,
    ) -> Any:
        """The lines of a deployment's containers, in their order: the last ``tail`` (100), and with ``follow`` those to come.

        Following goes on over lost connections and changes of leader as ``client.logs`` does, with the same ``Gap``, ``End`` and ``cursor``.
        """
        if not follow:
            return self._past_lines(_calls.deployment_logs(id, tail=tail, since=since, container=container))
        if tail is None and since is None and after is None:
            tail = _LOG_TAIL
        call = _calls.deployment_logs(id, True, tail, since, container, after)
        return AsyncStream[RingLogItem](call, self._client._session, self._client._tls, container_ends, give_up_after)

    async def deployment_events(self, id: str, level: Optional[str] = None, limit: Optional[int] = None) -> List[RingEvent]:
        """What happened to a deployment, the newest first: of one ``level``, at most ``limit`` (50)."""
        return cast(List[RingEvent], await self._run(_calls.deployment_events(id, level, limit)))

    async def node(self) -> RingNode:
        """Figures of the node that answers."""
        return cast(RingNode, await self._run(_calls.node()))

    async def health(self) -> RingHealth:
        """Whether the node that answers is up. Needs no token."""
        return cast(RingHealth, await self._run(_calls.health()))

    async def configs(self, namespace: Words = None) -> List[RingConfig]:
        """The configurations: all, or those of a namespace or several."""
        return cast(List[RingConfig], await self._run(_calls.configs(namespace)))

    async def create_config(self, name: str, data: str, namespace: Optional[str] = None) -> RingConfig:
        """Makes a configuration of any text."""
        return cast(RingConfig, await self._run(_calls.create_config(name, data, namespace)))

    async def config(self, id: str) -> RingConfig:
        """A configuration."""
        return cast(RingConfig, await self._run(_calls.config(id)))

    async def update_config(self, id: str, data: str) -> RingConfig:
        """Changes a configuration's text; the deployments that mount it are moved to it."""
        return cast(RingConfig, await self._run(_calls.update_config(id, data)))

    async def delete_config(self, id: str) -> Optional[RingConfig]:
        """Removes a configuration that no deployment mounts."""
        return cast(Optional[RingConfig], await self._run(_calls.delete_config(id)))

    async def secrets(self, namespace: Words = None) -> List[RingSecret]:
        """The secrets without their values: all, or those of a namespace or several."""
        return cast(List[RingSecret], await self._run(_calls.secrets(namespace)))

    async def create_secret(self, name: str, value: Union[str, Mapping[str, Any]], namespace: Optional[str] = None) -> RingCreatedSecret:
        """Makes a secret: a text, or a mapping whose fields can be asked for one by one."""
        return cast(RingCreatedSecret, await self._run(_calls.create_secret(name, value, namespace)))

    async def secret(self, id: str) -> RingSecret:
        """A secret, without its value."""
        return cast(RingSecret, await self._run(_calls.secret(id)))

    async def rotate_secret(self, id: str, value: Union[str, Mapping[str, Any]]) -> RingSecret:
        """Gives a secret another value; the deployments that use it are moved to it."""
        return cast(RingSecret, await self._run(_calls.rotate_secret(id, value)))

    async def delete_secret(self, id: str, force: bool = False) -> Optional[RingSecret]:
        """Removes a secret; one that a deployment uses only with ``force``."""
        return cast(Optional[RingSecret], await self._run(_calls.delete_secret(id, force)))

    async def namespaces(self) -> List[RingNamespace]:
        """The namespaces."""
        return cast(List[RingNamespace], await self._run(_calls.namespaces()))

    async def create_namespace(self, name: str) -> RingNamespace:
        """Makes a namespace; what is put into one makes it as well."""
        return cast(RingNamespace, await self._run(_calls.create_namespace(name)))

    async def namespace(self, id: str) -> RingNamespace:
        """A namespace."""
        return cast(RingNamespace, await self._run(_calls.namespace(id)))

    async def delete_namespace(self, id: str) -> Optional[RingNamespace]:
        """Removes a namespace that nothing is in."""
        return cast(Optional[RingNamespace], await self._run(_calls.delete_namespace(id)))

    async def users(self) -> List[RingUser]:
        """The users."""
        return cast(List[RingUser], await self._run(_calls.users()))

    async def create_user(self, username: str, password: str) -> RingUser:
        """Makes a user. Whoever can log in may do everything."""
        return cast(RingUser, await self._run(_calls.create_user(username, password)))

    async def current_user(self) -> RingUser:
        """The user whose token is sent."""
        return cast(RingUser, await self._run(_calls.current_user()))

    async def update_user(self, id: str, username: Optional[str] = None, password: Optional[str] = None) -> RingUser:
        """Changes a user's name or password. With another password every login of the user ends."""
        return cast(RingUser, await self._run(_calls.update_user(id, username, password)))

    async def delete_user(self, id: str) -> Optional[RingUser]:
        """Removes a user, whose logins and tokens end."""
        return cast(Optional[RingUser], await self._run(_calls.delete_user(id)))

    async def tokens(self) -> List[RingToken]:
        """The API tokens, without their values."""
        return cast(List[RingToken], await self._run(_calls.tokens()))

    async def create_token(
        self, name: str, scopes: List[str], namespaces: Optional[List[str]] = None, expire_at: Optional[str] = None
    ) -> RingIssuedToken:
        """Makes an API token for what its scopes say, in all namespaces or some. Its value is in this answer and in no other."""
        return cast(RingIssuedToken, await self._run(_calls.create_token(name, scopes, namespaces, expire_at)))

    async def token(self, id: str) -> RingToken:
        """An API token, without its value."""
        return cast(RingToken, await self._run(_calls.token(id)))

    async def rotate_token(self, id: str) -> RingIssuedToken:
        """Gives an API token another value; the one before ends."""
        return cast(RingIssuedToken, await self._run(_calls.rotate_token(id)))

    async def revoke_token(self, id: str) -> RingToken:
        """Ends an API token; it stays in the list."""
        return cast(RingToken, await self._run(_calls.revoke_token(id)))

    async def rotate_signing_key(self) -> RingSigningKey:
        """Signs logins with a new key; those of before stay valid until they expire."""
        return cast(RingSigningKey, await self._run(_calls.rotate_signing_key()))

    async def _past_lines(self, call: Call) -> AsyncIterator[RingLogLine]:
        for line in cast(List[RingLogLine], await self._run(call)):
            yield line

    async def _run(self, call: Call) -> Any:
        return await self._client._run(call)
