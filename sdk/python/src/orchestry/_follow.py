"""How a stream is followed over nodes that come and go: where to connect, where to go on, what to hand out, when to give up.

A generator that neither waits nor reads, like the one for single requests: the clients do that for it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Dict, Generator, Optional, Union

from ._answers import error_of
from ._calls import Call
from ._exchange import Pause, pause
from ._session import Session
from ._sse import Event, Events
from ._wire import Reply, Send
from .errors import ConnectionLostError, OrchestryError, UnexpectedAnswerError
from .types import End, Gap


class Read:
    """Read what comes next from the stream that was opened last."""


class Item:
    """A message for whoever iterates, and where to go on after it."""

    def __init__(self, value: Any, cursor: Optional[str]) -> None:
        self.value = value
        self.cursor = cursor


#: What came of a step: an answer's head, bytes (none: the stream ended), why there is neither, or None after a pause or an item.
Outcome = Union[Reply, bytes, OrchestryError, None]
Steps = Generator[Union[Send, Read, Pause, Item], Outcome, None]

# A node gives a sign of life every 20 s unless it is set otherwise.
IDLE = 65.0
_LONGEST_PAUSE_AT_RATE_LIMIT = 30.0
_OVER = 1000
_GONE = ("APP_NOT_FOUND", "DEPLOYMENT_NOT_FOUND")
# Not of use to the same node a moment later, but maybe at another, or in a while.
_PASSING_CODES = ("CLUSTER_NOT_READY", "DATABASE_ERROR", "TOO_MANY_SUBSCRIBERS", "RATE_LIMIT_EXCEEDED")


def follow(call: Call, session: Session, with_ends: bool, give_up_after: Optional[float], now: Callable[[], float]) -> Steps:
    """Yields every message once, over as many connections as it takes. Ends when the application was removed.

    Raises what the first node that can judge it says against the request, and the last failure when no node could be reached for
    ``give_up_after`` seconds.
    """
    nodes = session.nodes
    place = _Place(call)
    failing_since: Optional[float] = None
    failures = 0
    was_open = False
    while True:
        node = nodes.current
        head = yield session.stream(place.call, node, place.cursor, IDLE)
        error: OrchestryError
        if isinstance(head, Reply) and head.status == 200:
            was_open = True
            place.opened(head)
            reading = Events()
            error = ConnectionLostError("The stream ended", code="CONNECTION_LOST")
            while True:
                data = yield Read()
                if isinstance(data, OrchestryError):
                    error = data
                    break
                if not data:
                    break
                assert isinstance(data, bytes)
                failing_since, failures = None, 0
                closed: Optional[int] = None
                for event in reading.feed(data):
                    if event.data is None:
                        place.was_quiet()
                    elif event.type == "close":
                        closed = _close_code(event)
                        break
                    else:
                        item = place.took(event, with_ends)
                        if item is not None:
                            yield item
                if closed == _OVER:
                    return
                if closed is not None:
                    break
        elif isinstance(head, Reply):
            error = error_of(head, session.token)
            if was_open and error.code in _GONE:
                # Removed while nobody was connected.
                return
            if head.status not in (502, 504) and error.code not in _PASSING_CODES and not (head.status == 503 and error.code == "UNEXPECTED_ANSWER"):
                raise error
        else:
            assert isinstance(head, OrchestryError)
            error = head
            if isinstance(error, UnexpectedAnswerError):
                raise error
        moment = now()
        failing_since = moment if failing_since is None else failing_since
        failures += 1
        nodes.pass_over(node)
        # The others are asked with hardly any delay: the one that has gone is not coming back in a moment.
        rounds, left = divmod(failures, len(nodes))
        wait = pause(rounds - 1 if left == 0 else 0)
        if error.code == "RATE_LIMIT_EXCEEDED" and error.retry_after:
            wait = min(error.retry_after, _LONGEST_PAUSE_AT_RATE_LIMIT)
        if give_up_after is not None and moment + wait - failing_since > give_up_after:
            raise error
        if wait:
            yield Pause(wait)


class _Place:
    """Where in the stream its reader is."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.cursor: Optional[str] = None
        self._began: Optional[int] = None
        self._wants_past = "since" in call.query or call.query.get("tail", _default_tail(call)) != "0"

    def opened(self, head: Reply) -> None:
        """Before there is a cursor, the time at which the stream was opened, by the node's clock, is what can be gone on after."""
        if self._began is None:
            self._began = _date(head)
            if not self._wants_past:
                self._begin_then()

    def was_quiet(self) -> None:
        """A sign of life, and no message before it: there was no past to be sent."""
        if self.cursor is None and "since" not in self.call.query:
            self._begin_then()

    def took(self, event: Event, with_ends: bool) -> Optional[Item]:
        """The message of an event; None for one that nobody asked for."""
        assert event.data is not None
        try:
            message = json.loads(event.data)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise UnexpectedAnswerError("The stream holds something that is no message", code="UNEXPECTED_ANSWER", status=200)
        self.cursor = event.id or message.get("cursor") or self.cursor
        if event.type == "gap":
            return Item(Gap(_notice(message, self.cursor)), self.cursor)
        if event.type == "end":
            return Item(End(_notice(message, self.cursor)), self.cursor) if with_ends else None
        # Kinds of messages of a later version are passed over.
        return Item(message, self.cursor) if event.type == "message" else None

    def _begin_then(self) -> None:
        if self._began is None or "after" in self.call.query:
            return
        query = {name: value for name, value in self.call.query.items() if name != "tail"}
        query["since"] = str(self._began)
        self.call = replace(self.call, query=query)


def _notice(message: Dict[str, Any], cursor: Optional[str]) -> Dict[str, Any]:
    """The fields of a gap or an end. Ring's logs say them in a line like any other: the time, the replica, a sentence."""
    if set(message) != {"message"}:
        return message
    timestamp, _, rest = str(message["message"]).partition(" ")
    container, _, reason = rest.partition(": ")
    return {"timestamp": timestamp, "container": None if container == "all" else container, "reason": reason, "cursor": cursor}


def _default_tail(call: Call) -> str:
    return "1" if call.path.endswith("/metrics/stream") else "0"


def _close_code(event: Event) -> int:
    try:
        return int(json.loads(event.data or "")["code"])
    except (ValueError, KeyError, TypeError):
        return 0


def _date(head: Reply) -> Optional[int]:
    try:
        return int(parsedate_to_datetime(head.headers.get("date", "")).timestamp())
    except (ValueError, TypeError, IndexError):
        return None
