"""Checks of what a caller wrote; each refusal names the input's field."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments.give import give
from core.attachments.model import attachment
from core.codes.model import category, code
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.districts.model import district
from core.errors import ErrorCode, Refused, register
from core.sealing.keychain import CaseKey

REQUIRED = register(ErrorCode("REQUIRED", "必须填写。", "This is required."))
TOO_LONG = register(ErrorCode("TOO_LONG", "不能超过 {limit} 个字符。", "At most {limit} characters are possible."))
UNKNOWN_CODE = register(
    ErrorCode("UNKNOWN_CODE", "“{value}”不是“{set}”的有效代码。", "{value} is not a code of {set}.")
)
UNKNOWN_ATTACHMENT = register(
    ErrorCode(
        "UNKNOWN_ATTACHMENT",
        "附件不存在、未完成上传、由他人上传或属于其他工单。",
        "An attachment is absent, not completely uploaded, somebody else's, or another case's.",
    )
)

CODE, SHORT, LONG = 64, 2_000, 20_000

_CODE = select(code.c.code).where(
    code.c.set == bindparam("set"), code.c.code == bindparam("code"), code.c.retired_at.is_(None)
)
_CATEGORY = select(category).where(category.c.code == bindparam("code"))
_DISTRICT = select(district).where(district.c.code == bindparam("code"))
_WANTED = attachment.c.id == any_(bindparam("attachments", type_=ARRAY(Uuid(as_uuid=True))))
_OWN_FILE = attachment.c.case_id.is_(None) & (attachment.c.by == bindparam("uploader", type_=Uuid(as_uuid=True)))
_THE_CASE_S = attachment.c.case_id == bindparam("to_case")
_USABLE = select(attachment.c.id).where(_WANTED, attachment.c.state == "COMPLETE", _OWN_FILE | _THE_CASE_S)


def text(value: str | None, *path: str, limit: int = SHORT) -> str:
    """A text that must be there, without blanks around it; `path` leads to it in the input."""
    stripped = (value or "").strip()
    if not stripped:
        raise Refused(REQUIRED, field=("input", *path))
    return bounded(stripped, *path, limit=limit)


def optional_text(value: str | None, *path: str, limit: int = SHORT) -> str | None:
    """A text that may be missing; blanks alone count as missing."""
    stripped = (value or "").strip()
    return bounded(stripped, *path, limit=limit) if stripped else None


def texts(values: Iterable[str], name: str, *, limit: int) -> list[str]:
    """Texts none of which may be missing, each once, in their order."""
    return list(dict.fromkeys(text(value, name, str(at), limit=limit) for at, value in enumerate(values)))


def bounded(value: str, *path: str, limit: int) -> str:
    """A text of at most `limit` characters."""
    if len(value) > limit:
        raise Refused(TOO_LONG, field=("input", *path), limit=limit)
    return value


async def known_code(uow: UnitOfWork, set_: str, value: str, name: str) -> str:
    """A code of an open vocabulary that is not retired."""
    if await uow.services.remembered.one(uow, _CODE, set=set_, code=value) is None:
        raise Refused(UNKNOWN_CODE, field=("input", name), value=value[:40], set=set_)
    return value


async def known_category(uow: UnitOfWork, value: str, name: str = "category") -> Row:
    """The category's row."""
    row = await uow.services.remembered.one(uow, _CATEGORY, code=value)
    if row is None:
        raise Refused(UNKNOWN_CODE, field=("input", name), value=value[:40], set="category")
    return row


async def known_district(uow: UnitOfWork, value: str, name: str = "district") -> Row:
    """The district's row."""
    row = await uow.services.remembered.one(uow, _DISTRICT, code=value)
    if row is None:
        raise Refused(UNKNOWN_CODE, field=("input", name), value=value[:40], set="district")
    return row


async def usable_attachments(uow: UnitOfWork, wanted: Iterable[UUID], case_id: UUID, by: UUID, name: str) -> list[UUID]:
    """Complete attachments that are free and uploaded by this account, or the case's own already."""
    ids = list(dict.fromkeys(wanted))
    found = await uow.fetch(_USABLE, attachments=ids, uploader=by, to_case=case_id) if ids else ()
    if len(found) != len(ids):
        raise Refused(UNKNOWN_ATTACHMENT, field=("input", name))
    return ids


async def attach(uow: UnitOfWork, attachments: list[UUID], case_id: UUID, case_key: CaseKey, name: str) -> None:
    """Give attachments to a case; called when the command writes.

    Refused, which undoes what was written, when another case or the sweep took one since it was found usable.
    """
    if attachments and not await give(uow, attachments, case_id, case_key):
        raise Refused(UNKNOWN_ATTACHMENT, field=("input", name))
