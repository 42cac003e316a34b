"""Making principals and giving them roles; done by an operator at the command line."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from core.access.matrix import Matrix
from core.accounts.model import account, role_grant
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.errors import ErrorCode, Refused, register
from core.ids import new_id
from core.units.model import unit

SUBJECT_TAKEN = register(
    ErrorCode("SUBJECT_TAKEN", "账号“{subject}”已经存在。", "There is an account {subject} already.")
)
UNKNOWN_SUBJECT = register(ErrorCode("UNKNOWN_SUBJECT", "没有账号“{subject}”。", "There is no account {subject}."))
UNKNOWN_ROLE = register(
    ErrorCode(
        "UNKNOWN_ROLE", "策略文件没有角色“{role}”，可选：{known}。", "The policy has no role {role}; it has {known}."
    )
)
UNKNOWN_PLACE = register(
    ErrorCode("UNKNOWN_PLACE", "没有代码为“{code}”的单位或区划。", "There is no unit or district with the code {code}.")
)

_ACCOUNT = select(account.c.id).where(account.c.subject == bindparam("subject"))
_UNIT = select(unit.c.path, unit.c.district).where(unit.c.code == bindparam("code"), unit.c.active)
_DISTRICT = select(district.c.path).where(district.c.code == bindparam("code"))
_NOW = bindparam("now", type_=role_grant.c.valid_to.type)
_REVOKE = (
    update(role_grant)
    .where(
        role_grant.c.account_id == bindparam("holder"),
        role_grant.c.role == bindparam("role"),
        role_grant.c.valid_to.is_(None) | (role_grant.c.valid_to > _NOW),
    )
    .values(valid_to=_NOW)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """A role at a place. `district` is the unit's own unless another is named; `clearance` is a secrecy level, 0 to 3."""

    role: str
    unit: str
    district: str | None = None
    clearance: int = 0
    valid_to: datetime | None = None


async def add_account(uow: UnitOfWork, subject: str, name: str, kind: str) -> UUID:
    """A principal without any right. Raises SUBJECT_TAKEN."""
    id_ = new_id()
    row = {"id": id_, "subject": subject, "kind": kind, "name": name, "active": True}
    if not await uow.insert_new(account, row):
        raise Refused(SUBJECT_TAKEN, subject=subject)
    return id_


async def grant_role(uow: UnitOfWork, subject: str, new: NewGrant, matrix: Matrix) -> UUID:
    """Give a role from now on. Raises UNKNOWN_SUBJECT, UNKNOWN_ROLE or UNKNOWN_PLACE."""
    holder = await account_id(uow, subject)
    if new.role not in matrix.roles:
        raise Refused(UNKNOWN_ROLE, role=new.role, known=", ".join(sorted(matrix.roles)))
    held_at = await uow.fetch_one(_UNIT, code=new.unit)
    if held_at is None:
        raise Refused(UNKNOWN_PLACE, code=new.unit)
    place = new.district or held_at["district"]
    path = await uow.fetch_value(_DISTRICT, code=place)
    if path is None:
        raise Refused(UNKNOWN_PLACE, code=place)
    id_ = new_id()
    row = {
        "id": id_, "account_id": holder, "role": new.role, "unit_path": held_at["path"], "district_path": path,
        "clearance": new.clearance, "valid_from": uow.now, "valid_to": new.valid_to,
    }  # fmt: skip
    await uow.insert(role_grant, [row])
    return id_


async def switch_account(uow: UnitOfWork, subject: str, *, active: bool) -> None:
    """Let a principal in, or keep it out; its grants stay. Raises UNKNOWN_SUBJECT."""
    await uow.update(account, {"id": await account_id(uow, subject)}, {"active": active})


async def revoke_role(uow: UnitOfWork, subject: str, role: str) -> int:
    """End the grants of a role that are open, from now on; how many there were. Raises UNKNOWN_SUBJECT."""
    return await uow.execute(_REVOKE, holder=await account_id(uow, subject), role=role, now=uow.now)


async def account_id(uow: UnitOfWork, subject: str) -> UUID:
    """The id of a principal. Raises UNKNOWN_SUBJECT."""
    found: UUID | None = await uow.fetch_value(_ACCOUNT, subject=subject)
    if found is None:
        raise Refused(UNKNOWN_SUBJECT, subject=subject)
    return found
