"""Server-Sent Events (WHATWG HTML, 9.2.6), read from the bytes as they come."""

from __future__ import annotations

from typing import List, NamedTuple, Optional


class Event(NamedTuple):
    """One event. ``data`` None: only a comment, the server's sign of life."""

    data: Optional[str]
    type: str = "message"
    id: Optional[str] = None


class Events:
    """Takes bytes, answers the events that are complete. What is cut off in the middle is never answered."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        # Where to look for the next line's end: a line may come in many pieces.
        self._looked = 0
        self._is_first_line = True
        self._data: List[str] = []
        self._type = ""
        self._id: Optional[str] = None

    def feed(self, data: bytes) -> List[Event]:
        self._buffer += data
        events: List[Event] = []
        start = 0
        while True:
            end = self._buffer.find(b"\n", max(start, self._looked))
            if end < 0:
                break
            line = self._buffer[start:end].rstrip(b"\r").decode("utf-8", "replace")
            start = self._looked = end + 1
            event = self._take(line)
            if event is not None:
                events.append(event)
        del self._buffer[:start]
        self._looked = len(self._buffer)
        return events

    def _take(self, line: str) -> Optional[Event]:
        if self._is_first_line:
            self._is_first_line = False
            line = line[1:] if line.startswith("\ufeff") else line
        if not line:
            event = Event("\n".join(self._data), self._type or "message", self._id) if self._data else None
            self._data, self._type, self._id = [], "", None
            return event
        if line.startswith(":"):
            return Event(None)
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._type = value
        elif name == "id" and value.isascii() and value.isprintable():
            self._id = value
        return None
