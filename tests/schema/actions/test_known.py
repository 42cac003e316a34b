"""`allowedActions` with plug-ins: their vetoes are shown where they are asked, and they are asked once for a page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from core.errors import ErrorCode
from core.plugin.answers import Veto
from core.plugin.views import CaseView
from tests.schema.conftest import Api
from tests.schema.support.desk import PLACE, Desk
from tests.schema.support.plugged import plugged

STILL_OPEN = ErrorCode("PROBE_STILL_OPEN", "插件尚有未结事项。", "Something is still open.", plugin="probe")
ACTIONS = """query { cases(first: 50) { nodes {
  allowedActions { verb { code } allowed reasonCode reason vetoesChecked }
  assignments { allowedActions { verb { code } allowed reasonCode vetoesChecked } } } } }"""
Action = dict[str, Any]


@contextmanager
def vetoing(api: Api, *verbs: str, on: str = PLACE) -> Iterator[list[int]]:
    """A plug-in that has something against these verbs; how many cases it was asked about, each time."""
    asked: list[int] = []

    async def check_transitions(cases: Sequence[CaseView]) -> Sequence[Veto]:
        asked.append(len(cases))
        return [Veto(one.id, verb, STILL_OPEN) for one in cases for verb in verbs]

    with plugged(api, check_transitions, on=on):
        yield asked


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


async def shown(api: Api, role: str = "dispatcher") -> list[tuple[dict[str, Action], dict[str, Action]]]:
    """The actions on every case, and on its assignments, by verb."""
    nodes = (await api.data(ACTIONS, role))["cases"]["nodes"]
    return [(_by_verb(one["allowedActions"]), _parts(one)) for one in nodes]


def _parts(node: dict[str, Any]) -> dict[str, Action]:
    return _by_verb([action for part in node["assignments"] for action in part["allowedActions"]])


def _by_verb(actions: list[Action]) -> dict[str, Action]:
    return {one["verb"]["code"]: one for one in actions}


async def test_what_a_plug_in_is_against_is_not_allowed_and_says_why(api: Api, desk: Desk) -> None:
    await desk.dispatched()
    with vetoing(api, "requestAdjudication", "reassign") as asked:
        ((on_case, on_part),) = await shown(api)

    refused = on_case["requestAdjudication"]
    assert (refused["allowed"], refused["reasonCode"], refused["reason"]) == (
        False,
        "PROBE_STILL_OPEN",
        "插件尚有未结事项。",
    )
    assert (on_part["reassign"]["allowed"], on_part["reassign"]["reasonCode"]) == (False, "PROBE_STILL_OPEN")
    assert all(one["vetoesChecked"] for one in (*on_case.values(), *on_part.values()))
    assert asked == [1]


async def test_a_veto_hides_no_reason_of_the_core_s(api: Api, desk: Desk) -> None:
    await desk.dispatched()
    with vetoing(api, "dispatchCase", "ruleAndDispatch"):
        ((on_case, _),) = await shown(api)

    assert on_case["dispatchCase"]["reasonCode"] == "NOT_IN_STATE"
    assert on_case["ruleAndDispatch"]["reasonCode"] == "NOT_ALLOWED"


async def test_a_request_asks_once_and_about_twenty_cases(api: Api, desk: Desk) -> None:
    for _ in range(22):
        await desk.registered()
    with vetoing(api, "answerCase") as asked:
        found = [actions["answerCase"] for actions, _ in await shown(api, "operator")]

    assert asked == [20]
    checked = [one["reasonCode"] for one in found if one["vetoesChecked"]]
    unchecked = [one["reasonCode"] for one in found if not one["vetoesChecked"]]
    assert (checked, unchecked) == (["PROBE_STILL_OPEN"] * 20, [None] * 2)


async def test_where_no_plug_in_has_a_say_there_is_nothing_to_check(api: Api, desk: Desk) -> None:
    for _ in range(22):
        await desk.registered()
    with vetoing(api, "answerCase", on="370911") as asked:
        found = [actions["answerCase"] for actions, _ in await shown(api, "operator")]

    assert asked == []
    assert all(one["allowed"] and one["vetoesChecked"] for one in found)


async def test_one_that_fails_allows_nothing(api: Api, desk: Desk) -> None:
    async def check_transitions(cases: Sequence[CaseView]) -> Sequence[Veto]:
        raise RuntimeError

    await desk.registered()
    with plugged(api, check_transitions):
        ((on_case, _),) = await shown(api, "operator")

    assert {one["reasonCode"] for one in on_case.values() if not one["allowed"]} >= {"PLUGIN_FAILED"}
    assert not any(one["allowed"] for one in on_case.values())
