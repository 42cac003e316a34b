"""registerCase (登记): an appeal becomes a case (Art. 2, 10, 12)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import visible_case
from core.cases.case_clocks import CLOCK_OF
from core.cases.change import Change
from core.cases.decide import visible
from core.cases.facts import CaseFacts
from core.cases.inputs.intake import RegisterCase
from core.cases.life_cycle import BY_VERB
from core.cases.model import case_file, reporter
from core.cases.outcome import Outcome
from core.cases.queries import case_facts
from core.cases.respondent import respondent_path
from core.cases.states import CaseState, Kind, Secrecy
from core.cases.verbs import Verb
from core.cases.write import record_events
from core.clock import SHANGHAI
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, NotAllowed, Refused, register
from core.ids import access_code, case_number, new_id
from core.sealing.keychain import CaseKey, month_of

DUPLICATE_EXTERNAL_NO = register(
    ErrorCode(
        "DUPLICATE_EXTERNAL_NO",
        "该渠道的这一外部编号已由他人登记，请核对编号。",
        "Somebody else has registered this number of this channel; check the number.",
    )
)
CITY_AGENCY = "/ta"

_KNOWN = select(case_file.c.id, case_file.c.version, case_file.c.registered_by).where(
    case_file.c.channel == bindparam("channel"), case_file.c.external_no == bindparam("external_no")
)


async def register_case(uow: UnitOfWork, actor: Viewer, input: RegisterCase) -> Outcome:
    """Register; the same channel and external number give the case that is already there, to whom it is visible."""
    place = await check.known_district(uow, input.district)
    secrecy = secrecy_of(input)
    respondent = await respondent_path(uow, input.kind, input.respondent_id)
    target = Target(place["path"], (), actor.id, secrecy.level, respondent)
    if not allows(actor, Verb.REGISTER_CASE, target):
        raise NotAllowed(Verb.REGISTER_CASE)
    external_no = check.optional_text(input.external_no, "externalNo", limit=128)
    given = input if external_no == input.external_no else replace(input, external_no=external_no)
    return await _already(uow, actor, given) or await _register(uow, actor, given, place, secrecy, respondent)


def secrecy_of(input: RegisterCase) -> Secrecy:
    """A report (举报) is confidential whatever the caller says; otherwise what was asked for."""
    asked = input.secrecy or Secrecy.NORMAL
    least = Secrecy.REPORTER_CONFIDENTIAL if input.kind is Kind.REPORT else Secrecy.NORMAL
    return max(asked, least, key=lambda secrecy: secrecy.level)


async def _already(uow: UnitOfWork, actor: Viewer, input: RegisterCase) -> Outcome | None:
    """The channel's case of this number. Refused to strangers, who learn no more of it than that it exists."""
    if input.external_no is None:
        return None
    row = await uow.fetch_one(_KNOWN, channel=input.channel, external_no=input.external_no)
    if row is None:
        return None
    if row["registered_by"] != actor.id and not await visible(uow, actor, await case_facts(uow, row["id"])):
        raise Refused(DUPLICATE_EXTERNAL_NO, field=("input", "externalNo"))
    return Outcome(row["id"], row["id"], row["version"])


async def _register(
    uow: UnitOfWork, actor: Viewer, input: RegisterCase, place: Row, secrecy: Secrecy, respondent: str
) -> Outcome:
    case_id, code = new_id(), access_code()
    category = await check.known_category(uow, input.category) if input.category else None
    if input.prior_case_id:
        await visible_case(uow, actor, input.prior_case_id, "priorCaseId")
    attachments = await check.usable_attachments(uow, input.attachments, case_id, actor.id, "attachments")
    key = await uow.services.keys.new_case_key(month_of(uow.now))
    row = {
        "id": case_id, "case_key": key.wrapped, **_plain(uow, actor, input, place, secrecy),
        "respondent_path": respondent,
        **_texts(uow, key, case_id, input),
    }  # fmt: skip
    person = _person(uow, key, case_id, input, code)
    row["case_no"] = case_number(uow.now.astimezone(SHANGHAI).date(), await uow.services.numbers.next(uow))
    await _write(uow, actor, row, person, utility=category["essential_utility"] if category else None)
    await check.attach(uow, attachments, case_id, key, "attachments")
    return Outcome(case_id, case_id, 1, code)


def _plain(uow: UnitOfWork, actor: Viewer, input: RegisterCase, place: Row, secrecy: Secrecy) -> dict[str, Any]:
    local = uow.now.astimezone(SHANGHAI).date()
    profile = uow.services.profiles.current(uow.services.default_profile, local)
    return {
        "version": 1, "state": CaseState.RECEIVED.value, "kind": input.kind.value, "channel": input.channel.value,
        "external_no": input.external_no,
        "urgency": input.urgency.value, "category": input.category, "district": place["code"],
        "district_path": place["path"], "gate": place["gate"],
        "grid_code": check.optional_text(input.grid_code, "gridCode", limit=64), "secrecy": secrecy.level,
        "public_safety": input.public_safety, "enterprise": input.enterprise, "agency_path": CITY_AGENCY,
        "registered_by": actor.id, "registered_at": uow.now, "profile": profile.name,
        "profile_version": profile.version, "round": 1, "bounces": 0, "dispatches": 0, "final_ruling": False,
        "objected": False, "prior_case_id": input.prior_case_id, "callback_attempts": 0,
        "last_event_type": Verb.REGISTER_CASE.value, "last_event_at": uow.now,
    }  # fmt: skip


def _texts(uow: UnitOfWork, key: CaseKey, case_id: UUID, input: RegisterCase) -> dict[str, Any]:
    title = check.text(input.title, "title", limit=200)
    content = check.text(input.content, "content", limit=check.LONG)
    return {
        "title_grams": uow.services.indexes.title_bigrams(title),
        **sealed.columns(uow, key, sealed.TITLE, case_id, title),
        **sealed.columns(uow, key, sealed.CONTENT, case_id, content),
        **sealed.columns(uow, key, sealed.PLACE, case_id, check.optional_text(input.place, "place")),
    }


def _person(uow: UnitOfWork, key: CaseKey, case_id: UUID, input: RegisterCase, code: str) -> dict[str, Any]:
    row_id, values = new_id(), {field.name: value for field, value in sealed.given(input.reporter)}
    row: dict[str, Any] = {"id": row_id, "case_id": case_id}
    for field in sealed.REPORTER:
        row |= sealed.columns(uow, key, field, row_id, values.get(field.name))
    return row | {
        **sealed.recognised(row),
        **sealed.columns(uow, key, sealed.COMPANY, row_id, sealed.personal(input.reporter.company, "company")),
        "access_code_index": uow.services.indexes.secret_digest("reporter.access_code", code),
    }


async def _write(
    uow: UnitOfWork, actor: Viewer, row: dict[str, Any], person: dict[str, Any], *, utility: str | None
) -> None:
    """The case, its reporter, its first clock and its first event; a twin that won is found by the next attempt."""
    profile = uow.services.profiles.version(row["profile"], row["profile_version"])
    facts = CaseFacts(row | {"essential_utility": utility, "version": 0}, (), (), ())
    change = Change(uow, actor.id, Verb.REGISTER_CASE, facts, profile, BY_VERB[Verb.REGISTER_CASE])
    change.clocks.start(await change.grant(CLOCK_OF[facts.state]))
    change.note(to=row["state"], kind=row["kind"], channel=row["channel"])
    await uow.claim_new(case_file, row | {"due_at": change.clocks.next_due()})
    await uow.insert(reporter, [person])
    await change.clocks.write(uow)
    await record_events(change)
