"""registerCase (登记): an appeal becomes a case (Art. 2, 10, 12)."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.change import Change
from core.cases.facts import CaseFacts
from core.cases.inputs import RegisterCase, ReporterDetails
from core.cases.model import case_file, case_number_sequence, reporter
from core.cases.outcome import Outcome
from core.cases.states import CaseState, Kind, Secrecy
from core.cases.verbs import Verb
from core.clock import SHANGHAI
from core.db.uow import Row, UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import NotAllowed, NotFound, VersionMoved
from core.events.record import NewEvent, record
from core.ids import access_code, case_number, new_id
from core.sealing.keychain import CaseKey, month_of

CITY_AGENCY = "/ta"

_NEXT_NUMBER = select(func.nextval(case_number_sequence.name))
_KNOWN = select(case_file.c.id, case_file.c.version).where(
    case_file.c.channel == bindparam("channel"), case_file.c.external_no == bindparam("external_no")
)
_VISIBLE = select(case_file.c.id).where(case_file.c.id == bindparam("id"))


async def register_case(uow: UnitOfWork, actor: Viewer, input: RegisterCase) -> Outcome:
    """Register; the same channel and external number give the case that is already there."""
    place = await check.known_district(uow, input.district)
    secrecy = secrecy_of(input)
    target = Target(district_path=place["path"], unit_paths=(), owner=actor.id, secrecy=secrecy.level)
    if not allows(actor, Verb.REGISTER_CASE, target):
        raise NotAllowed(Verb.REGISTER_CASE)
    known = await _already(uow, input)
    return known or await _register(uow, actor, input, place, secrecy)


def secrecy_of(input: RegisterCase) -> Secrecy:
    """A report (举报) is confidential whatever the caller says; otherwise what was asked for."""
    asked = input.secrecy or Secrecy.NORMAL
    least = Secrecy.REPORTER_CONFIDENTIAL if input.kind is Kind.REPORT else Secrecy.NORMAL
    return max(asked, least, key=lambda secrecy: secrecy.level)


async def _already(uow: UnitOfWork, input: RegisterCase) -> Outcome | None:
    if input.external_no is None:
        return None
    row = await uow.fetch_one(_KNOWN, channel=input.channel, external_no=input.external_no)
    return Outcome(row["id"], row["id"], row["version"]) if row else None


async def _register(uow: UnitOfWork, actor: Viewer, input: RegisterCase, place: Row, secrecy: Secrecy) -> Outcome:
    case_id, code = new_id(), access_code()
    title = check.text(input.title, "title", limit=200)
    content = check.text(input.content, "content", limit=check.LONG)
    if input.category is not None:
        await check.known_category(uow, input.category)
    if input.prior_case_id and await uow.fetch_one(_VISIBLE, id=input.prior_case_id) is None:
        raise NotFound(field=("input", "priorCaseId"))
    attachments = await check.usable_attachments(uow, input.attachments, case_id, "attachments")
    key = await uow.services.keys.new_case_key(month_of(uow.now))
    row = _plain_row(uow, actor, input, place, secrecy) | {
        "id": case_id,
        "case_no": case_number(uow.now.astimezone(SHANGHAI).date(), await uow.fetch_value(_NEXT_NUMBER)),
        "case_key": key.wrapped,
        "title_grams": uow.services.indexes.title_bigrams(title),
        **sealed.columns(uow, key, sealed.TITLE, case_id, title),
        **sealed.columns(uow, key, sealed.CONTENT, case_id, content),
        **sealed.columns(uow, key, sealed.PLACE, case_id, check.optional_text(input.place, "place")),
    }
    await _write(uow, actor, row, reporter_row(uow, key, case_id, input.reporter, code))
    await check.attach(uow, attachments, case_id)
    return Outcome(case_id, case_id, 1, code)


def _plain_row(uow: UnitOfWork, actor: Viewer, input: RegisterCase, place: Row, secrecy: Secrecy) -> dict[str, object]:
    local = uow.now.astimezone(SHANGHAI).date()
    profile = uow.services.profiles.current(uow.services.default_profile, local)
    return {
        "version": 1, "state": CaseState.RECEIVED.value, "kind": input.kind.value, "channel": input.channel.value,
        "external_no": check.optional_text(input.external_no, "externalNo", limit=128),
        "urgency": input.urgency.value, "category": input.category, "district": place["code"],
        "district_path": place["path"], "gate": place["gate"],
        "grid_code": check.optional_text(input.grid_code, "gridCode", limit=64), "secrecy": secrecy.level,
        "public_safety": input.public_safety, "enterprise": input.enterprise, "agency_path": CITY_AGENCY,
        "registered_by": actor.id, "registered_at": uow.now, "profile": profile.name,
        "profile_version": profile.version, "round": 1, "bounces": 0, "dispatches": 0, "final_ruling": False,
        "objected": False, "prior_case_id": input.prior_case_id, "callback_attempts": 0,
        "last_event_type": Verb.REGISTER_CASE.value, "last_event_at": uow.now,
    }  # fmt: skip


def reporter_row(
    uow: UnitOfWork, key: CaseKey, case_id: UUID, details: ReporterDetails, code: str
) -> dict[str, object]:
    """The reporter's row; who gives no name is anonymous."""
    row_id = new_id()
    row: dict[str, object] = {"id": row_id, "case_id": case_id}
    for field in sealed.REPORTER:
        value = check.optional_text(getattr(details, field.name), field.name, limit=200)
        row |= sealed.columns(uow, key, field, row_id, value)
    repeat = row["phone_index"] or row["identity_no_index"]
    return row | {
        "identity_mode": "REAL_NAME" if row["name_mask"] else "ANONYMOUS",
        "company": check.optional_text(details.company, "company", limit=200),
        "repeat_key": repeat,
        "access_code_index": uow.services.indexes.blind_index("reporter.access_code", code),
    }


async def _write(uow: UnitOfWork, actor: Viewer, row: dict[str, object], reporter_: dict[str, object]) -> None:
    """The case, its reporter, its first clock and its first event; a twin that won is found by the next attempt."""
    clocks = _first_clock(uow, actor, row)
    inserted = await uow.insert_new(case_file, row | {"due_at": clocks.clocks.next_due()})
    if not inserted:
        raise VersionMoved
    await uow.insert(reporter, [reporter_])
    await clocks.clocks.write(uow, clocks.facts.id)
    event = NewEvent(
        Verb.REGISTER_CASE.value, None, {"to": row["state"], "kind": row["kind"], "channel": row["channel"]}
    )
    await record(uow, clocks.facts.id, 1, int(str(row["secrecy"])), actor.id, [event])


def _first_clock(uow: UnitOfWork, actor: Viewer, row: dict[str, object]) -> Change:
    facts = CaseFacts(row | {"essential_utility": None}, (), (), ())
    profile = uow.services.profiles.version(str(row["profile"]), int(str(row["profile_version"])))
    change = Change(uow, actor.id, Verb.REGISTER_CASE, facts, profile)
    change.clocks.start(change.clocks.grant(ClockKind.TRIAGE, change.rule_facts(), uow.now, facts.id))
    return change
