"""divertCase (分类处置): one of the six exits of Art. 13."""

from sqlalchemy import bindparam, update

from core.access.viewer import Viewer
from core.attachments.model import attachment
from core.cases import check, sealed
from core.cases.begin import on_case, visible_case
from core.cases.change import Change
from core.cases.inputs.triage import DivertCase
from core.cases.model import triage
from core.cases.outcome import Outcome
from core.cases.states import CaseState, TriageExit
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.ids import new_id

PRIOR_CASE_REQUIRED = register(
    ErrorCode(
        "PRIOR_CASE_REQUIRED",
        "重复诉求须关联原工单。",
        "A repeated appeal must name the earlier case.",
        "13(4)",
    )
)
_DETAIL_SETS = {
    TriageExit.EMERGENCY_TRANSFER: "emergency_line",
    TriageExit.STATUTORY_CHANNEL: "statutory_channel",
    TriageExit.EXPLAINED: "explained_ground",
}
_DISOWN = (
    update(attachment)
    .where(attachment.c.case_id == bindparam("of_case"))
    .values(state="PURGED", case_id=None, own_key=None, key_sealed=None)
)
"""Files that are no case's are removed by the sweep; nobody can read these meanwhile, for their keys are gone."""
_SECRETS = frozenset({"STATE_SECRET", "WORK_SECRET", "TRADE_SECRET"})


async def divert_case(uow: UnitOfWork, actor: Viewer, input: DivertCase) -> Outcome:
    """Coded outcome, legal basis and what the reporter was told; a secret's content is purged, only the fact is kept."""
    change = await on_case(uow, actor, Verb.DIVERT_CASE, input)
    await _check(uow, actor, input)
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    row_id = new_id()
    change.add(
        triage, id=row_id, case_id=change.facts.id, exit=input.exit.value, three_party_call=input.three_party_call,
        detail=input.detail, basis=check.text(input.basis, "basis"), prior_case_id=input.prior_case_id,
        knowledge_entries=[], by=actor.id, at=uow.now,
        **sealed.columns(uow, key, sealed.TOLD, row_id, check.text(input.told, "told", limit=check.LONG)),
    )  # fmt: skip
    change.case |= {"outcome": input.exit.value, "closed_at": uow.now}
    if input.prior_case_id:
        change.case["prior_case_id"] = input.prior_case_id
    secret = input.exit is TriageExit.EXPLAINED and input.detail in _SECRETS
    if secret:
        _purge(change)
    change.move(CaseState.DIVERTED)
    change.note(exit=input.exit.value)
    outcome = await write(change)
    if secret:
        await uow.execute(_DISOWN, of_case=change.facts.id)
    return outcome


async def _check(uow: UnitOfWork, actor: Viewer, input: DivertCase) -> None:
    codes = _DETAIL_SETS.get(input.exit)
    if codes is not None:
        await check.known_code(uow, codes, check.text(input.detail, "detail", limit=64), "detail")
    elif input.exit is not TriageExit.REPEAT_NO_NEW_FACTS:
        check.text(input.detail, "detail")
    if input.exit is not TriageExit.REPEAT_NO_NEW_FACTS:
        return
    if input.prior_case_id is None or input.prior_case_id == input.case_id:
        raise Refused(PRIOR_CASE_REQUIRED, field=("input", "priorCaseId"))
    await visible_case(uow, actor, input.prior_case_id, "priorCaseId")


def _purge(change: Change) -> None:
    """State and other secrets are never stored: what was written at intake goes (Art. 13(3), 28)."""
    for name in ("title", "content", "place"):
        change.case |= {f"{name}_sealed": None, f"{name}_mask": None}
    change.case["title_grams"] = []
    change.note(purged=["title", "content", "place", "attachments"])
