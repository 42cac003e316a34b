"""The plug-in's own audit: every act on a referral and every reading of its content, each linked to the one before."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, func, select

from core.api import SYSTEM, Read, Row, UnitOfWork, new_id
from plugins.discipline_referral.canonical import canonical
from plugins.discipline_referral.states import Act
from plugins.discipline_referral.tables import audit, chain_head

BATCH = 2000

_HEAD = select(chain_head).where(chain_head.c.name == "main")
_LOCK = _HEAD.with_for_update()
_LINKS = select(audit).where(audit.c.pos > bindparam("after", type_=BigInteger)).order_by(audit.c.pos).limit(BATCH)
_ENDS = select(
    select(chain_head.c.last_pos).where(chain_head.c.name == "main").scalar_subquery().label("last_pos"),
    select(chain_head.c.chain).where(chain_head.c.name == "main").scalar_subquery().label("chain"),
    select(func.max(audit.c.pos)).scalar_subquery().label("top"),
)
_LAST = select(audit).order_by(audit.c.pos.desc()).limit(1)
_COVERED = ("id", "pos", "referral_id", "version", "act", "actor", "body", "at")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done to, or read of, a referral at one of its versions. `actor` None is the system."""

    referral_id: UUID
    version: int
    act: Act
    actor: UUID | None
    body: Mapping[str, object] = field(default_factory=dict)


async def record(uow: UnitOfWork, entries: Sequence[Entry]) -> None:
    """Append entries; the last statement but commit, for it holds the chain's end. Without any it writes nothing."""
    if not entries:
        return
    head = await _end(uow)
    pos, chain, rows = head["last_pos"], head["chain"], []
    for entry in entries:
        pos += 1
        row: dict[str, object] = {
            "id": new_id(), "pos": pos, "referral_id": entry.referral_id, "version": entry.version, "act": entry.act.value,
            "actor": entry.actor or SYSTEM.id, "body": dict(entry.body), "at": uow.now,
        }  # fmt: skip
        chain = link(chain, row)
        rows.append({**row, "chain": chain})
    await uow.insert(audit, rows)
    await uow.update(chain_head, {"name": "main"}, {"last_pos": pos, "chain": chain})


def link(chain: bytes, row: Mapping[str, object]) -> bytes:
    """The chain after this row: SHA-256 over the chain before and the row's canonical form."""
    return sha256(chain + canonical({name: row[name] for name in _COVERED})).digest()


async def verify(read: Read) -> int | None:
    """The first position that is missing, or does not follow from its row and the link before; None if there is none."""
    ends = await read.fetch_one(_ENDS)
    assert ends is not None, "it selects no table"
    last = ends["last_pos"] or 0
    pos, chain = 0, b""
    async for row in _links(read, last):
        pos += 1
        if row["pos"] != pos or row["chain"] != link(chain, row):
            return pos
        chain = row["chain"]
    if pos < last or (ends["top"] or 0) > last:
        return pos + 1
    return None if chain == (ends["chain"] or b"") else max(pos, 1)


async def end(read: Read) -> tuple[int, bytes]:
    """How many entries there are, and the chain up to the last: whoever kept both elsewhere notices if any is cut off."""
    head = await read.fetch_one(_HEAD)
    return (head["last_pos"], head["chain"]) if head else (0, b"")


async def head_fits(read: Read) -> bool:
    """Whether the chain's end is its last link: the cheap part of `verify`."""
    head, last = await read.fetch_one(_HEAD), await read.fetch_one(_LAST)
    if head is None or last is None:
        return head is None and last is None
    return bool(head["last_pos"] == last["pos"] and head["chain"] == last["chain"])


async def _end(uow: UnitOfWork) -> Row:
    found = await uow.fetch_one(_LOCK)
    if found is None:
        await uow.insert_new(chain_head, {"name": "main", "last_pos": 0, "chain": b""})
        found = await uow.fetch_one(_LOCK)
        assert found is not None, "a row of this name is there now, ours or a twin's"
    return found


async def _links(read: Read, last: int) -> AsyncIterator[Row]:
    after = 0
    while after < last and (rows := await read.fetch(_LINKS, after=after)):
        for row in rows:
            if row["pos"] > last:
                return
            yield row
        after = rows[-1]["pos"]
