import csv
import time
from collections.abc import Iterator
from pathlib import Path

import casbin
import pytest

from core.access.matrix import MODEL, POLICY, Cell, Matrix, Reach, load_matrix
from core.access.operations import register, registered
from core.access.policy import PluginPolicy, Scope
from core.cases.states import Secrecy
from tests.core.access.policy_files import HEAD, compiled, written

REVIEWED = Path(__file__).with_name("matrix.csv")


@pytest.fixture(scope="module")
def shipped() -> Matrix:
    return load_matrix()


def reviewed() -> Iterator[tuple[str, str, str, int]]:
    with REVIEWED.open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            yield row["role"], row["operation"], row["scope"], Secrecy(row["clearance"]).level


def cells_of(matrix: Matrix) -> set[tuple[str, str, str, int]]:
    return {
        (role, operation, str(reach.scope), reach.clearance)
        for (role, operation), cell in matrix.cells.items()
        for reach in cell.reaches
    }


def test_the_policy_shipped_gives_what_was_reviewed_cell_by_cell(shipped: Matrix) -> None:
    rows = list(reviewed())

    assert len(rows) == len(set(rows)) == 423
    assert cells_of(shipped) == set(rows)
    assert shipped.roles == {role for role, *_ in rows}


def assert_as_casbin(path: Path) -> None:
    matrix = load_matrix(path)
    enforcer = casbin.Enforcer(str(MODEL), str(path))
    for role in matrix.roles:
        for operation in registered():
            assert enforcer.enforce(f"r:{role}", operation) == (matrix.cell(role, operation) is not None)


def test_the_matrix_answers_as_casbin_does_for_every_role_and_operation() -> None:
    assert_as_casbin(POLICY)


def test_the_matrix_answers_as_casbin_does_with_denials_and_inheritance(tmp_path: Path) -> None:
    lines = (
        "g, r:trainee, r:clerk",
        "g, r:chief, r:clerk",
        "p, r:staff, unit.read, all, NORMAL, allow",
        "p, r:staff, clock.read, unit, NORMAL, allow",
        "p, r:trainee, case.read, all, DISCIPLINE, deny",
        "p, r:staff, search, all, DISCIPLINE, deny",
        "p, r:chief, search, all, PRIVACY, allow",
    )
    assert_as_casbin(written(tmp_path, HEAD + "\n".join(lines)))


def test_a_role_may_what_its_groups_may_as_a_union(tmp_path: Path) -> None:
    matrix = compiled(
        tmp_path,
        "p, r:staff, case.read, unit, REPORTER_CONFIDENTIAL, allow",
        "p, r:staff, case.read, district, NORMAL, allow",
        "p, r:staff, unit.read, all, NORMAL, allow",
    )

    assert matrix.cell("clerk", "case.read") == Cell((Reach(Scope.DISTRICT, 1), Reach(Scope.UNIT, 2)))
    assert matrix.cell("chief", "case.read") == Cell((Reach(Scope.DISTRICT, 0), Reach(Scope.UNIT, 2)))
    assert matrix.cell("chief", "unit.read") == Cell((Reach(Scope.ALL, 0),))


def test_a_denial_outweighs_what_a_role_inherits(tmp_path: Path) -> None:
    inherited = "p, r:staff, unit.read, all, NORMAL, allow"
    matrix = compiled(tmp_path, inherited, "p, r:clerk, unit.read, all, DISCIPLINE, deny")

    assert matrix.cell("clerk", "unit.read") is None
    assert matrix.cell("chief", "unit.read") is not None


def test_changing_one_line_changes_an_answer_and_the_version(tmp_path: Path) -> None:
    before = compiled(tmp_path)
    after = load_matrix(written(tmp_path, HEAD.replace("district, PRIVACY", "unit, NORMAL")))

    assert before.cell("clerk", "case.read") == Cell((Reach(Scope.DISTRICT, 1),))
    assert after.cell("clerk", "case.read") == Cell((Reach(Scope.UNIT, 0),))
    assert before.version != after.version


def test_removing_any_rule_shipped_turns_the_reviewed_table_red(tmp_path: Path) -> None:
    lines = POLICY.read_text(encoding="utf-8").splitlines()
    rules = [number for number, line in enumerate(lines) if line.startswith("p,")]
    for number in rules[:: len(rules) // 20]:
        changed = load_matrix(written(tmp_path, "\n".join(lines[:number] + lines[number + 1 :])))

        assert cells_of(changed) != set(reviewed()), lines[number]


def test_a_comment_changes_no_version(tmp_path: Path) -> None:
    assert compiled(tmp_path).version == compiled(tmp_path, "", "# said for the reader").version


def test_what_a_plug_in_grants_stands_beside_what_the_file_does_and_changes_the_version(tmp_path: Path) -> None:
    register("museum/accept", "接收", "accept a matter of museums")
    path, line = written(tmp_path, HEAD), "p, r:clerk, museum/accept, unit, PRIVACY, allow"
    alone, together = load_matrix(path), load_matrix(path, [PluginPolicy("museum", line)])

    assert alone.cell("clerk", "museum/accept") is None
    assert together.cell("clerk", "museum/accept") == Cell((Reach(Scope.UNIT, 1),))
    assert together.cell("clerk", "case.read") == alone.cell("clerk", "case.read")
    assert together.version != alone.version


@pytest.mark.parametrize("name", ["nobody", "staff", "r:clerk", "u:clerk", ""])
def test_a_name_that_is_no_declared_role_opens_nothing(name: str, tmp_path: Path) -> None:
    matrix = compiled(tmp_path, "p, r:staff, unit.read, all, NORMAL, allow")

    assert all(matrix.cell(name, operation) is None for operation in registered())


@pytest.mark.parametrize("user", ["clerk", "u:clerk", "R:clerk", "staff"])
def test_a_user_named_like_a_role_gains_nothing(user: str, tmp_path: Path) -> None:
    enforcer = casbin.Enforcer(str(MODEL), str(written(tmp_path, HEAD)))

    assert enforcer.enforce("r:clerk", "case.read")
    assert not enforcer.enforce(user, "case.read")


def test_a_look_up_costs_less_than_a_microsecond(shipped: Matrix) -> None:
    key = next(iter(shipped.cells))
    best = min(_seconds_of_a_thousand(shipped, key) for _ in range(20))

    assert best / 1000 < 1e-6


def _seconds_of_a_thousand(matrix: Matrix, key: tuple[str, str]) -> float:
    started = time.perf_counter()
    for _ in range(1000):
        matrix.cell(*key)
    return time.perf_counter() - started
