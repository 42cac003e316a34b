"""Crypto-shredding: a case's key is destroyed, and whatever is left of its texts anywhere opens no more (Art. 28).

What was sealed is cleared too, with masks and blind indexes, which tell something by themselves; attachments are disowned,
and their sweep removes them. Codes, dates, events and everything that is counted stay. Records that plug-ins seal with
keys of their own (a referral's) are not the case's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, Text, Update, bindparam, literal, null, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment
from core.attachments.model import attachment
from core.cases.begin import profile_of
from core.cases.change import Change
from core.cases.model import case_file, reporter
from core.cases.queries import case_facts
from core.cases.states import ENDED
from core.cases.wording import WORDS
from core.cases.write import write
from core.db.uow import Row, UnitOfWork, unit_of_work
from core.errors import VersionMoved
from core.events.consequence import Consequence
from core.keys.holders import KEY, SealedRows, holders_of
from core.keys.seal_text import forgotten
from core.sealing.envelope import key_id_of
from core.sealing.keychain import SHREDDED, CaseKey
from core.services import Services

_TRIES: Final = 3
_PARTS: Final = ("sealed", "mask", "index")
_OF = bindparam("of", type_=Uuid(as_uuid=True))
_NUMBERED = select(case_file.c.id).where(case_file.c.case_no == bindparam("number"))
_DISOWN = update(attachment).where(attachment.c.case_id == _OF).values(state="PURGED", case_id=None)
_FORGET_WHO = update(reporter).where(reporter.c.case_id == _OF).values(repeat_key=None, company=None)
_FORGET_WHY = (
    update(assignment)
    .where(assignment.c.case_id == _OF)
    .values(proposal=assignment.c.proposal.op("-")(literal("reason", Text())))
)


class NotShredded(Exception):
    """The case is not there, not ended, or shredded already; the message says which."""


async def shred(pool: Any, services: Services, case_no: str) -> int:
    """Destroy the key of an ended case, with an event that says so; how many values went with it. Raises NotShredded."""
    for _ in range(_TRIES):
        try:
            async with unit_of_work(pool, services) as uow:
                return await _shred(uow, case_no)
        except VersionMoved:
            continue
    raise NotShredded("the case is being worked on; try again")


async def _shred(uow: UnitOfWork, case_no: str) -> int:
    case_id = await uow.fetch_value(_NUMBERED, number=case_no)
    if case_id is None:
        raise NotShredded(f"there is no case {case_no}")
    facts = await case_facts(uow, case_id)
    uow.now = max(uow.now, facts.row["last_event_at"])
    if facts.state not in ENDED:
        raise NotShredded(f"{case_no} is {facts.state.value}; only a case that has ended can be")
    if facts.row[KEY] == SHREDDED:
        raise NotShredded(f"the key of {case_no} has been destroyed already")
    change = Change(uow, None, Consequence.CASE_SHREDDED, facts, profile_of(uow, facts))
    values = await _clear(uow, case_id, await uow.services.keys.case_key(facts.row[KEY]))
    change.case |= {KEY: SHREDDED, "title_grams": []}
    change.note(purged=["title", "content", "place", "attachments"], values=values)
    for statement in (_DISOWN, _FORGET_WHO, _FORGET_WHY):
        await uow.execute(statement, of=case_id)
    await write(change)
    return values


async def _clear(uow: UnitOfWork, case_id: UUID, key: CaseKey) -> int:
    """Everything that the key seals, wherever it stands."""
    cleared = 0
    for below in (await holders_of(uow))[case_file.name].below:
        rows = await uow.fetch(below.rows, holders=[case_id])
        if below.table in WORDS:
            await uow.execute(forgotten(below.table, WORDS[below.table]), ids=[row["id"] for row in rows])
        for name in below.fields:
            ids = list(_under(key, name, rows))
            await uow.execute_many(_emptied(below, name), [{"of": id_} for id_ in ids])
            cleared += len(ids)
    return cleared


def _under(key: CaseKey, name: str, rows: Sequence[Row]) -> Iterator[UUID]:
    known = {one.key_id for one in (key.key, key.former) if one is not None}
    for row in rows:
        sealed = row[f"{name}_sealed"]
        if sealed is not None and key_id_of(sealed) in known:
            yield row["id"]


_statements: dict[tuple[str, str], Update] = {}


def _emptied(below: SealedRows, name: str) -> Update:
    table: Table = below.table
    values: Mapping[str, Any] = {
        f"{name}_{part}": null() for part in _PARTS if f"{name}_{part}" in table.c
    }  # constants, so that one text serves all rows
    return _statements.setdefault((table.name, name), update(table).where(table.c.id == _OF).values(**values))
