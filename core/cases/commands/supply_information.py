"""supplyInformation (补充): the reporter adds what was asked for (Art. 10)."""

from uuid import UUID

from sqlalchemy import bindparam, select

from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.inputs.intake import ReporterDetails, SupplyInformation
from core.cases.model import information_request, reporter
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.sealing.keychain import CaseKey

_REPORTER = select(reporter).where(reporter.c.case_id == bindparam("case_id"))


async def supply_information(uow: UnitOfWork, actor: Viewer, input: SupplyInformation) -> Outcome:
    """Complete reporter, place or content; the triage clock runs on."""
    change = await on_case(uow, actor, Verb.SUPPLY_INFORMATION, input)
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    attachments = await check.usable_attachments(uow, input.attachments, change.facts.id, actor.id, "attachments")
    written = [*_supply_case(change, key, input), *await _supply_reporter(change, key, input.reporter)]
    if not written and not attachments:
        raise Refused(check.REQUIRED, field=("input",))
    for request in change.facts.waiting("information"):
        change.decide(information_request, request.id, supplied_at=uow.now)
    change.move(CaseState.RECEIVED)
    change.note(fields=written)
    outcome = await write(change)
    await check.attach(uow, attachments, change.facts.id, key, "attachments")
    return outcome


def _supply_case(change: Change, key: CaseKey, input: SupplyInformation) -> list[str]:
    """A place replaces the earlier one; content is added, so that nothing of the first wording is lost."""
    place = check.optional_text(input.place, "place")
    content = check.optional_text(input.content, "content", limit=check.LONG)
    if place is not None:
        change.case |= sealed.columns(change.uow, key, sealed.PLACE, change.facts.id, place)
    if content is not None:
        change.case |= sealed.longer_content(change.uow, key, change.facts.row, content)
    return [name for name, value in (("place", place), ("content", content)) if value is not None]


async def _supply_reporter(change: Change, key: CaseKey, details: ReporterDetails) -> list[str]:
    person = await change.uow.fetch_one(_REPORTER, case_id=change.facts.id)
    assert person is not None
    given = sealed.given(details)
    company = sealed.personal(details.company, "company")
    named = [field.name for field, _ in given] + ["company"] * (company is not None)
    if not named:
        return []
    row_id: UUID = person["id"]
    columns = dict(person)
    for field, value in given:
        columns |= sealed.columns(change.uow, key, field, row_id, value)
    columns |= sealed.recognised(columns) | ({} if company is None else {"company": company})
    change.decide(reporter, row_id, **{name: columns[name] for name in columns if columns[name] != person[name]})
    return named
