"""The messages of streams."""

from __future__ import annotations

from typing import Any, Dict, Optional, TypedDict, Union


class LogMessage(TypedDict):
    """A line that a container wrote."""

    timestamp: str
    container: str
    level: Optional[str]
    message: str
    cursor: str


class EventMessage(TypedDict):
    """Something that happened. ``app_name`` None: to the system itself."""

    id: int
    type: str
    app_name: Optional[str]
    message: str
    timestamp: str
    details: Dict[str, Any]
    cursor: str


class MetricsMessage(TypedDict):
    """An application's figures over an interval; None where nothing was measured."""

    timestamp: str
    cpu_percent: Optional[float]
    memory_percent: Optional[float]
    rps: Optional[float]
    latency_p95_ms: Optional[float]
    active_connections: Optional[int]
    healthy_replicas: int
    total_replicas: int
    cursor: str


class _Notice(Dict[str, Any]):
    """A message about the stream itself.

    It has the fields that the server sent, ``message`` with a sentence, and None for any other field, so that a loop that only prints
    messages needs not know of it.
    """

    def __missing__(self, field: str) -> Any:
        return self.sentence if field == "message" else None

    @property
    def sentence(self) -> str:
        """What it says, for people."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"


class Gap(_Notice):
    """Something between ``from_`` and ``to`` will not come. What is None is not known."""

    @property
    def sentence(self) -> str:
        return f"Messages are missing here: {self.reason}"

    @property
    def timestamp(self) -> str:
        """When it was noticed."""
        return str(self["timestamp"])

    @property
    def container(self) -> Optional[str]:
        """The replica whose lines are missing."""
        return self["container"]  # type: ignore[no-any-return]

    @property
    def from_(self) -> Optional[str]:
        """What was delivered last before it: a time, for events a revision."""
        return self["from"]  # type: ignore[no-any-return]

    @property
    def to(self) -> Optional[str]:
        """What is delivered first after it: a time, for events a revision."""
        return self["to"]  # type: ignore[no-any-return]

    @property
    def missed(self) -> Optional[int]:
        """How many messages."""
        return self["missed"]  # type: ignore[no-any-return]

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        return str(self["reason"])

    @property
    def cursor(self) -> str:
        """Where to go on after it."""
        return str(self["cursor"])


class End(_Notice):
    """A container has exited, and every line of it was handed out."""

    @property
    def sentence(self) -> str:
        return f"{self.container} has ended"

    @property
    def timestamp(self) -> str:
        """When it was noticed."""
        return str(self["timestamp"])

    @property
    def container(self) -> str:
        """The replica."""
        return str(self["container"])

    @property
    def cursor(self) -> str:
        """Where to go on after it."""
        return str(self["cursor"])


#: What an iterator over a log hands out.
LogItem = Union[LogMessage, Gap, End]
#: What an iterator over events hands out.
EventItem = Union[EventMessage, Gap]
#: What an iterator over figures hands out.
MetricsItem = Union[MetricsMessage, Gap]
