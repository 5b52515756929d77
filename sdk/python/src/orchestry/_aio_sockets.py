"""Sends requests over asyncio's streams, a connection each. The twin of ``_sockets``."""

from __future__ import annotations

import asyncio
import ssl
from typing import Optional, Union
from urllib.parse import urlsplit

from ._sockets import AT_ONCE, CONNECT_WITHIN, lost, unreachable, untrusted
from ._wire import Reading, Reply, Send, WireError
from .errors import OrchestryError


class AsyncConnection:
    """One connection, for one request. Failures are answered; only a cancellation is raised, and loses nothing that had come."""

    def __init__(self, tls: Optional[ssl.SSLContext]) -> None:
        self._tls = tls
        self._reader: Optional[asyncio.StreamReader] = None
        self._writer: Optional[asyncio.StreamWriter] = None
        self._reading = Reading()
        self._early = b""
        self._idle: Optional[float] = None

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._reader = self._writer = None

    async def send(self, request: Send) -> Union[Reply, OrchestryError]:
        """The whole answer."""
        try:
            head = await self.open(request)
            if isinstance(head, OrchestryError):
                return head
            await asyncio.wait_for(self._read_all(), request.timeout)
            return Reply(head.status, head.headers, self._early)
        except (OSError, WireError, asyncio.TimeoutError) as failure:
            return lost(request, _named(failure))
        finally:
            self.close()

    async def open(self, request: Send) -> Union[Reply, OrchestryError]:
        """The head of the answer; what follows is to be read. An answer that is no success comes whole."""
        failed = await self._connect(request)
        if failed is not None:
            return failed
        try:
            head = await asyncio.wait_for(self._exchange_heads(request), request.timeout)
            if request.idle is None or head.status == 200:
                self._idle = request.idle
                return head
            await asyncio.wait_for(self._read_all(), request.timeout)
            return Reply(head.status, head.headers, self._early)
        except (OSError, WireError, asyncio.TimeoutError) as failure:
            return lost(request, _named(failure))

    async def read(self, request: Send) -> Union[bytes, OrchestryError]:
        """What comes next of a stream; nothing when it ended."""
        if self._early:
            early, self._early = self._early, b""
            return early
        try:
            while not self._reading.is_complete:
                data = await asyncio.wait_for(self._receive(), self._idle)
                if data:
                    return data
            return b""
        except (OSError, WireError, asyncio.TimeoutError) as failure:
            return lost(request, _named(failure))

    async def _connect(self, request: Send) -> Optional[OrchestryError]:
        target = urlsplit(request.url)
        secure = target.scheme == "https"
        context = (self._tls or ssl.create_default_context()) if secure else None
        opening = asyncio.open_connection(target.hostname, target.port or (443 if secure else 80), ssl=context)
        try:
            self._reader, self._writer = await asyncio.wait_for(opening, min(CONNECT_WITHIN, request.timeout))
            return None
        except ssl.SSLCertVerificationError as failure:
            return untrusted(request, failure)
        except (OSError, asyncio.TimeoutError) as failure:
            return unreachable(request, _named(failure))

    async def _exchange_heads(self, request: Send) -> Reply:
        assert self._writer is not None
        self._writer.write(request.to_bytes())
        await self._writer.drain()
        while self._reading.head is None:
            self._early += await self._receive()
        return self._reading.head

    async def _read_all(self) -> None:
        parts = [self._early]
        while not self._reading.is_complete:
            parts.append(await self._receive())
        self._early = b"".join(parts)

    async def _receive(self) -> bytes:
        if self._reader is None:
            raise OSError("the connection is closed")
        # The only place that waits: whoever is cancelled here has lost no byte.
        data = await self._reader.read(AT_ONCE)
        if not data:
            self._reading.end()
            return b""
        return self._reading.feed(data)


def _named(failure: BaseException) -> BaseException:
    return OSError("timed out") if isinstance(failure, asyncio.TimeoutError) else failure
