"""What the desk does when something happens to a case."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    ENDED,
    SYSTEM,
    CaseEvent,
    CaseView,
    NewEvent,
    Row,
    UnitOfWork,
    Verb,
    case_facts,
    category,
    clock,
    within,
)
from plugins.legal_desk.begin import NAME, open_consultation
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.conflicts import in_conflict
from plugins.legal_desk.inputs import Refer
from plugins.legal_desk.operations import CANCEL
from plugins.legal_desk.rules import rules
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import consultation

SORTED = frozenset({"registerCase", "acceptCase", "correctCase"})
"""Events that can give a case its category."""
ACTS = (frozenset(Verb) | SORTED) - {Verb.REGISTER_CASE}
"""What people do to a case that may be at the desk; what follows from it, and the desk's own acts, are passed over."""

_ID = Uuid(as_uuid=True)
_ROOT = category.alias("root")
_BELOW = (
    select(category.c.code)
    .select_from(category)
    .join(_ROOT, within(category.c.path, _ROOT.c.path))
    .where(category.c.code == bindparam("category"), _ROOT.c.code == any_(bindparam("roots", type_=ARRAY(Text))))
)
_EVER = select(consultation.c.id).where(consultation.c.case_id == bindparam("case_id", type_=_ID)).limit(1)
_RUNNING_AGAIN = (
    select(consultation)
    .join(clock, clock.c.id == consultation.c.clock_id)
    .where(
        consultation.c.case_id == bindparam("case_id", type_=_ID),
        consultation.c.state == ConsultationState.CANCELLED.value,
        clock.c.stopped_at.is_(None),
    )
)


async def in_step(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> Sequence[NewEvent]:
    """Keep the consultation in step with its case, in the command's own transaction.

    It ends with the case, and runs on when a merge is undone; a lawyer with whom what was added to the case is in
    conflict loses it to the queue.
    """
    if event.type not in ACTS:
        return ()
    if event.type == Verb.UNMERGE_CASE:
        return await _resume(case.id, uow)
    row = await open_consultation(uow, case.id)
    if row is None:
        return ()
    if case.state in ENDED:
        ended = {"state": ConsultationState.CANCELLED.value, "ended_at": uow.now, "ended_by": event.actor}
        return await _put(uow, row, CANCEL, ended)
    if row["lawyer_id"] is not None and await in_conflict(uow, case.id, row["lawyer_id"]):
        waits = {"state": ConsultationState.WAITING.value, "lawyer_id": None, "assigned_by": None, "assigned_at": None}
        return await _put(uow, row, f"{NAME}/waiting", waits)
    return ()


async def _resume(case_id: UUID, uow: UnitOfWork) -> Sequence[NewEvent]:
    """The core lets the clock run on that the merge had stopped, so what it timed goes on too."""
    row = await uow.fetch_one(_RUNNING_AGAIN, case_id=case_id)
    if row is None:
        return ()
    state = ConsultationState.ASSIGNED if row["lawyer_id"] else ConsultationState.WAITING
    return await _put(uow, row, f"{NAME}/resume", {"state": state.value, "ended_at": None, "ended_by": None})


async def _put(uow: UnitOfWork, row: Row, event: str, columns: Mapping[str, object]) -> Sequence[NewEvent]:
    await uow.update(consultation, {"id": row["id"]}, {**columns, "version": row["version"] + 1})
    return (NewEvent(event, None, {"consultation": str(row["id"])}),)


async def refer_by_category(event: CaseEvent, uow: UnitOfWork) -> None:
    """Bring a case of a legal category before the desk, where the district's settings say so; once for each case."""
    settings = rules(uow.services, event.gate)
    if not settings.auto_refer_categories or event.secrecy > settings.highest_secrecy:
        return
    facts = await case_facts(uow, event.case_id)
    if facts.state in ENDED or facts.row["secrecy"] > settings.highest_secrecy:
        return
    below = await uow.fetch_value(
        _BELOW, category=facts.row["category"] or "", roots=list(settings.auto_refer_categories)
    )
    if below is not None and await uow.fetch_value(_EVER, case_id=facts.id) is None:
        asked = Refer(case_id=facts.id, reason="CATEGORY", matter="UNSORTED", question="")
        await refer(uow, SYSTEM, asked, since=event.occurred_at)
