"""Who stands for all who hold the same may do what they may, and notices when it matters who he is."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from core.access.predicate import Target, allows, row_values
from core.access.stand_in import Witness, stand_in
from core.access.viewer import Viewer
from core.audit.sightings import Sightings
from tests.support.office import Office


@pytest.mark.parametrize("role", ["city_lead", "unit_liaison", "outsourced_operator"])
def test_he_may_what_they_may(office: Office, role: str) -> None:
    viewer, target = office.viewer(role), Target("370900", (), None, 0)
    found = stand_in(viewer, Witness())
    assert (found.grants, found.shape, found.now) == (viewer.grants, viewer.shape, viewer.now)
    assert allows(found, "event.read", target) == allows(viewer, "event.read", target)


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.id,
        lambda one: one.subject,
        lambda one: one == one,  # noqa: PLR0124 - comparing is asking
        hash,
        repr,
        lambda one: replace(one, service=True),
    ],
)
def test_whatever_asks_who_he_is_is_noticed(office: Office, ask: Callable[[Viewer], object]) -> None:
    witness = Witness()
    found = stand_in(office.viewer("city_lead"), witness)
    assert not witness.asked
    ask(found)
    assert witness.asked


@pytest.mark.parametrize(
    ("role", "asked"), [("city_lead", False), ("unit_liaison", False), ("outsourced_operator", True)]
)
def test_it_matters_to_a_row_filter_only_where_the_policy_says_own(office: Office, role: str, asked: bool) -> None:
    witness = Witness()
    row_values(stand_in(office.viewer(role), witness), "event.read")
    assert witness.asked is asked


def test_what_he_may_of_his_own_depends_on_who_he_is(office: Office) -> None:
    witness = Witness()
    allows(stand_in(office.viewer("outsourced_operator"), witness), "event.read", Target("370900", (), uuid4(), 0))
    assert witness.asked


def test_what_he_sees_is_kept_for_those_who_are_told_and_is_no_question_who_he_is(office: Office) -> None:
    witness, sightings, row = Witness(), Sightings(), uuid4()
    stand_in(office.viewer("operator"), witness).sees(sightings, "case_file.title", row)
    assert not witness.asked
    assert sightings.take() == {}
    assert (witness.take_seen(), witness.take_seen()) == ({"case_file.title": {row}}, {})
