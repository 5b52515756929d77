"""What can go wrong, as exceptions with a stable ``code``."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

from .types import Violation

__all__ = [
    "OrchestryError",
    "ValidationError",
    "InvalidSpecError",
    "AuthenticationError",
    "ForbiddenError",
    "NotFoundError",
    "AppNotFoundError",
    "ConflictError",
    "AppAlreadyExistsError",
    "ScalingInProgressError",
    "RateLimitedError",
    "EngineError",
    "UnavailableError",
    "ClusterNotReadyError",
    "NoLeaderError",
    "DatabaseError",
    "InsufficientResourcesError",
    "TooManySubscribersError",
    "UnexpectedAnswerError",
    "ConnectionFailedError",
    "ConnectionLostError",
]


class OrchestryError(Exception):
    """A request that did not succeed.

    ``code`` is a word for programs: one of the server's, or of this package's own (``CONNECTION_FAILED``, ``CONNECTION_LOST``, ``UNEXPECTED_ANSWER``).
    ``status`` is the HTTP status, None where nothing was answered. ``details`` says what was wrong this time. ``violations`` has every broken rule
    of a request or specification. ``retry_after`` is how many seconds to wait before the same request may succeed, where the server said so.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: Optional[int] = None,
        details: Optional[str] = None,
        violations: Optional[List[Violation]] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.details = details
        self.violations: List[Violation] = violations or []
        self.retry_after = retry_after

    def __str__(self) -> str:
        text = f"{self.code}: {self.message}"
        # The details of a refused request are its violations, in one line.
        if self.details and not self.violations:
            text += f": {self.details}"
        for violation in self.violations:
            text += f"\n  {violation['field']}: {violation['message']}"
        return text

    def __reduce__(self) -> Any:
        # Exceptions are pickled by their positional arguments, which lack all but the message.
        return _restore, (type(self), self.message, self._facts())

    def _facts(self) -> Dict[str, Any]:
        return {
            "code": self.code,
            "status": self.status,
            "details": self.details,
            "violations": self.violations,
            "retry_after": self.retry_after,
        }


def _restore(kind: Type[OrchestryError], message: str, facts: Dict[str, Any]) -> OrchestryError:
    return kind(message, **facts)


class ValidationError(OrchestryError):
    """The request breaks rules; ``violations`` lists every one."""


class InvalidSpecError(ValidationError):
    """The specification breaks rules; ``violations`` lists every one."""


class AuthenticationError(OrchestryError):
    """The server wants a token, or another one."""


class ForbiddenError(OrchestryError):
    """The server refuses the request to whoever sent it."""


class NotFoundError(OrchestryError):
    """There is no such thing."""


class AppNotFoundError(NotFoundError):
    """There is no application of that name."""


class ConflictError(OrchestryError):
    """What is asked for does not fit the present state."""


class AppAlreadyExistsError(ConflictError):
    """The application is registered already, with this very specification."""


class ScalingInProgressError(ConflictError):
    """An earlier scaling still runs, or this one did not come true in time; the wish stays in force."""


class RateLimitedError(OrchestryError):
    """Too many requests; ``retry_after`` says when to come back."""


class EngineError(OrchestryError):
    """The container engine failed."""


class UnavailableError(OrchestryError):
    """The server can't do it now; the same request may succeed later."""


class ClusterNotReadyError(UnavailableError):
    """No node leads, or the node has not seen what the client has seen. With ``details``, it may not be known whether a write was carried out."""


class NoLeaderError(UnavailableError):
    """Asked who leads, and nobody does."""


class DatabaseError(UnavailableError):
    """The database failed. A write that was surely not carried out has been sent again until the client's time-out passed."""


class InsufficientResourcesError(UnavailableError):
    """The host lacks what the request needs."""


class TooManySubscribersError(UnavailableError):
    """The node serves as many streams as it may."""


class UnexpectedAnswerError(OrchestryError):
    """Something answered that is not the Orchestry API."""


class ConnectionFailedError(OrchestryError, ConnectionError):
    """No connection came about: nothing was sent, so nothing was done."""


class ConnectionLostError(OrchestryError, ConnectionError):
    """The connection was cut, or stayed silent for too long, after the request had been sent: a write may or may not have been carried out."""


BY_CODE: Dict[str, Type[OrchestryError]] = {
    "APP_NOT_FOUND": AppNotFoundError,
    "APP_ALREADY_EXISTS": AppAlreadyExistsError,
    "INVALID_SPEC": InvalidSpecError,
    "VALIDATION_ERROR": ValidationError,
    "SCALING_IN_PROGRESS": ScalingInProgressError,
    "INSUFFICIENT_RESOURCES": InsufficientResourcesError,
    "DOCKER_ERROR": EngineError,
    "DATABASE_ERROR": DatabaseError,
    "RATE_LIMIT_EXCEEDED": RateLimitedError,
    "CLUSTER_NOT_READY": ClusterNotReadyError,
    "NO_LEADER": NoLeaderError,
    "TOO_MANY_SUBSCRIBERS": TooManySubscribersError,
}

BY_STATUS: Dict[int, Type[OrchestryError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitedError,
    503: UnavailableError,
}
