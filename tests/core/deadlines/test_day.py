from datetime import date

import pytest

from core.deadlines.day import Day, DayKind, ordinary

SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (ordinary(MONDAY), DayKind.WORKDAY),
        (ordinary(SATURDAY), DayKind.WEEKEND),
        (Day(SATURDAY, True, "国庆节"), DayKind.MAKE_UP),
        (Day(SATURDAY, False, "国庆节"), DayKind.HOLIDAY),
        (Day(MONDAY, False), DayKind.HOLIDAY),
    ],
)
def test_kind_says_why_a_date_is_worked_or_not(day: Day, kind: DayKind) -> None:
    assert day.kind is kind
