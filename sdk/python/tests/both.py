"""Runs a test with the blocking client and with the one for asyncio."""

import asyncio
import operator
from typing import Any, List

import orchestry


def _method(client: Any, name: str) -> Any:
    """A client's method, or ``ring.`` and one of that room."""
    return operator.attrgetter(name)(client)


class Blocking:
    """Calls as a program without asyncio makes them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.client = orchestry.Client(*args, **options)

    def __call__(self, method: str, *args: Any, **options: Any) -> Any:
        return _method(self.client, method)(*args, **options)

    def take(self, count: int, method: str, *args: Any, **options: Any) -> List[Any]:
        """The first messages of a stream."""
        taken: List[Any] = []
        with _method(self.client, method)(*args, **options) as stream:
            for item in stream:
                taken.append(item)
                if len(taken) == count:
                    break
        return taken


class Asyncio:
    """The same with asyncio."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.client = orchestry.AsyncClient(*args, **options)

    def __call__(self, method: str, *args: Any, **options: Any) -> Any:
        return asyncio.run(_method(self.client, method)(*args, **options))

    def take(self, count: int, method: str, *args: Any, **options: Any) -> List[Any]:
        async def run() -> List[Any]:
            taken: List[Any] = []
            async with _method(self.client, method)(*args, **options) as stream:
                async for item in stream:
                    taken.append(item)
                    if len(taken) == count:
                        break
            return taken

        return asyncio.run(run())


def both(*cases: Any) -> Any:
    """Gives a module its tests twice: ``load_tests = both(Case, ...)``."""

    def load_tests(loader: Any, _tests: Any, _pattern: Any) -> Any:
        suite = loader.suiteClass()
        for case in cases:
            for kind in (Blocking, Asyncio):
                named = type(f"{case.__name__}With{kind.__name__}", (case,), {"client": kind, "__module__": case.__module__})
                suite.addTests(loader.loadTestsFromTestCase(named))
        return suite

    return load_tests
