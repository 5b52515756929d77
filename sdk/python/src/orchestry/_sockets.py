"""Sends requests over blocking sockets, a connection each."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Optional, Union
from urllib.parse import urlsplit

from ._wire import Reading, Reply, Send, WireError
from .errors import ConnectionFailedError, ConnectionLostError, OrchestryError, UnexpectedAnswerError

# A node that does not take a connection within this is not there.
CONNECT_WITHIN = 5.0
AT_ONCE = 64 * 1024


class Connection:
    """One connection, for one request. Nothing raises but ``interrupted`` things, such as Ctrl-C: failures are answered."""

    def __init__(self, tls: Optional[ssl.SSLContext]) -> None:
        self._tls = tls
        self._socket: Optional[socket.socket] = None
        self._reading = Reading()
        self._early = b""
        self._idle: Optional[float] = None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, request: Send) -> Union[Reply, OrchestryError]:
        """The whole answer."""
        try:
            head = self.open(request)
            if isinstance(head, OrchestryError):
                return head
            body = [self._early]
            deadline = time.monotonic() + request.timeout
            while not self._reading.is_complete:
                body.append(self._receive(deadline))
            return Reply(head.status, head.headers, b"".join(body))
        except (OSError, WireError) as failure:
            return lost(request, failure)
        finally:
            self.close()

    def open(self, request: Send) -> Union[Reply, OrchestryError]:
        """The head of the answer; what follows is to be read. An answer that is no success comes whole."""
        failed = self._connect(request)
        if failed is not None:
            return failed
        assert self._socket is not None
        try:
            deadline = time.monotonic() + request.timeout
            self._socket.settimeout(request.timeout)
            self._socket.sendall(request.to_bytes())
            while self._reading.head is None:
                self._early += self._receive(deadline)
            head = self._reading.head
            if request.idle is None or head.status == 200:
                self._idle = request.idle
                return head
            while not self._reading.is_complete:
                self._early += self._receive(deadline)
            return Reply(head.status, head.headers, self._early)
        except (OSError, WireError) as failure:
            return lost(request, failure)

    def read(self, request: Send) -> Union[bytes, OrchestryError]:
        """What comes next of a stream; nothing when it ended."""
        if self._early:
            early, self._early = self._early, b""
            return early
        try:
            while not self._reading.is_complete:
                data = self._receive(time.monotonic() + (self._idle or CONNECT_WITHIN))
                if data:
                    return data
            return b""
        except (OSError, WireError) as failure:
            return lost(request, failure)

    def _connect(self, request: Send) -> Optional[OrchestryError]:
        target = urlsplit(request.url)
        host, secure = target.hostname or "", target.scheme == "https"
        try:
            plain = socket.create_connection((host, target.port or (443 if secure else 80)), min(CONNECT_WITHIN, request.timeout))
            self._socket = plain
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if secure:
                context = self._tls or ssl.create_default_context()
                self._socket = context.wrap_socket(plain, server_hostname=host)
            return None
        except ssl.SSLCertVerificationError as failure:
            self.close()
            return untrusted(request, failure)
        except OSError as failure:
            self.close()
            return unreachable(request, failure)

    def _receive(self, deadline: float) -> bytes:
        if self._socket is None:
            raise OSError("the connection is closed")
        left = deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        self._socket.settimeout(left)
        data = self._socket.recv(AT_ONCE)
        if not data:
            self._reading.end()
            return b""
        return self._reading.feed(data)


def unreachable(request: Send, failure: BaseException) -> OrchestryError:
    """Nothing was sent."""
    return ConnectionFailedError(f"No connection to {_node(request)}", code="CONNECTION_FAILED", details=_reason(failure))


def untrusted(request: Send, failure: ssl.SSLCertVerificationError) -> OrchestryError:
    """Not the node it claims to be; trying again does not help."""
    return UnexpectedAnswerError(
        f"The certificate of {_node(request)} is not trusted", code="CERTIFICATE_NOT_TRUSTED", details=failure.verify_message)


def lost(request: Send, failure: BaseException) -> OrchestryError:
    """The request, or a part of it, has been sent."""
    return ConnectionLostError(f"{_node(request)} did not answer {request.method} {urlsplit(request.url).path}", code="CONNECTION_LOST", details=_reason(failure))


def _reason(failure: BaseException) -> str:
    return str(failure) or type(failure).__name__


def _node(request: Send) -> str:
    target = urlsplit(request.url)
    return f"{target.scheme}://{target.netloc}"
