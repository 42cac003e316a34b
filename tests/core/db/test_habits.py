"""What was asked by a case's id is expected to be asked again."""

from sqlalchemy import bindparam, select

from core.cases.model import case_file, reporter, triage
from core.db.habits import MOST, PATIENCE, Habits
from core.db.together import Ask
from core.ids import new_id

STATE = select(case_file.c.state).where(case_file.c.id == bindparam("case_id"))
OF_SEVERAL = select(reporter.c.id).where(reporter.c.case_id == bindparam("cases"))
OF_PLACE = select(case_file.c.id).where(case_file.c.id == bindparam("case_id"), case_file.c.gate == bindparam("gate"))
CASE = new_id()


def expected(habits: Habits, verb: str = "acceptCase") -> list[tuple[object, object]]:
    return [(ask.statement, ask.values) for ask in habits.expected(verb, CASE)]


def test_what_was_asked_by_the_id_or_a_list_of_it_is_expected_for_the_next_case() -> None:
    habits, before = Habits(), new_id()

    habits.learn("acceptCase", before, [Ask(STATE, {"case_id": before}), Ask(OF_SEVERAL, {"cases": [before]})])

    assert expected(habits) == [(STATE, {"case_id": CASE}), (OF_SEVERAL, {"cases": [CASE]})]
    assert expected(habits, "withdrawCase") == []


def test_what_depends_on_more_or_on_nothing_is_not_expected() -> None:
    habits = Habits()

    others = [Ask(OF_PLACE, {"case_id": CASE, "gate": "370902"}), Ask(STATE, {"case_id": new_id()})]
    habits.learn("acceptCase", CASE, [*others, Ask(select(triage), {}), Ask(OF_SEVERAL, {"cases": [CASE, CASE]})])

    assert expected(habits) == []


def test_what_is_expected_in_vain_is_given_up() -> None:
    habits, asked = Habits(), Ask(STATE, {"case_id": CASE})
    habits.learn("acceptCase", CASE, [asked])

    for _ in range(PATIENCE):
        habits.learn("acceptCase", CASE, [])
    assert len(expected(habits)) == 1

    habits.learn("acceptCase", CASE, [asked])
    for _ in range(PATIENCE + 1):
        habits.learn("acceptCase", CASE, [])
    assert expected(habits) == []


def test_only_so_much_is_expected() -> None:
    habits = Habits()
    statements = [select(case_file.c.id).where(case_file.c.id == bindparam("case_id")) for _ in range(2 * MOST)]

    habits.learn("acceptCase", CASE, [Ask(one, {"case_id": CASE}) for one in statements])

    assert len(expected(habits)) == MOST
