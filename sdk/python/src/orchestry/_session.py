"""What a client knows: its nodes, its token, the time-out, and the revision of its last write."""

from __future__ import annotations

import threading
from typing import Any, Dict, Optional, Sequence, Union

from ._calls import Call
from ._nodes import Nodes
from ._wire import Reply, Send
from .errors import UnexpectedAnswerError

REVISION = "X-Orchestry-Revision"
USER_AGENT = "orchestry-python/1.0.0"


class Session:
    """Shared by all requests of a client, and by all its threads."""

    def __init__(self, urls: Union[str, Sequence[str]], token: Optional[str], timeout: float) -> None:
        if token is not None and not _is_token(token):
            # Not shown: it may be all but a line's end of the right one.
            raise ValueError("the token must be printable ASCII characters without spaces")
        if not timeout > 0:
            raise ValueError("the timeout must be more than 0 seconds")
        self.nodes = Nodes(urls)
        self.token = token
        self.timeout = float(timeout)
        self._revision = 0
        self._seeing = threading.Lock()

    def __repr__(self) -> str:
        return ", ".join(repr(url) for url in self.nodes.given)

    @property
    def revision(self) -> int:
        """The journal revision of this client's last write; 0 before there is one."""
        return self._revision

    def keep(self, login: Any) -> None:
        """Sends the token of a login from now on."""
        token = login.get("token") if isinstance(login, dict) else None
        if not isinstance(token, str) or not _is_token(token):
            raise UnexpectedAnswerError("The answer to the login holds no token", code="UNEXPECTED_ANSWER", status=200)
        self.token = token

    def forget(self) -> None:
        """Sends no token from now on."""
        self.token = None

    def has_seen(self, call: Call, answer: Reply) -> None:
        """Remembers how far the journal was after a write, so that later reads, at whatever node, see it."""
        text = answer.headers.get(REVISION.lower(), "")
        if not call.is_read and text.isdigit():
            with self._seeing:
                self._revision = max(self._revision, int(text))

    def request(self, call: Call, node: str) -> Send:
        """The call as it is sent to a node."""
        headers: Dict[str, str] = {"Accept": "text/plain" if call.is_text else "application/json"}
        return self._send(call, node, headers, self.timeout + call.takes)

    def stream(self, call: Call, node: str, last_id: Optional[str], idle: float) -> Send:
        """The call as it is sent to a node to be answered with a stream, after a message where there was one."""
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        return self._send(call, node, headers, self.timeout, idle)

    def _send(self, call: Call, node: str, headers: Dict[str, str], timeout: float, idle: Optional[float] = None) -> Send:
        headers["User-Agent"] = USER_AGENT
        if call.content_type is not None:
            headers["Content-Type"] = call.content_type
        # A write waits for nothing, but a node that does not know the token yet looks again once it has seen as much.
        if (call.sees_writes or not call.is_read) and self._revision:
            headers[REVISION] = str(self._revision)
        token = self.token
        if token is not None and not call.is_anonymous:
            headers["Authorization"] = f"Bearer {token}"
        return Send(call.method, node + call.target, headers, call.body, timeout, idle)


def _is_token(token: str) -> bool:
    return token != "" and token.isascii() and token.isprintable() and " " not in token
