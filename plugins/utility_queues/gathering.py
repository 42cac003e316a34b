"""Gathering what an outage explains: the first case becomes the master, further ones are merged into it.

A match is noted in the transaction of the case itself, so that whoever registers it can tell the caller at once when the
supply will be back. Merging follows from the event: a core command cannot run inside another, and a case that cannot be
merged just then, or ever, keeps nobody else from anything.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    ENDED,
    SYSTEM,
    CaseEvent,
    CaseState,
    CaseView,
    MergeCases,
    NewEvent,
    OnCase,
    Row,
    UnitOfWork,
    Verb,
    beside,
    case_file,
    merge_cases,
    new_id,
    write,
)
from plugins.utility_queues.matching import BEFORE_DISPATCH, explained, explaining
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tables import outage, outage_case
from plugins.utility_queues.vocabulary import PLUGIN, CasePart, NoticeState

MATCHING = frozenset({Verb.REGISTER_CASE, Verb.ACCEPT_CASE, "correctCase"})
"""The events that say what a case is about and where."""
REASON = "属于同一停供事件，系统自动并单。 / Merged by the system: the same outage explains it."

_CASE_ID = bindparam("case_id", type_=Uuid(as_uuid=True))
_WAITING = select(outage_case).where(outage_case.c.case_id == _CASE_ID, outage_case.c.part == CasePart.MATCHED.value)
_NOTICE = select(outage).where(outage.c.id == bindparam("id", type_=Uuid(as_uuid=True))).with_for_update()
_STANDING = select(outage.c.id).where(outage.c.state == NoticeState.PUBLISHED.value).order_by(outage.c.at, outage.c.id)
_CASE = select(case_file.c.state, case_file.c.secrecy).where(case_file.c.id == _CASE_ID)
_IS_MASTER = select(exists().where(case_file.c.master_id == bindparam("master", type_=Uuid(as_uuid=True))))


async def note(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> NewEvent | None:
    """Note the notice that explains a case, when the case becomes one of a utility; the event that says so."""
    if event.type not in MATCHING or case.utility is None:
        return None
    settings = uow.services.plugins.settings(UtilityQueuesSettings, case.gate)
    found = await explaining(uow, case.id, settings.outage_lead_minutes)
    if found is None or not await uow.insert_new(outage_case, _matched(found, case.id, uow.now)):
        return None
    return NewEvent(Operation.MATCH_OUTAGE, body={"outage": str(found)})


async def gather(uow: UnitOfWork, case_id: UUID) -> CasePart | None:
    """Make the matched case the master, or merge it into the master; None where nothing is to be done."""
    link = await uow.fetch_one(_WAITING, case_id=case_id)
    if link is None:
        return None
    notice = await uow.fetch_one(_NOTICE, id=link["outage_id"])
    assert notice is not None
    part = await _part(uow, notice, case_id)
    if part is CasePart.MASTER:
        await uow.update(outage, {"id": notice["id"]}, {"master_id": case_id})
    elif part is CasePart.MERGED:
        await merge_cases(uow, SYSTEM, MergeCases(case_id=case_id, master_id=notice["master_id"], reason=REASON))
    await uow.update(outage_case, {"id": link["id"]}, {"part": part.value, "gathered_at": uow.now})
    return part


async def note_waiting(uow: UnitOfWork, outage_id: UUID) -> int:
    """Note a notice on the new cases that came in before it; how many. They are gathered from their events, one by one."""
    plugins = uow.services.plugins
    settings = plugins.settings(UtilityQueuesSettings)
    cases = await explained(
        uow,
        outage_id,
        plugins.switches.districts(PLUGIN),
        lead_minutes=settings.outage_lead_minutes,
        most=settings.gathered_at_once,
    )
    for case_id in cases:
        change = await beside(uow, SYSTEM, Operation.MATCH_OUTAGE, OnCase(case_id=case_id))
        change.add(outage_case, **_matched(outage_id, case_id, uow.now))
        change.note(outage=str(outage_id))
        await write(change)
    return len(cases)


async def note_all_waiting(uow: UnitOfWork) -> int:
    """The same for every notice that stands: what was too much at once, or is explained since a notice changed."""
    return sum([await note_waiting(uow, row["id"]) for row in await uow.fetch(_STANDING)])


async def _part(uow: UnitOfWork, notice: Row, case_id: UUID) -> CasePart:
    """Nobody is to learn by a merge of a case that is kept from them: a master is kept from nobody who sees the others."""
    case = await uow.fetch_one(_CASE, case_id=case_id)
    assert case is not None
    if CaseState(case["state"]) not in BEFORE_DISPATCH or await uow.fetch_value(_IS_MASTER, master=case_id):
        return CasePart.LEFT
    master = notice["master_id"] and await uow.fetch_one(_CASE, case_id=notice["master_id"])
    if master and CaseState(master["state"]) not in ENDED:
        return CasePart.MERGED if master["secrecy"] <= case["secrecy"] else CasePart.LEFT
    return CasePart.MASTER if notice["state"] == NoticeState.PUBLISHED and not case["secrecy"] else CasePart.LEFT


def _matched(outage_id: UUID, case_id: UUID, now: datetime) -> dict[str, object]:
    part = CasePart.MATCHED.value
    return {"id": new_id(), "outage_id": outage_id, "case_id": case_id, "part": part, "matched_at": now}
