"""The named officers of a referral, and whom a conflict of interest excludes."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, Read, Refused, UnitOfWork, account, new_id
from plugins.discipline_referral.errors import CONFLICT
from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.need_to_know import concerned
from plugins.discipline_referral.tables import officer

_IDS = account.c.id == any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))))
_ACTIVE = select(account.c.id).where(_IDS, account.c.active)
_STANDING = select(account.c.id).where(
    account.c.subject == any_(bindparam("subjects", type_=ARRAY(Text))), account.c.active
)
_CONCERNED = select(account.c.id).where(
    _IDS,
    concerned(account.c.id, bindparam("unit_path", type_=Text(collation="C")), bindparam("agency", type_=Text())),
)

_HERE = officer.c.referral_id == bindparam("referral_id"), officer.c.removed_at.is_(None)
_NAMED = select(officer.c.account_id).where(*_HERE)
_REMOVE = (
    update(officer)
    .where(*_HERE, officer.c.account_id == bindparam("account_id"))
    .values(removed_at=bindparam("removed_at"))
)


async def biased(
    read: Read, accounts: Collection[UUID], unit_path: str, agency: str, accused: Iterable[UUID | None]
) -> set[UUID]:
    """Those of the accounts that have a conflict of interest: by their grants, or because they are accused."""
    rows = await read.fetch(_CONCERNED, ids=list(accounts), unit_path=unit_path, agency=agency)
    return {row["id"] for row in rows} | (set(accounts) & set(accused))


async def refuse_bias(
    read: Read, accounts: Sequence[UUID], unit_path: str, agency: str, accused: Iterable[UUID | None], *field: str
) -> None:
    """Raises Refused: CONFLICT, naming `field` if one is given, when any of the accounts has a conflict of interest."""
    if await biased(read, accounts, unit_path, agency, accused):
        raise Refused(CONFLICT, field=field or None)


async def known(read: Read, accounts: Sequence[UUID], *field: str) -> tuple[UUID, ...]:
    """The accounts, each once. Raises NotFound, naming the field, unless all are there and active."""
    wanted = tuple(dict.fromkeys(accounts))
    found = await read.fetch(_ACTIVE, ids=list(wanted)) if wanted else ()
    if len(found) != len(wanted):
        raise NotFound(field=field)
    return wanted


async def accused_accounts(read: Read, persons: Sequence[Accused]) -> tuple[UUID, ...]:
    """The accounts of the accused, where they have one. Raises NotFound."""
    return await known(read, [one.account_id for one in persons if one.account_id], "input", "persons")


async def standing(
    read: Read, subjects: Sequence[str], unit_path: str, agency: str, accused: Iterable[UUID | None] = ()
) -> tuple[UUID, ...]:
    """The settings' officers who are there, active and without a conflict of interest, by id."""
    rows = await read.fetch(_STANDING, subjects=list(subjects)) if subjects else ()
    found = {row["id"] for row in rows}
    return tuple(sorted(found - await biased(read, found, unit_path, agency, accused)))


async def name(uow: UnitOfWork, referral_id: UUID, accounts: Iterable[UUID], by: UUID) -> None:
    """Let these accounts know."""
    rows = [
        {"id": new_id(), "referral_id": referral_id, "account_id": one, "added_by": by, "added_at": uow.now}
        for one in dict.fromkeys(accounts)
    ]
    await uow.insert(officer, rows)


async def named(read: Read, referral_id: UUID) -> set[UUID]:
    """Who is named now."""
    return {row["account_id"] for row in await read.fetch(_NAMED, referral_id=referral_id)}


async def remove(uow: UnitOfWork, referral_id: UUID, account_id: UUID) -> None:
    """Let this account know no longer."""
    await uow.execute(_REMOVE, referral_id=referral_id, account_id=account_id, removed_at=uow.now)
