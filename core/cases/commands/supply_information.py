"""supplyInformation (补充): the reporter adds what was asked for (Art. 10)."""

from sqlalchemy import bindparam, select

from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import on_case
from core.cases.inputs import SupplyInformation
from core.cases.model import information_request, reporter
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import Refused

_REPORTER = select(reporter).where(reporter.c.case_id == bindparam("case_id"))


async def supply_information(uow: UnitOfWork, actor: Viewer, input: SupplyInformation) -> Outcome:
    """Complete reporter, place or content; the triage clock runs on."""
    change = await on_case(uow, actor, Verb.SUPPLY_INFORMATION, input)
    case_id = change.facts.id
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    attachments = await check.usable_attachments(uow, input.attachments, case_id, "attachments")
    written = [name for name in ("place", "content") if getattr(input, name)]
    for field in (sealed.PLACE, sealed.CONTENT):
        value = check.optional_text(getattr(input, field.name), field.name, limit=check.LONG)
        if value is not None:
            change.case |= sealed.columns(uow, key, field, case_id, value)
    person = await uow.fetch_one(_REPORTER, case_id=case_id)
    assert person is not None
    columns: dict[str, object] = {}
    for field in sealed.REPORTER:
        value = check.optional_text(getattr(input.reporter, field.name), field.name, limit=200)
        if value is not None:
            columns |= sealed.columns(uow, key, field, person["id"], value)
            written.append(field.name)
    if not written and not attachments:
        raise Refused(check.REQUIRED, field=("input",))
    if columns:
        repeat = columns.get("phone_index") or person["phone_index"] or columns.get("identity_no_index")
        mode = "REAL_NAME" if columns.get("name_mask") or person["name_mask"] else "ANONYMOUS"
        change.decide(reporter, person["id"], **columns, repeat_key=repeat, identity_mode=mode)
    for request in change.facts.waiting("information"):
        change.decide(information_request, request.id, supplied_at=uow.now)
    change.move(CaseState.RECEIVED)
    change.note(fields=written)
    outcome = await write(change)
    await check.attach(uow, attachments, case_id)
    return outcome
