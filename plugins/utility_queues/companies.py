"""The companies: public service enterprises that run one of the five utilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.api import NotAllowed, Read, Refused, Target, Viewer, account, allows, district, role_grant, unit, within
from plugins.utility_queues.errors import NOT_A_COMPANY, NOT_STAFF
from plugins.utility_queues.vocabulary import Utility

IS_COMPANY = (
    unit.c.active
    & (unit.c.kind == "PUBLIC_SERVICE_ENTERPRISE")
    & (unit.c.capabilities.overlap(literal([one.value for one in Utility], ARRAY(Text))))
)
_COMPANY = (
    select(unit.c.id, unit.c.path, unit.c.capabilities, district.c.path.label("district_path"))
    .join(district, district.c.code == unit.c.district)
    .where(unit.c.id == bindparam("id"), IS_COMPANY)
)
_STAFF = (
    select(account.c.id)
    .join(role_grant, role_grant.c.account_id == account.c.id)
    .where(
        account.c.id == any_(bindparam("accounts", type_=ARRAY(account.c.id.type))),
        account.c.active,
        within(role_grant.c.unit_path, bindparam("path", type_=Text())),
        role_grant.c.valid_from <= bindparam("now", type_=role_grant.c.valid_from.type),
        role_grant.c.valid_to.is_(None)
        | (role_grant.c.valid_to > bindparam("now", type_=role_grant.c.valid_from.type)),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Company:
    """One company, as its tables name it."""

    id: UUID
    path: str
    district_path: str
    utilities: frozenset[Utility]

    @property
    def columns(self) -> dict[str, object]:
        """What the rows of a company hold of it."""
        return {"unit_id": self.id, "unit_path": self.path, "district_path": self.district_path}

    def target(self, secrecy: int = 0) -> Target:
        """Where it lies for the policy's scopes, with matters kept as closely as that."""
        return Target(district_path=self.district_path, unit_paths=(self.path,), owner=None, secrecy=secrecy)


async def company(read: Read, unit_id: UUID, *field: str) -> Company:
    """The company. Raises NOT_A_COMPANY, naming the field."""
    row = await read.fetch_one(_COMPANY, id=unit_id)
    if row is None:
        raise Refused(NOT_A_COMPANY, field=field or ("input", "companyId"))
    utilities = frozenset(one for one in Utility if one.value in row["capabilities"])
    return Company(row["id"], row["path"], row["district_path"], utilities)


async def acting_for(read: Read, actor: Viewer, operation: str, unit_id: UUID, *field: str) -> Company:
    """The company the actor may do this for. Raises NotAllowed, or NOT_A_COMPANY to who may do it for some company."""
    if not actor.may(operation):
        raise NotAllowed(operation)
    found = await company(read, unit_id, *field)
    if not allows(actor, operation, found.target()):
        raise NotAllowed(operation)
    return found


async def demand_staff(read: Read, of: Company, accounts: Sequence[UUID], now: object, *field: str) -> None:
    """Raises NOT_STAFF unless each account is active and holds a grant within the company."""
    wanted = set(accounts)
    found = await read.fetch(_STAFF, accounts=list(wanted), path=of.path, now=now) if wanted else ()
    if len(found) != len(wanted):
        raise Refused(NOT_STAFF, field=field)
