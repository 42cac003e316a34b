"""acceptCase (受理): the case is the hotline's to have handled (Art. 12)."""

from sqlalchemy import bindparam, select

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.inputs.triage import AcceptCase
from core.cases.model import reporter
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register

INFORMATION_MISSING = register(
    ErrorCode(
        "INFORMATION_MISSING",
        "该类别需要补充：{missing}。",
        "This category needs more information: {missing}.",
        "10",
    )
)
_REPORTER = select(reporter.c.name_mask, reporter.c.phone_mask, reporter.c.identity_no_mask, reporter.c.address_mask)
_REPORTER = _REPORTER.where(reporter.c.case_id == bindparam("case_id"))


async def accept_case(uow: UnitOfWork, actor: Viewer, input: AcceptCase) -> Outcome:
    """Fix the category and start the dispatch clock; refused with the list of what the category still needs."""
    change = await on_case(uow, actor, Verb.ACCEPT_CASE, input)
    category = await check.known_category(uow, input.category)
    missing = await _missing(uow, change, category)
    if missing:
        raise Refused(INFORMATION_MISSING, field=("input", "category"), missing=", ".join(missing))
    change.case |= {"category": input.category, "accepted_at": uow.now}
    change.utility = category["essential_utility"]
    if input.urgency is not None:
        change.case["urgency"] = input.urgency.value
    change.move(CaseState.PENDING_DISPATCH)
    change.note(category=input.category)
    return await write(change)


async def _missing(uow: UnitOfWork, change: Change, category: Row) -> list[str]:
    needed = category["required_fields"]
    if not needed:
        return []
    person = await uow.fetch_one(_REPORTER, case_id=change.facts.id)
    has = {"place": change.facts.row["place_mask"]}
    has |= {name: person[f"{name}_mask"] for name in ("name", "phone", "identity_no", "address")} if person else {}
    return [name for name in needed if not has.get(name)]
