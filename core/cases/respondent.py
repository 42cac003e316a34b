"""The unit that a report accuses (Art. 28): named at registration, corrected afterwards, and kept from that unit itself."""

from collections.abc import Iterable
from uuid import UUID

from core.cases.dispatch_errors import ACCUSED_UNIT
from core.cases.facts import AssignmentFacts
from core.cases.states import LIVE, Kind
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.units.queries import active_unit

RESPONDENT_OF_REPORTS = register(
    ErrorCode(
        "RESPONDENT_OF_REPORTS",
        "仅举报可以填写被举报单位。",
        "Only a report accuses a unit; leave the respondent out, or register a report.",
        "28",
    )
)
FIELD = ("input", "respondentId")


async def respondent_path(uow: UnitOfWork, kind: Kind, unit_id: UUID | None) -> str:
    """The path of the unit that is accused, empty for none. Raises RESPONDENT_OF_REPORTS and UNKNOWN_UNIT.

    Only a report accuses: what is not confidential is handed to that very unit.
    """
    if unit_id is None:
        return ""
    if kind is not Kind.REPORT:
        raise Refused(RESPONDENT_OF_REPORTS, field=FIELD)
    return str((await active_unit(uow, unit_id, FIELD))["path"])


def lies_below(unit_path: str, accused: str) -> bool:
    """Whether it is the accused unit or one below it; nobody lies below no unit."""
    return bool(accused) and f"{unit_path}/".startswith(f"{accused}/")


def refuse_at_work(parts: Iterable[AssignmentFacts], accused: str) -> None:
    """Whoever is accused has no part of the case any more. Raises ACCUSED_UNIT: take the part back first."""
    if any(one.state in LIVE and lies_below(one.unit_path, accused) for one in parts):
        raise Refused(ACCUSED_UNIT, field=FIELD)
