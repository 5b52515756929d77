"""Drives the steps of a request or stream by hand, on a clock that the test moves."""

import json
from typing import Any, Dict, List, Optional

from orchestry._exchange import Pause
from orchestry._session import Session
from orchestry._wire import Reply, Send

A, B, C = "http://a.test:1", "http://b.test:2", "http://c.test:3"


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def session(*urls: str, token: Optional[str] = None, timeout: float = 30) -> Session:
    return Session(list(urls) or A, token, timeout)


def ok(body: Any = None, **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body if body is not None else {}).encode())


def no(code: str, status: int, details: Optional[str] = None, **headers: str) -> Reply:
    body: Dict[str, Any] = {"error": "No", "code": code, "timestamp": ""}
    if details:
        body["details"] = details
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode())


def ring_no(code: str, status: int, sentence: str = "No", **headers: str) -> Reply:
    """A failure in the words of the Ring API."""
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps({"error": sentence, "code": code}).encode())


class Run:
    """Steps that are told what came of them. Pauses pass at once; the clock moves by as much."""

    def __init__(self, steps: Any, clock: Clock) -> None:
        self._steps, self._clock = steps, clock
        self.pauses: List[float] = []
        self.result: Any = None
        self.is_over = False
        self.step: Any = None
        self.tell(None)

    def tell(self, outcome: Any) -> Any:
        """Says what came of the last step; answers the next one that is no pause."""
        try:
            self.step = self._steps.send(outcome)
            while isinstance(self.step, Pause):
                self.pauses.append(self.step.seconds)
                self._clock.time += self.step.seconds
                self.step = self._steps.send(None)
        except StopIteration as end:
            self.result, self.is_over, self.step = end.value, True, None
        return self.step

    @property
    def sent(self) -> Send:
        assert isinstance(self.step, Send), self.step
        return self.step
