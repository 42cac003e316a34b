"""A broken plug-in for each hook: the core's answers are as its failures are meant to be, and others do not notice.

`load` and registration: the plug-in is out, or the start stops. Veto and visibility: fail closed. Route and deadline: the
next is asked. In transaction: the command fails. Effects and minutes: their caller is told. Health: told apart.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from core.catalogue.propose import Proposals
from core.deadlines.budget import Budget
from core.plugin import hookspecs
from core.plugin.answers import DeadlineGrant, Health
from core.plugin.errors import PLUGIN_FAILED, Failure, HookFailed, PluginError
from core.plugin.host import PluginHost
from core.plugin.loaded import Status
from schema import hookspecs as schema_hookspecs
from tests.core.plugin.making import EAST, case, host, listed, load, plugin

ARGUMENTS: dict[str, Any] = dict.fromkeys(
    ("case", "district", "event", "kind", "read", "services", "uow", "cases", "verbs", "actor")
)
ROUTE, GRANT = Proposals(()), DeadlineGrant(Budget(days=1), "good/day")


def specified(*, asynchronous: bool) -> list[str]:
    return [
        name
        for module in (hookspecs, schema_hookspecs)
        for name, function in vars(module).items()
        if hasattr(function, f"{hookspecs.PROJECT}_spec") and inspect.iscoroutinefunction(function) is asynchronous
    ]


def named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function.__name__ = name
    return function


def raising(name: str) -> Callable[..., Any]:
    async def broken() -> None:
        raise ZeroDivisionError

    return named(name, broken)


def hanging(name: str) -> Callable[..., Any]:
    async def broken() -> None:
        await asyncio.sleep(3600)

    return named(name, broken)


def babbling(name: str) -> Callable[..., Any]:
    async def broken() -> object:
        return object()

    return named(name, broken)


def good(name: str) -> Callable[..., Any]:
    answers = {"route_case": ROUTE, "propose_deadline": GRANT, "health": Health("ok"), "check_transitions": ()}

    async def sound() -> Any:
        return answers.get(name)

    return named(name, sound)


def out_of_order(name: str) -> Callable[..., Any]:
    def broken() -> None:
        raise ZeroDivisionError

    return named(name, broken)


def nonsense(name: str) -> Callable[..., Any]:
    def broken() -> object:
        return object()

    return named(name, broken)


def asking_too_much(name: str) -> Callable[..., Any]:
    async def broken(everything: Any) -> None: ...

    def plain(everything: Any) -> None: ...

    return named(name, broken if name in specified(asynchronous=True) else plain)


def in_the_other_colour(name: str) -> Callable[..., Any]:
    async def broken() -> None: ...

    def plain() -> None: ...

    return named(name, plain if name in specified(asynchronous=True) else broken)


KINDS = {raising: Failure.RAISED, hanging: Failure.TIMEOUT, babbling: Failure.NONSENSE}


async def fails_closed(made: PluginHost, hook: str) -> None:
    found = await made.run.vetoes([case(1), case(2)], ["acceptCase"], *[None] * 3)  # type: ignore[arg-type]

    assert [(one.plugin, one.veto.case_id, one.veto.code) for one in found] == [
        ("bad", UUID(int=1), PLUGIN_FAILED),
        ("bad", UUID(int=2), PLUGIN_FAILED),
    ]


async def fails_over(made: PluginHost, hook: str) -> None:
    answered = await made.run.first(hook, EAST, **ARGUMENTS)

    assert answered is not None
    assert (answered.plugin, answered.answer) == ("good", {"route_case": ROUTE, "propose_deadline": GRANT}[hook])


async def fails_the_command(made: PluginHost, hook: str) -> None:
    with pytest.raises(HookFailed) as caught:
        await made.run.in_transaction(hook, EAST, **ARGUMENTS)

    assert caught.value.plugin == "bad"


async def tells_its_caller(made: PluginHost, hook: str) -> None:
    with pytest.raises(HookFailed) as caught:
        await made.run.call("bad", hook, **ARGUMENTS)

    assert caught.value.plugin == "bad"
    assert await made.run.call("good", hook, **ARGUMENTS) is None


async def is_told_apart(made: PluginHost, hook: str) -> None:
    bad, well = await made.run.collect(hook, **ARGUMENTS)

    assert isinstance(bad, HookFailed)
    assert not isinstance(well, HookFailed)


async def stops_the_start(made: PluginHost, hook: str) -> None:
    try:
        with pytest.raises(PluginError, match=r"plugins\.bad: startup: "):
            await made.startup(None)  # type: ignore[arg-type]
    finally:
        await made.shutdown()


async def keeps_nobody_from_stopping(made: PluginHost, hook: str) -> None:
    await made.startup(None)  # type: ignore[arg-type]
    await made.shutdown()

    assert made.run.counts["good", "shutdown"].calls == 1


MEANING: dict[str, Callable[[PluginHost, str], Awaitable[None]]] = {
    "startup": stops_the_start,
    "shutdown": keeps_nobody_from_stopping,
    "district_enabled": fails_the_command,
    "district_disabled": fails_the_command,
    "check_transitions": fails_closed,
    "route_case": fails_over,
    "propose_deadline": fails_over,
    "during_case_event": fails_the_command,
    "after_case_event": tells_its_caller,
    "each_minute": tells_its_caller,
    "health": is_told_apart,
}


def test_every_hook_of_run_time_has_its_meaning_here() -> None:
    assert set(MEANING) == set(specified(asynchronous=True))


@pytest.mark.parametrize("breaking", KINDS)
@pytest.mark.parametrize("hook", MEANING)
async def test_a_hook_that_fails_means_what_it_is_meant_to(hook: str, breaking: Callable[[str], Any]) -> None:
    made = host(plugin("bad", breaking(hook)), plugin("good", good(hook)), timeout_ms="20")

    await MEANING[hook](made, hook)

    count = made.run.counts["bad", hook]
    assert (count.calls, count.failures) == (1, 1)
    assert count.timeouts == (breaking is hanging)
    assert [other.failures for (name, _), other in made.run.counts.items() if name == "good" and other.failures] == []


@pytest.mark.parametrize("breaking", KINDS)
async def test_the_failure_says_how(breaking: Callable[[str], Any]) -> None:
    made = host(plugin("bad", breaking("each_minute")), timeout_ms="20")

    with pytest.raises(HookFailed) as caught:
        await made.run.call("bad", "each_minute")

    assert caught.value.kind is KINDS[breaking]


REGISTRATION = [name for name in specified(asynchronous=False) if name != "case_filter"]


@pytest.mark.parametrize("breaking", [out_of_order, nonsense, asking_too_much, in_the_other_colour])
@pytest.mark.parametrize("hook", REGISTRATION)
def test_a_registration_that_fails_leaves_the_plugin_out_alone(hook: str, breaking: Callable[[str], Any]) -> None:
    made = broken_and_good(breaking(hook), hook)

    assert [one.status for one in made.statuses] == [Status.FAILED, Status.LOADED]
    assert made.statuses[0].detail.startswith("plugins.toml: plugins.bad: ")
    assert [one.name for one in made.loaded] == ["good"]
    assert [one.name for one, _ in made.each(hook)] == []


@pytest.mark.parametrize("breaking", [asking_too_much, in_the_other_colour])
@pytest.mark.parametrize("hook", [*MEANING, "case_filter"])
def test_a_hook_of_the_wrong_form_is_found_while_loading(hook: str, breaking: Callable[[str], Any]) -> None:
    made = broken_and_good(breaking(hook), hook)

    assert [one.status for one in made.statuses] == [Status.FAILED, Status.LOADED]
    assert hook in made.statuses[0].detail


@pytest.mark.parametrize("breaking", [out_of_order, nonsense])
def test_a_case_filter_that_fails_hides_everything(breaking: Callable[[str], Any]) -> None:
    made = broken_and_good(breaking("case_filter"), "case_filter")

    [(loaded, condition)] = made.each("case_filter")
    assert loaded.name == "bad"
    assert str(condition(None, None)) == "false"


def broken_and_good(function: Callable[..., Any], hook: str) -> PluginHost:
    text = listed("bad", "good", on_failure='"skip"')
    return load(text, plugin("bad", function), plugin("good"), specs=(schema_hookspecs,))
