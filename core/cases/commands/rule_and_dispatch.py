"""ruleAndDispatch (裁定派单): the ruling binds and can become a catalogue entry (Art. 14(3))."""

from dataclasses import replace
from uuid import UUID

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.dispatching import dispatch
from core.cases.inputs.dispatch import DispatchTarget, RuleAndDispatch
from core.cases.model import adjudication
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.catalogue.model import catalogue_entry
from core.clock import SHANGHAI
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register

UNCATEGORISED = register(
    ErrorCode(
        "UNCATEGORISED",
        "工单没有类别，裁定不能写入派单目录。",
        "The case has no category, so the ruling cannot enter the catalogue.",
        "14(3)",
    )
)


async def rule_and_dispatch(uow: UnitOfWork, actor: Viewer, input: RuleAndDispatch) -> Outcome:
    """No return is possible afterwards."""
    change = await on_case(uow, actor, Verb.RULE_AND_DISPATCH, input)
    ruling, basis = check.text(input.ruling, "ruling"), check.text(input.basis, "basis")
    waiting = change.facts.waiting("adjudication")
    for one in waiting:
        change.decide(adjudication, one.id, ruling=ruling, basis=basis, ruled_by=actor.id, ruled_at=uow.now)
    await dispatch(change, [_with_basis(target, basis) for target in input.targets], ruled=True)
    if input.precedent:
        _set_precedent(change, input, basis, waiting[0].id if waiting else None)
    change.case["final_ruling"] = True
    change.move(CaseState.IN_PROGRESS)
    change.note(precedent=input.precedent)
    return await write(change)


def _with_basis(target: DispatchTarget, basis: str) -> DispatchTarget:
    return target if target.basis else replace(target, basis=basis)


def _set_precedent(change: Change, input: RuleAndDispatch, basis: str, adjudication_id: UUID | None) -> None:
    row = change.facts.row
    if row["category"] is None:
        raise Refused(UNCATEGORISED, field=("input", "precedent"))
    for target in input.targets:
        change.add(
            catalogue_entry, category=row["category"], district=row["district"], unit_id=target.unit_id,
            role=target.role.value, basis_title="adjudication", basis=basis,
            valid_from=change.now.astimezone(SHANGHAI).date(), adjudication_id=adjudication_id,
            source="adjudication", created_at=change.now,
        )  # fmt: skip
