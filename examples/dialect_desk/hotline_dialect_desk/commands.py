"""Asking for somebody who speaks the caller's language, taking the request, and saying that the caller was heard."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.api import OnCase, Outcome, Refused, Row, UnitOfWork, Viewer, beside, new_id, write

from .codes import HEARD, LANGUAGES, TAKEN, WAITING
from .errors import ALREADY_REQUESTED, NO_REQUEST, NOT_YOURS, UNKNOWN_LANGUAGE
from .operations import INTERPRET, REQUEST
from .tables import request

_OF_CASE = select(request).where(request.c.case_id == bindparam("case_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDialect(OnCase):
    """`language` is a code of the set dialect_desk_language."""

    language: str


async def request_dialect(uow: UnitOfWork, actor: Viewer, input: RequestDialect) -> Outcome:
    """Ask, once for a case. Raises Refused."""
    change = await beside(uow, actor, REQUEST, input)
    if input.language not in {one.code for one in LANGUAGES}:
        raise Refused(UNKNOWN_LANGUAGE, field=("input", "language"), language=input.language)
    if await uow.fetch_one(_OF_CASE, case_id=input.case_id):
        raise Refused(ALREADY_REQUESTED)
    id_ = new_id()
    change.add(
        request, id=id_, case_id=input.case_id, language=input.language, state=WAITING, asked_by=actor.id, asked_at=uow.now
    )  # fmt: skip
    change.note(language=input.language)
    return await write(change, id_)


async def take_dialect_request(uow: UnitOfWork, actor: Viewer, input: OnCase) -> Outcome:
    """Take a request that waits. Raises Refused."""
    change = await beside(uow, actor, INTERPRET, input)
    found = await _request(uow, input, WAITING)
    change.decide(request, found["id"], state=TAKEN, taken_by=actor.id, taken_at=uow.now)
    change.note(state=TAKEN)
    return await write(change, found["id"])


async def finish_dialect_request(uow: UnitOfWork, actor: Viewer, input: OnCase) -> Outcome:
    """Say that the caller was heard; whoever took the request does. Raises Refused."""
    change = await beside(uow, actor, INTERPRET, input)
    found = await _request(uow, input, TAKEN)
    if found["taken_by"] != actor.id:
        raise Refused(NOT_YOURS)
    change.decide(request, found["id"], state=HEARD, heard_at=uow.now)
    change.note(state=HEARD)
    return await write(change, found["id"])


async def _request(uow: UnitOfWork, input: OnCase, state: str) -> Row:
    found = await uow.fetch_one(_OF_CASE, case_id=input.case_id)
    if found is None or found["state"] != state:
        raise Refused(NO_REQUEST)
    return found
