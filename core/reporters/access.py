"""A reporter's way to their own case: its number and the access code that was told at registration (DESIGN §4).

Five failed tries an hour per number and source. A wrong code and an absent number get the same answer after the same
work: the same statements, of which each finds as many rows.
"""

import unicodedata
from datetime import timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from core.cases.model import case_file, reporter
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.reporters.model import access_attempt

TRIES: Final = 5
WINDOW: Final = timedelta(hours=1)

ACCESS_TRIES_EXHAUSTED = register(
    ErrorCode(
        "ACCESS_TRIES_EXHAUSTED",
        "查询次数过多，请一小时后再试，或拨打 12345 查询。",
        "Too many tries; wait an hour, or call 12345.",
    )
)

_LONGEST = 64
_FORGOTTEN_AT_ONCE = 20

_named = case_file.alias()
_any_reporter = reporter.alias()
_ONE = (
    select(reporter.c.case_id, reporter.c.access_code_index, case_file.c.case_no)
    .join(case_file, case_file.c.id == reporter.c.case_id)
    .where(
        reporter.c.case_id
        == func.coalesce(
            select(_named.c.id).where(_named.c.case_no == bindparam("case_no")).scalar_subquery(),
            # An absent number is compared with somebody's code, so that it takes as long as a wrong code.
            select(_any_reporter.c.case_id).limit(1).scalar_subquery(),
        )
    )
)
_TRIED = select(access_attempt.c.tried).where(access_attempt.c.key == bindparam("of")).with_for_update()
_old = access_attempt.alias()
_FORGET = delete(access_attempt).where(
    access_attempt.c.key.in_(
        select(_old.c.key)
        .where(_old.c.last_at < bindparam("before"))
        .limit(_FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
)


async def case_by_access_code(uow: UnitOfWork, case_no: str, access_code: str, source: str) -> UUID | None:
    """The case, for its reporter; None for a wrong code and for an absent number alike.

    `source` says where the try came from: a client's address, or the account that forwards it. The unit of work must be
    committed whatever the answer, for it counts the try. Refused with ACCESS_TRIES_EXHAUSTED, the right code too.
    """
    number, code = _plain(case_no), _plain(access_code)
    key = uow.services.indexes.secret_digest("access_attempt", f"{number}\n{source}")
    failed = await _failed(uow, key)
    found = await _matching(uow, number, code)
    tried = failed if found else [*failed, uow.now]  # who knows the code may look as often as they like
    await uow.update(access_attempt, {"key": key}, {"tried": tried, "last_at": uow.now})
    await uow.execute(_FORGET, before=uow.now - WINDOW)
    return found


async def _failed(uow: UnitOfWork, key: bytes) -> list[object]:
    """The last hour's failed tries; further ones with the same key wait until this one has ended."""
    await uow.insert_new(access_attempt, {"key": key, "tried": [], "last_at": uow.now})
    tried = await uow.fetch_value(_TRIED, of=key)
    recent = [instant for instant in tried if instant > uow.now - WINDOW]
    if len(recent) >= TRIES:
        raise Refused(ACCESS_TRIES_EXHAUSTED)
    return recent


async def _matching(uow: UnitOfWork, number: str, code: str) -> UUID | None:
    row = await uow.fetch_one(_ONE, case_no=number)
    wanted = uow.services.indexes.secret_digest("reporter.access_code", code)
    kept, named = (row["access_code_index"], row["case_no"]) if row else (b"", "")
    right = compare_digest(wanted, kept) & compare_digest(number.encode(), named.encode())
    found: UUID | None = row["case_id"] if row and right else None
    return found


def _plain(text: str) -> str:
    """As it was told, however it was typed: upper case, half width, no blanks or hyphens, no half characters."""
    typed = unicodedata.normalize("NFKC", text[:_LONGEST]).upper().encode(errors="replace").decode()
    return "".join(one for one in typed if one not in " -\t\0")
