"""The iterators that follow a stream."""

from __future__ import annotations

import ssl
import time
from typing import Any, AsyncIterator, Generic, Iterator, Optional, TypeVar

import asyncio

from ._aio_sockets import AsyncConnection
from ._calls import Call
from ._exchange import Pause
from ._follow import Item, Outcome, Read, follow
from ._session import Session
from ._sockets import Connection
from ._wire import Send

T = TypeVar("T")


class _Following:
    """What both kinds of streams keep: the steps, and the one that is not done yet, so that an interrupted one is done again."""

    def __init__(self, call: Call, session: Session, tls: Optional[ssl.SSLContext], with_ends: bool, give_up_after: Optional[float]) -> None:
        self._steps = follow(call, session, with_ends, give_up_after, time.monotonic)
        self._path = call.path
        self._tls = tls
        self._pending: Any = None
        self._request: Optional[Send] = None
        self._is_over = False
        self._cursor: Optional[str] = None

    @property
    def cursor(self) -> Optional[str]:
        """Of the message that was handed out last: given as ``after``, another stream goes on behind it."""
        return self._cursor

    def _next_step(self, outcome: Outcome) -> None:
        try:
            self._pending = self._steps.send(outcome)
        except BaseException:
            self._is_over = True
            raise

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path}>"


class Stream(_Following, Generic[T], Iterator[T]):
    """Messages as they come, over as many connections as it takes. Iterate over it, and close it, or use it in ``with``.

    Connects when it is first iterated over; ``with`` connects at once.
    """

    _connection: Optional[Connection] = None

    def __iter__(self) -> Stream[T]:
        return self

    def __next__(self) -> T:
        item = self._run(until_open=False)
        assert item is not None
        self._cursor = item.cursor
        value: T = item.value
        return value

    def __enter__(self) -> Stream[T]:
        self._run(until_open=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends it."""
        self._is_over = True
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self, until_open: bool) -> Optional[Item]:
        if self._is_over:
            if until_open:
                return None
            raise StopIteration
        try:
            if self._pending is None:
                self._next_step(None)
            while True:
                step = self._pending
                if isinstance(step, Item):
                    if until_open:
                        return None
                    # The next step is thought of when it is asked for: a message counts as handed out only now.
                    self._pending = None
                    return step
                if isinstance(step, Read) and until_open:
                    return None
                self._next_step(self._do(step))
        except BaseException as end:
            if self._is_over:
                self.close()
                if until_open and isinstance(end, StopIteration):
                    return None
            raise

    def _do(self, step: Any) -> Outcome:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        if isinstance(step, Read):
            assert self._connection is not None and self._request is not None
            return self._connection.read(self._request)
        if self._connection is not None:
            self._connection.close()
        self._connection, self._request = Connection(self._tls), step
        return self._connection.open(step)


class AsyncStream(_Following, Generic[T], AsyncIterator[T]):
    """Messages as they come, over as many connections as it takes. Iterate over it with ``async for``, and close it, or use it in ``async with``.

    Connects when it is first iterated over; ``async with`` connects at once. An iteration that is cancelled loses nothing.
    """

    _connection: Optional[AsyncConnection] = None

    def __aiter__(self) -> AsyncStream[T]:
        return self

    async def __anext__(self) -> T:
        item = await self._run(until_open=False)
        assert item is not None
        self._cursor = item.cursor
        value: T = item.value
        return value

    async def __aenter__(self) -> AsyncStream[T]:
        await self._run(until_open=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends it."""
        self._is_over = True
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _run(self, until_open: bool) -> Optional[Item]:
        if self._is_over:
            if until_open:
                return None
            raise StopAsyncIteration
        try:
            if self._pending is None:
                self._next_step(None)
            while True:
                step = self._pending
                if isinstance(step, Item):
                    if until_open:
                        return None
                    self._pending = None
                    return step
                if isinstance(step, Read) and until_open:
                    return None
                self._next_step(await self._do(step))
        except StopIteration:
            self.close()
            if until_open:
                return None
            raise StopAsyncIteration from None
        except BaseException:
            if self._is_over:
                self.close()
            raise

    async def _do(self, step: Any) -> Outcome:
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return None
        if isinstance(step, Read):
            assert self._connection is not None and self._request is not None
            return await self._connection.read(self._request)
        if self._connection is not None:
            self._connection.close()
        self._connection, self._request = AsyncConnection(self._tls), step
        return await self._connection.open(step)
