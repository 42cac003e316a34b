"""A filter of events passes exactly what it names."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cases.states import CaseState, Kind
from core.clock import SHANGHAI
from core.events.logged import LoggedEvent
from core.plugin.views import CaseEvent
from schema.events.filters import Wanted
from tests.support.office import START

NOBODY = UUID(int=0)
EVENT = CaseEvent(NOBODY, NOBODY, 1, "acceptCase", None, None, 0, "370900", {}, START.astimezone(SHANGHAI))
LOGGED = LoggedEvent(
    1, b"", EVENT, "370902", "/370900/370902", "COMPLAINT", "IN_PROGRESS", 0, NOBODY, ("/ta/370902/a", "/ta/b"), None
)


def test_no_condition_passes_everything() -> None:
    assert LOGGED in Wanted()


@pytest.mark.parametrize("unit", ["/ta", "/ta/370902", "/ta/370902/a", "/ta/b"])
def test_a_unit_passes_its_cases_and_those_below(unit: str) -> None:
    assert LOGGED in Wanted(unit=unit)


@pytest.mark.parametrize("unit", ["/ta/370", "/ta/c", "/ta/370902/a/b", "/t"])
def test_and_no_other_s(unit: str) -> None:
    assert LOGGED not in Wanted(unit=unit)


@pytest.mark.parametrize(("district", "passes"), [("/370900", True), ("/370900/370902", True), ("/3709", False)])
def test_a_district_passes_what_lies_in_it(district: str, passes: bool) -> None:
    assert (LOGGED in Wanted(district=district)) is passes


@given(st.frozensets(st.sampled_from([kind.value for kind in Kind])))
def test_kinds_pass_their_own(kinds: frozenset[str]) -> None:
    assert (LOGGED in Wanted(kinds=kinds)) is ("COMPLAINT" in kinds)


@given(states=st.frozensets(st.sampled_from([state.value for state in CaseState])))
def test_states_pass_what_is_in_them_or_just_came_or_went(states: frozenset[str]) -> None:
    moved = replace(LOGGED, event=replace(EVENT, body={"from": "RECEIVED", "to": "PENDING_DISPATCH"}))
    assert (LOGGED in Wanted(states=states)) is ("IN_PROGRESS" in states)
    assert (moved in Wanted(states=states)) is bool({"RECEIVED", "PENDING_DISPATCH", "IN_PROGRESS"} & states)


def test_all_conditions_must_hold() -> None:
    assert LOGGED in Wanted("/ta/b", "/370900", frozenset({"COMPLAINT"}), frozenset({"IN_PROGRESS"}))
    assert LOGGED not in Wanted("/ta/b", "/370900", frozenset({"COMPLAINT"}), frozenset({"CLOSED"}))
