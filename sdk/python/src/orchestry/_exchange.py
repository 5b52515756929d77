"""How one request is carried to an answer: which node, which redirect, when again, when to give up.

Written as a generator that is told what came of each step, so that it neither waits nor sends: both clients drive it, tests do too.
"""

from __future__ import annotations

import random
from typing import Any, Callable, Generator, Optional, Union

from ._answers import error_of, result_of
from ._calls import Call
from ._nodes import Nodes
from ._session import Session
from ._wire import Reply, Send
from .errors import ClusterNotReadyError, ConnectionFailedError, ConnectionLostError, DatabaseError, OrchestryError, UnexpectedAnswerError


class Pause:
    """Wait for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


#: What came of a step: an answer, why there is none, or None after a pause.
Outcome = Union[Reply, OrchestryError, None]
Steps = Generator[Union[Send, Pause], Outcome, Any]

_SHORTEST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
# Between two pauses. More than one happens when the leader changes while a write is on its way.
_MOST_REDIRECTS = 5

# What became of a write that a node could not answer: "unchanged", or "unknown".
_OUTCOME = "x-orchestry-outcome"

# Answers of proxies in front of a node that is not there, or is not yet.
_GATEWAY_AWAY = (502, 504)


def exchange(call: Call, session: Session, now: Callable[[], float]) -> Steps:
    """Sends the call until it is answered. Returns the result; raises what it failed of.

    What is sent again: GET, PUT and DELETE, whatever happened to them; a POST only when it is known that nothing was done, since a node redirected
    it, had no leader for it, or was never reached. Gives up when the client's time-out has passed since the first failure, but not before every
    node was asked.
    """
    nodes = session.nodes
    node = nodes.current if call.is_read else nodes.for_writes
    deadline: Optional[float] = None
    redirects = asked = pauses = 0
    # Whether an earlier try may have been carried out.
    in_doubt = False
    while True:
        answer = yield session.request(call, node)
        error: OrchestryError
        if isinstance(answer, Reply):
            if answer.status < 300:
                session.has_seen(call, answer)
                return result_of(answer, call.is_text)
            if answer.status in (307, 308):
                target = nodes.redirect(node, call.target, answer.headers.get("location", ""))
                if target is None:
                    raise _stray(answer)
                redirects += 1
                if redirects <= _MOST_REDIRECTS:
                    node = target
                    continue
            error = error_of(answer, session.token)
            if in_doubt and error.code == call.done_code:
                return call.done_result
            if answer.status not in (307, 308) and not _may_pass(call, answer, error):
                raise error
            in_doubt = in_doubt or (not call.is_read and _is_open(answer, error))
        else:
            assert answer is not None
            error = answer
            if not call.is_safe and not isinstance(error, ConnectionFailedError):
                # The caller's next request is not to go to the same node, which may be dying.
                nodes.pass_over(node)
                raise error
            in_doubt = in_doubt or (not call.is_read and isinstance(error, ConnectionLostError))
        moment = now()
        deadline = moment + session.timeout if deadline is None else deadline
        node = nodes.pass_over(node)
        asked += 1
        if asked % len(nodes) == 0:
            wait = pause(pauses, error.retry_after if len(nodes) == 1 else None)
            if moment + wait > deadline:
                raise error
            yield Pause(wait)
            pauses += 1
            redirects = 0


def pause(number: int, asked_for: Optional[float] = None) -> float:
    """Seconds before the next try: growing, and each client's own, so that they don't all come back at once."""
    longest = min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 2.0 ** min(number, 10))
    # A node asks for a whole second at least, and most elections are over sooner.
    return min(longest, asked_for or longest) * random.uniform(0.5, 1.0)


def _may_pass(call: Call, answer: Reply, error: OrchestryError) -> bool:
    """Whether the same request may succeed in a moment, and does no harm."""
    if isinstance(error, (ClusterNotReadyError, DatabaseError)):
        return call.is_safe or not _is_open(answer, error)
    return call.is_safe and (answer.status in _GATEWAY_AWAY or (answer.status == 503 and error.code == "UNEXPECTED_ANSWER"))


def _is_open(answer: Reply, error: OrchestryError) -> bool:
    """Whether a write that failed so may have been carried out all the same."""
    return error.code != "NOT_LEADER" and answer.headers.get(_OUTCOME) != "unchanged"


def _stray(answer: Reply) -> OrchestryError:
    return UnexpectedAnswerError(
        "A redirect that is not followed: it leads to another path, or to a scheme other than that of the node's URL",
        code="UNEXPECTED_ANSWER",
        status=answer.status,
        details=answer.headers.get("location") or "it names no location",
    )
