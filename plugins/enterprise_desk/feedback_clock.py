"""The clock of the feedback that "2115" owes an enterprise within one working day.

It starts when the case is dispatched to those who shall handle it, once, and belongs to the case: a unit that hands the
case back leaves it running. It is met by the first feedback told, or by the approval of the reply; a contact is not yet
a feedback, that has its own clock (FIRST_CONTACT). The core cancels it when the case ends.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import ENDED, SYSTEM, Budget, CaseFacts, OnCase, UnitOfWork, beside, case_facts, write
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.switched import settings_of
from plugins.enterprise_desk.tables import feedback
from plugins.enterprise_desk.vocabulary import FEEDBACK_CLOCK

STARTS = frozenset({"dispatchCase", "ruleAndDispatch"})
MEETS = frozenset({"approveFeedback"})
RULE = f"enterprise_desk/{FEEDBACK_CLOCK}/2115"

_TOLD = select(
    exists().where(
        feedback.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True)), feedback.c.round == bindparam("round")
    )
)


async def start(uow: UnitOfWork, case_id: UUID, since: datetime) -> None:
    """Start the clock of an enterprise's case that was dispatched at `since`, unless the enterprise was told before.

    An effect may come late: a case that has ended meanwhile gets no clock that nothing would end.
    """
    facts = await case_facts(uow, case_id)
    if not facts.row["enterprise"] or facts.state in ENDED or _had_its_clock(facts):
        return
    if await uow.fetch_value(_TOLD, case_id=case_id, round=facts.row["round"]):
        return
    change = await beside(uow, SYSTEM, Operation.FEEDBACK_START, OnCase(case_id=case_id))
    days = settings_of(uow.services, facts.row["gate"]).feedback_days
    change.start_clock(FEEDBACK_CLOCK, Budget(days=days), RULE, since=since)
    await write(change)


async def meet(uow: UnitOfWork, case_id: UUID) -> None:
    """End the clock, if it still runs: the reply has been approved."""
    facts = await case_facts(uow, case_id)
    if any(row["kind"] == FEEDBACK_CLOCK and row["stopped_at"] is None for row in facts.clocks):
        change = await beside(uow, SYSTEM, Operation.FEEDBACK_MEET, OnCase(case_id=case_id))
        change.end_clock(FEEDBACK_CLOCK)
        await write(change)


def _had_its_clock(facts: CaseFacts) -> bool:
    """Since the case was accepted: a second dispatch starts none, a case that was reopened gets its own."""
    accepted_at = facts.row["accepted_at"]
    return any(row["kind"] == FEEDBACK_CLOCK and row["started_at"] >= accepted_at for row in facts.clocks)
