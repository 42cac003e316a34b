"""Who implements which hook, in which order, and what cannot be a hook."""

from types import ModuleType
from typing import Any

import pytest

from core.plugin import hookspecs
from core.plugin.hooks import Hooks, WrongHook
from core.plugin.hookspecs import hook
from tests.core.plugin import further_hooks
from tests.core.plugin.making import plugin


def route_to(answer: Any, **order: bool) -> Any:
    @hook(**order)
    async def route_case(case: Any) -> Any:
        return answer

    return route_case


def module(route_case: Any) -> ModuleType:
    made = plugin("made")
    made.route_case = route_case  # type: ignore[attr-defined]
    return made


def in_order(**modules: ModuleType) -> list[str]:
    return [impl.plugin for impl in Hooks((hookspecs,)).in_order(modules)["route_case"]]


def test_plugins_are_called_in_the_order_they_are_loaded() -> None:
    assert in_order(a=module(route_to(1)), b=module(route_to(2)), c=module(route_to(3))) == ["a", "b", "c"]


def test_who_wants_to_be_first_or_last_is() -> None:
    order = in_order(a=module(route_to(1, trylast=True)), b=module(route_to(2)), c=module(route_to(3, tryfirst=True)))

    assert order == ["c", "b", "a"]


def test_only_what_is_wanted_is_passed() -> None:
    async def propose_deadline(kind: str, services: Any) -> Any: ...

    found = Hooks((hookspecs,)).of("made", plugin("made", propose_deadline))

    assert found["propose_deadline"].wants == ("kind", "services")


def test_hooks_of_further_specifications_are_hooks() -> None:
    def colour() -> str:
        return "blue"

    found = Hooks((hookspecs, further_hooks)).of("made", plugin("made", colour))

    assert found["colour"].call({}) == "blue"
    assert found["colour"].answers is str


def test_registration_hooks_are_the_plain_ones_without_arguments() -> None:
    assert set(Hooks((hookspecs, further_hooks)).registration) == {
        "access_policies", "cli_commands", "codes", "colour", "dashboard_panels", "error_codes", "operations", "tables",
    }  # fmt: skip


def test_looking_at_a_plugin_leaves_nothing_behind() -> None:
    hooks = Hooks((hookspecs,))
    hooks.of("made", module(route_to(1)))

    assert hooks.in_order({})["route_case"] == ()


async def check_transitons() -> None: ...


async def tables() -> Any: ...


def each_minute(uow: Any) -> None: ...


async def after_case_event(event: Any, services: Any) -> None: ...


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (check_transitons, "there is no hook check_transitons. Did you mean check_transitions?"),
        (tables, "hook tables is written def, without async"),
        (each_minute, "hook each_minute is written async def"),
    ],
)
def test_what_is_no_hook_is_named(function: Any, told: str) -> None:
    with pytest.raises(WrongHook) as caught:
        Hooks((hookspecs,)).of("made", plugin("made", function))

    assert str(caught.value) == told


def test_an_argument_that_the_hook_does_not_have_is_named() -> None:
    with pytest.raises(WrongHook, match=r"after_case_event\(event: Any, services: Any\).*'services'"):
        Hooks((hookspecs,)).of("made", plugin("made", after_case_event))


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper"])
def test_a_wrapper_is_refused(option: str) -> None:
    @hook(**{option: True})
    def route_case(case: Any) -> Any:
        yield

    with pytest.raises(WrongHook, match="hook route_case takes no wrappers"):
        Hooks((hookspecs,)).of("made", module(route_case))


def test_a_hook_of_a_later_version_may_be_there_when_it_says_so() -> None:
    @hook(optionalhook=True)
    async def hook_of_tomorrow() -> None: ...

    made = plugin("made")
    made.hook_of_tomorrow = hook_of_tomorrow  # type: ignore[attr-defined]

    assert Hooks((hookspecs,)).of("made", made) == {}
