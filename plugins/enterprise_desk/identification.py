"""Which enterprise a case is about: told by the desk, or recognised by the caller."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import CaseView, NewEvent, Read, Row, UnitOfWork, case_file, new_id, reporter
from plugins.enterprise_desk.tables import SHOWN, enterprise, identification
from plugins.enterprise_desk.vocabulary import Origin

RECOGNISED = "enterprise_desk/recognised"

_CASE_ID = bindparam("case_id", type_=Uuid(as_uuid=True))
_OF_CASE = select(identification).where(identification.c.case_id == _CASE_ID)

_earlier, _now = reporter.alias("earlier"), reporter.alias("now")
_SAME_CALLER = (
    select(*SHOWN)
    .where(
        enterprise.c.id.in_(
            select(identification.c.enterprise_id)
            .join(_earlier, _earlier.c.case_id == identification.c.case_id)
            .join(_now, _now.c.repeat_key == _earlier.c.repeat_key)
            .join(case_file, case_file.c.id == identification.c.case_id)
            .where(
                _now.c.case_id == _CASE_ID,
                case_file.c.gate == bindparam("gate"),
                case_file.c.secrecy <= bindparam("secrecy"),
            )
        )
    )
    .limit(2)
)


async def identified(read: Read, case_id: UUID) -> Row | None:
    """The case's identification, if it has one."""
    return await read.fetch_one(_OF_CASE, case_id=case_id)


async def recognise(uow: UnitOfWork, case: CaseView) -> Sequence[NewEvent]:
    """Identify a new case by its caller, if all earlier cases of this caller in the district were one enterprise's.

    Somebody who speaks for two enterprises is left to the desk, and what is known from a case that is kept more closely
    than this one is not told here.
    """
    found = await uow.fetch(_SAME_CALLER, case_id=case.id, gate=case.gate, secrecy=case.secrecy)
    if len(found) != 1:
        return ()
    row = {"id": new_id(), **snapshot(uow, case.id, found[0], Origin.RECOGNISED, None)}
    await uow.insert(identification, [row])
    # Never the enterprise's own id: who may not know it would meet it again in a case where he may.
    return (NewEvent(RECOGNISED, body={"identification": str(row["id"])}),)


def snapshot(uow: UnitOfWork, case_id: UUID, row: Row, origin: Origin, by: UUID | None) -> dict[str, Any]:
    """The enterprise as it is now, for the case."""
    told = ("credit_code", "name", "industry", "size", "district")
    return {
        "case_id": case_id, "enterprise_id": row["id"], "profile_version": row["version"],
        **{name: row[name] for name in told}, "origin": origin.value, "by": by, "at": uow.now,
    }  # fmt: skip
