"""Having a reporter's field revealed (Art. 28): for a stated purpose, so many a day, and in the log before it is shown."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, Integer, Select, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.dialects.postgresql import insert

from core.access.columns import columns_through_case
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.step_up import require_step_up
from core.access.viewer import Viewer
from core.audit.errors import NOTHING_TO_REVEAL, REVEALS_USED_UP
from core.audit.model import reveal_count
from core.audit.record import Access, Act, recorded
from core.cases import check, sealed
from core.cases.model import case_file, reporter
from core.clock import SHANGHAI
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, NotFound, Refused
from core.ids import new_id
from core.keys.model import log_note
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.envelope import SealingKey, new_secret
from core.sealing.fields import open_
from core.sealing.keychain import SHREDDED, CaseKey, KeyChain
from core.sealing.masks import MaskKind

NOTE = SealedField("access_event", "note", MaskKind.TEXT)
NOTE_KEY = SealedField("log_note", "key", MaskKind.TEXT)
PURPOSE = "reveal_purpose"
_NOTE_LIMIT = 200

_OF_CASE = columns_through_case(reporter.c.case_id)
_REPORTER = (
    select(reporter, case_file.c.case_key)
    .join(case_file, case_file.c.id == reporter.c.case_id)
    .where(reporter.c.case_id == bindparam("of", type_=Uuid(as_uuid=True)))
)
_COUNT = insert(reveal_count).values(
    account_id=bindparam("account", type_=Uuid(as_uuid=True)), day=bindparam("day", type_=Date()), n=1
)
_COUNTED = _COUNT.on_conflict_do_update(
    index_elements=["account_id", "day"],
    set_={"n": reveal_count.c.n + 1},
    where=reveal_count.c.n < bindparam("most", type_=Integer()),
).returning(reveal_count.c.n)


class ReporterField(StrEnum):
    """What can be revealed of a reporter: the sealed columns of `reporter`."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY_NO = "identity_no"
    ADDRESS = "address"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Reveal:
    """`purpose` is a code of `reveal_purpose`; `note` says more, in at most 200 characters, and is sealed."""

    case_id: UUID
    field: ReporterField
    purpose: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What may be opened once the transaction is committed; `remaining` is how many more the account has today."""

    field: SealedField
    row_id: UUID
    sealed: bytes
    case_key: bytes
    remaining: int


async def reveal(uow: UnitOfWork, actor: Viewer, input: Reveal) -> Granted:
    """Enter in the log that the field is shown, and for what.

    Raises NotFound for a case the actor does not see, NotAllowed, STEP_UP_REQUIRED, UNKNOWN_CODE, NOTHING_TO_REVEAL and
    REVEALS_USED_UP.
    """
    row = await _reached(uow, actor, input.case_id)
    require_step_up(actor)
    await check.known_code(uow, PURPOSE, input.purpose, "purpose")
    note = check.optional_text(input.note, "note", limit=_NOTE_LIMIT)
    field = _BY_NAME[input.field.value]
    kept = row[f"{field.name}_sealed"]
    if kept is None:
        raise Refused(NOTHING_TO_REVEAL, field=("input", "field"))
    counted = await _count(uow, actor)
    await _record(uow, actor, input, row, note)
    return Granted(field, row["id"], kept, row["case_key"], uow.services.reveals - counted)


async def opened(keys: KeyChain, granted: Granted) -> str:
    """The value; to be called after the commit."""
    return open_(await keys.case_key(granted.case_key), granted.field.ref(granted.row_id), granted.sealed)


async def _reached(uow: UnitOfWork, actor: Viewer, case_id: UUID) -> Row:
    row = await uow.fetch_one(_seen_by(actor), of=case_id)
    if row is None:
        raise NotFound(field=("input", "caseId"))
    if not row["open"]:
        raise NotAllowed(Operation.REPORTER_REVEAL)
    return row


def _seen_by(actor: Viewer) -> Select[tuple[object, ...]]:
    opens = row_filter(actor, Operation.REPORTER_REVEAL, _OF_CASE)
    seen = row_filter(actor, Operation.CASE_READ, _OF_CASE)
    return _REPORTER.add_columns(opens.label("open")).where(seen)


async def _count(uow: UnitOfWork, actor: Viewer) -> int:
    """How many it makes today. One statement, so that two at once never make one too many."""
    most, today = uow.services.reveals, uow.now.astimezone(SHANGHAI).date()
    counted: int | None = await uow.fetch_value(_COUNTED, account=actor.id, day=today, most=most)
    if counted is None:
        raise Refused(REVEALS_USED_UP, limit=most)
    return counted


async def _record(uow: UnitOfWork, actor: Viewer, input: Reveal, row: Row, note: str | None) -> None:
    event_id = new_id()
    sealed_note = None if note is None else await _own_key(uow, row, event_id, note)
    access = Access(
        act=Act.REVEAL,
        actors=(actor.id,),
        seen={_BY_NAME[input.field.value].column: (row["id"],)},
        case_id=input.case_id,
        purpose=input.purpose,
        note=sealed_note,
        id=event_id,
    )
    await recorded(uow, (access,))


async def _own_key(uow: UnitOfWork, row: Row, event_id: UUID, note: str) -> Mapping[str, object]:
    """The note's columns, sealed with a key of its own: the log is chained, and cannot follow when the case's key changes."""
    case_key, secret, indexes = await uow.services.keys.case_key(row["case_key"]), new_secret(), uow.services.indexes
    kept = sealed_columns(NOTE_KEY, event_id, b64encode(secret).decode(), case_key=case_key, indexes=indexes)
    await uow.insert(log_note, [{"id": event_id, "case_id": row["case_id"], **kept}])
    own = CaseKey(SHREDDED, SealingKey.of(secret))
    return sealed_columns(NOTE, event_id, note, case_key=own, indexes=indexes)


_BY_NAME = {field.name: field for field in sealed.REPORTER}
