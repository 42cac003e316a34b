"""The plug-ins of a process: started in order, stopped in reverse, left out or in the way when they fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import false

from core.plugin.errors import PluginError
from core.plugin.host import PluginHost, core_alone
from core.services import Services
from tests.core.plugin.making import EAST, host, plugin

SERVICES: Any = None


def starting(told: list[str], name: str, error: Exception | None = None) -> Any:
    async def startup(services: Services) -> None:
        told.append(f"{name} up")
        if error is not None:
            raise error

    return startup


def stopping(told: list[str], name: str, error: Exception | None = None) -> Any:
    async def shutdown() -> None:
        told.append(f"{name} down")
        if error is not None:
            raise error

    return shutdown


@asynccontextmanager
async def started(made: PluginHost) -> AsyncIterator[PluginHost]:
    try:
        await made.startup(SERVICES)
        yield made
    finally:
        await made.shutdown()


def test_the_core_alone_has_no_plugins() -> None:
    alone = core_alone()

    assert (alone.statuses, alone.loaded) == ((), ())
    assert not alone.run.has("route_case")
    assert list(alone.each("codes")) == []


async def test_hook_startup() -> None:
    """Each is told in load order that the database is open."""
    told: list[str] = []

    async with started(host(*[plugin(name, starting(told, name)) for name in ("a", "b")])):
        assert told == ["a up", "b up"]


async def test_hook_shutdown() -> None:
    """Each is told that nothing is served any more, the last first."""
    told: list[str] = []

    async with started(host(*[plugin(name, stopping(told, name)) for name in ("a", "b")])):
        assert told == []

    assert told == ["b down", "a down"]


async def test_one_that_fails_to_start_stops_the_start() -> None:
    made = host(plugin("a", starting([], "a", KeyError("13812345678"))))

    with pytest.raises(PluginError) as caught:
        async with started(made):
            pass

    assert caught.value.cause.startswith("plugins.toml: plugins.a: startup: raised: KeyError in test_host.py:")
    assert "13812345678" not in str(caught.value)
    assert caught.value.mend == ('Mend the plug-in, take [plugins.a] out of the file, or write on_failure = "skip".')


async def test_one_that_fails_to_start_may_be_left_out_with_those_that_require_it() -> None:
    told: list[str] = []
    made = host(
        plugin("a", starting(told, "a", KeyError("x")), stopping(told, "a")),
        plugin("b", starting(told, "b"), requires=("a",)),
        plugin("c", starting(told, "c")),
        on_failure='"skip"',
    )

    async with started(made):
        assert [one.status for one in made.statuses] == ["FAILED", "SKIPPED", "LOADED"]
        assert made.statuses[0].detail.startswith("startup: raised: KeyError in test_host.py:")
        assert made.statuses[1].detail == "it requires a, which did not start"
        assert [made.switches.on(name, EAST) for name in ("a", "b", "c")] == [False, False, True]

    assert told == ["a up", "c up"]


async def test_what_one_that_did_not_start_hides_stays_hidden() -> None:
    def case_filter() -> Any:
        return false()

    made = host(plugin("a", case_filter, starting([], "a", KeyError("x"))), on_failure='"skip"')

    async with started(made):
        [(_, condition)] = made.each("case_filter")
        assert str(condition(None, None)) == "false"
        assert made.switches.switched("a") == {EAST}


async def test_one_that_fails_to_stop_keeps_nobody_from_stopping() -> None:
    told: list[str] = []
    made = host(plugin("a", stopping(told, "a")), plugin("b", stopping(told, "b", KeyError("x"))))

    async with started(made):
        pass

    assert told == ["b down", "a down"]
    assert made.run.counts["b", "shutdown"].failures == 1
