"""mergeCases (并单): the case lives on in a master; its reporter keeps channel, secrecy, callback and rating."""

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case, visible_case
from core.cases.facts import CaseFacts
from core.cases.inputs.triage import MergeCases
from core.cases.model import case_file, merge
from core.cases.outcome import Outcome
from core.cases.release import release_all
from core.cases.states import OPEN, CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, VersionMoved, register

NOT_A_MASTER = register(
    ErrorCode(
        "NOT_A_MASTER",
        "只能并入另一件未办结且未被并单的工单。",
        "A case is merged into another that is open and not merged itself.",
        "13(4)",
    )
)
IS_A_MASTER = register(
    ErrorCode(
        "IS_A_MASTER",
        "该工单是主工单，请先将并入的工单取出。",
        "Other cases live on in this one: take them out before it is merged itself.",
        "13(4)",
    )
)
MASTER_KEPT_CLOSER = register(
    ErrorCode(
        "MASTER_KEPT_CLOSER",
        "主工单的知悉范围比该工单小，不能并入；请先更正该工单的保密级别，或选择其他主工单。",
        "The master is kept from people who see this case; correct the case's secrecy first, or take another master.",
        "28",
    )
)
_MERGED_INTO = select(case_file.c.id).where(case_file.c.master_id == bindparam("id")).limit(1)
_LOCK = (
    select(case_file.c.id, case_file.c.version)
    .where(case_file.c.id == any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True)))))
    .order_by(case_file.c.id)
    .with_for_update()
)


async def merge_cases(uow: UnitOfWork, actor: Viewer, input: MergeCases) -> Outcome:
    """Live assignments are cancelled; an unmerge restores them."""
    change = await on_case(uow, actor, Verb.MERGE_CASES, input)
    master = await visible_case(uow, actor, input.master_id, "masterId")
    if master.id == change.facts.id or master.state not in OPEN:
        raise Refused(NOT_A_MASTER, field=("input", "masterId"))
    if await uow.fetch_one(_MERGED_INTO, id=change.facts.id):
        raise Refused(IS_A_MASTER, field=("input", "caseId"))
    if _kept_closer(master.row, change.facts.row):
        raise Refused(MASTER_KEPT_CLOSER, field=("input", "masterId"))
    reason = check.text(input.reason, "reason")
    states = {one.id: one.state for one in change.facts.assignments}
    cancelled = {str(one): states[one].value for one in release_all(change)}
    change.add(
        merge, case_id=change.facts.id, master_id=master.id, reason=reason, state_before=change.facts.state.value,
        cancelled=cancelled, by=actor.id, at=uow.now,
    )  # fmt: skip
    change.case |= {"master_id": master.id, "state_before": change.facts.state.value}
    change.move(CaseState.MERGED)
    change.note(master=str(master.id), cancelled=sorted(cancelled))
    await _hold(uow, master, change.facts)
    return await write(change)


def _kept_closer(master: Row, case: Row) -> bool:
    """Whether somebody would learn from the case's own end that there is a case they may not know of.

    Nor is what accuses a unit worked on under another case, which may be that unit's.
    """
    return bool(master["secrecy"] > case["secrecy"] or master["respondent_path"] != case["respondent_path"])


async def _hold(uow: UnitOfWork, *read: CaseFacts) -> None:
    """Two cases merged into each other at once would both be lost, and a chain of merges cannot be followed.

    Neither case may have moved since it was read, nor may another have been merged into the second meanwhile.
    """
    versions = {row["id"]: row["version"] for row in await uow.fetch(_LOCK, cases=[one.id for one in read])}
    moved = any(versions.get(one.id) != one.version for one in read)
    if moved or await uow.fetch_one(_MERGED_INTO, id=read[-1].id):
        raise VersionMoved
