"""The register of enterprises: one profile for a code, found, checked and kept in versions."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotAllowed, NotFound, Read, Refused, Row, Target, UnitOfWork, Viewer, allows, check, new_id
from plugins.enterprise_desk import credit_code
from plugins.enterprise_desk.codes import INDUSTRY
from plugins.enterprise_desk.errors import CODE_CHECK_FAILED, CODE_MALFORMED
from plugins.enterprise_desk.tables import SHOWN, enterprise, revision

KEPT = ("name", "industry", "size", "district")
"""What every version keeps."""
NAME, CONTACT = 200, 200

_BY_CODE = select(*SHOWN).where(enterprise.c.credit_code == bindparam("credit_code"))
_BY_ID = select(*SHOWN).where(enterprise.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


def checked_code(text: str) -> str:
    """The code in its normal form. Raises Refused if it cannot be one."""
    code, field = credit_code.normal(text), ("input", "creditCode")
    if not credit_code.is_well_formed(code):
        raise Refused(CODE_MALFORMED, field=field)
    if not credit_code.is_valid(code):
        raise Refused(CODE_CHECK_FAILED, field=field)
    return code


async def known_industry(uow: UnitOfWork, section: str, name: str = "industry") -> str:
    """A section letter of GB/T 4754. Raises UNKNOWN_CODE."""
    return await check.known_code(uow, INDUSTRY, section, name)


async def by_code(read: Read, code: str) -> Row | None:
    """The enterprise of a normal code."""
    return await read.fetch_one(_BY_CODE, credit_code=code)


async def by_id(read: Read, id_: UUID) -> Row:
    """The enterprise of an id. Raises NotFound."""
    row = await read.fetch_one(_BY_ID, id=id_)
    if row is None:
        raise NotFound(field=("input", "enterpriseId"))
    return row


def permit(actor: Viewer, operation: str, district_path: str, owner: UUID | None) -> None:
    """Raises NotAllowed unless the actor may do it to an enterprise of that district."""
    if not reaches(actor, operation, district_path, owner):
        raise NotAllowed(operation)


def reaches(actor: Viewer, operation: str, district_path: str, owner: UUID | None) -> bool:
    """Whether the actor may do it to an enterprise of that district."""
    return allows(actor, operation, Target(district_path, (), owner, 0))


async def keep_version(uow: UnitOfWork, row: Row, by: UUID) -> None:
    """Keep what this version of the profile says."""
    kept = {name: row[name] for name in KEPT}
    version = {"id": new_id(), "enterprise_id": row["id"], "version": row["version"], "by": by, "at": uow.now}
    await uow.insert(revision, [version | kept])
