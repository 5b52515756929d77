"""Orchestry's SDK: a client for the controllers' REST API, and its twin for asyncio."""

from . import errors, types
from .aio import AsyncClient
from .aio_ring import AsyncRing
from .client import Client
from .errors import *  # noqa: F401,F403
from .errors import __all__ as _errors
from .ring import Ring
from ._streams import AsyncStream, Stream
from .types import End, Gap

__version__ = "1.0.0"
__all__ = ["Client", "AsyncClient", "Ring", "AsyncRing", "Stream", "AsyncStream", "Gap", "End", "errors", "types", "__version__"] + _errors
