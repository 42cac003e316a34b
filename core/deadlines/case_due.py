"""When a case is due: the earliest of its running clocks."""

from typing import Any

from sqlalchemy import ScalarSelect, func, select

from core.cases.model import case_file
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock


def case_due() -> ScalarSelect[Any]:
    """`case_file.due_at` from the clock rows, inside a statement on `case_file`.

    Windows and promises are not the case's own (`core.deadlines.write` leaves out the same).
    """
    return (
        select(func.min(clock.c.due_at))
        .where(
            clock.c.case_id == case_file.c.id,
            clock.c.state == "RUNNING",
            clock.c.kind != ClockKind.RETURN_WINDOW.value,
            clock.c.kind != ClockKind.COMMITMENT.value,
        )
        .correlate(case_file)
        .scalar_subquery()
    )
