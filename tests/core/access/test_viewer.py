from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from core.access import operations
from core.access.matrix import Matrix
from core.access.operations import registered
from core.access.predicate import Target, allows
from core.access.viewer import SYSTEM, Grant, Viewer
from tests.core.access.policy_files import compiled

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CLERK = Grant("clerk", "/ta", "/370900", 2, NOW - timedelta(days=1), None)
CHIEF = replace(CLERK, role="chief", unit_path="/ta/370902")
ID = UUID("01890000-0000-7000-8000-000000000001")


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    return compiled(tmp_path, "p, r:chief, case.read, unit, DISCIPLINE, allow")


def viewer(matrix: Matrix, *grants: Grant, now: datetime = NOW, id: UUID = ID) -> Viewer:
    return Viewer(id, "local:someone", grants, matrix, now)


def test_without_a_grant_nothing_opens(matrix: Matrix) -> None:
    nobody = viewer(matrix)

    assert not any(nobody.may(operation) for operation in registered())
    assert nobody.openings("case.read") == ()


def test_a_grant_opens_its_roles_operations_and_no_other(matrix: Matrix) -> None:
    clerk = viewer(matrix, CLERK)

    assert clerk.may("case.read")
    assert not clerk.may("clock.read")
    assert not clerk.may("no.such")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (timedelta(0), None, True),
        (timedelta(microseconds=1), None, False),
        (timedelta(days=-1), timedelta(microseconds=1), True),
        (timedelta(days=-1), timedelta(0), False),
        (timedelta(days=-2), timedelta(days=-1), False),
    ],
)
def test_a_grant_holds_from_its_first_instant_until_before_its_last(
    matrix: Matrix, since: timedelta, until: timedelta | None, holds: bool
) -> None:
    grant = replace(CLERK, valid_from=NOW + since, valid_to=None if until is None else NOW + until)
    someone = viewer(matrix, grant)

    assert someone.may("case.read") is holds
    assert len(someone.openings("case.read")) == len(someone.shape.roles) == int(holds)


def test_several_grants_open_each_for_itself(matrix: Matrix) -> None:
    openings = viewer(matrix, CLERK, CHIEF).openings("case.read")

    assert [opening.grant for opening in openings] == [CLERK, CHIEF]
    assert [opening.clearance(opening.cell.reaches[0]) for opening in openings] == [1, 2]


@pytest.mark.parametrize(
    ("path", "found"),
    [("/ta", [CLERK]), ("/ta/370902", [CHIEF]), ("/ta/37090", []), ("/ta/370902/1", []), ("/", []), ("", [])],
)
def test_openings_at_a_place_are_those_held_exactly_there(matrix: Matrix, path: str, found: list[Grant]) -> None:
    someone = viewer(matrix, CLERK, CHIEF)

    assert [opening.grant for opening in someone.openings_at("case.read", path)] == found


def test_viewers_who_hold_the_same_roles_share_one_shape(matrix: Matrix) -> None:
    expired = replace(CHIEF, valid_to=NOW)
    one = viewer(matrix, CLERK, expired)
    other = viewer(matrix, replace(CLERK, unit_path="/ta/x", clearance=0), id=uuid4())

    assert one.shape is other.shape
    assert viewer(matrix, CLERK, CHIEF).shape != one.shape


def test_another_policy_is_another_shape(matrix: Matrix, tmp_path: Path) -> None:
    other = compiled(tmp_path, "p, r:chief, case.read, unit, NORMAL, allow")

    assert viewer(matrix, CHIEF).shape != viewer(other, CHIEF).shape


def test_a_user_whose_id_or_subject_is_a_roles_name_gains_nothing(matrix: Matrix) -> None:
    impostor = Viewer(ID, "r:clerk", (replace(CLERK, role="r:clerk"),), matrix, NOW)

    assert not impostor.may("case.read")


def test_the_system_may_everything_everywhere_and_nothing_unheard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = Target("/370900/370902", (), None, 3)
    monkeypatch.setattr(operations, "_registry", dict(registered()))
    operations.register("tourism/accept", "受理", "accept")

    assert all(allows(SYSTEM, operation, secret) for operation in registered())
    assert SYSTEM.may("tourism/accept")
    assert not SYSTEM.may("no.such")


def test_the_system_is_no_role_one_could_be_granted(matrix: Matrix) -> None:
    unnamed = viewer(matrix, replace(CLERK, role=""))

    assert SYSTEM.matrix.cell("clerk", "case.read") is None
    assert not unnamed.may("case.read")
    assert set(SYSTEM.matrix.cells) == {("", operation) for operation in registered()}
    assert len(SYSTEM.matrix.cells) == len(registered())


def test_a_clearance_is_the_highest_that_any_grant_in_force_opens_and_never_more_than_the_persons(
    matrix: Matrix,
) -> None:
    over = replace(CHIEF, valid_to=NOW)

    assert viewer(matrix).clearance == 0
    assert viewer(matrix, CLERK).clearance == 1
    assert viewer(matrix, CLERK, CHIEF).clearance == 2
    assert viewer(matrix, CLERK, over).clearance == 1
    assert viewer(matrix, replace(CHIEF, clearance=3)).clearance == 3
    assert viewer(matrix, replace(CHIEF, role="unheard-of")).clearance == 0
    assert SYSTEM.clearance == 3


def test_one_is_inside_ones_own_units_and_all_above_them(matrix: Matrix) -> None:
    over = replace(CLERK, unit_path="/tb", valid_to=NOW)
    held = viewer(matrix, CLERK, replace(CLERK, unit_path="/ta/370902/x"), over)

    assert held.inside == ("/ta", "/ta/370902", "/ta/370902/x")
    assert viewer(matrix).inside == SYSTEM.inside == ()
