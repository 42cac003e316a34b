"""A reporter's look at their own case, in the log like everybody's: a code that was lost or guessed leaves a trace (Art. 28)."""

from collections import defaultdict
from uuid import UUID

from core.audit.record import REPORTER, Access, Act, recorded
from core.db.uow import UnitOfWork
from core.reporters.queries import OwnCase


async def looked(uow: UnitOfWork, own: OwnCase, source: str, account: UUID | None) -> None:
    """Enter it; commit before it is shown.

    Of `source`, a client's address, a keyed digest is kept: it tells one place from another, and a place that is known
    again. `account` forwards the look and has therefore seen the same; None for a stranger.
    """
    seen = defaultdict[str, list[UUID]](list, {"case_file.case_no": [own.id]})
    for one in own.answers:
        seen[one.column].append(one.id)
    who = (REPORTER,) if account is None else (REPORTER, account)
    place = uow.services.indexes.secret_digest("access_event.source", source)
    await recorded(uow, (Access(act=Act.ACCESS_CODE, actors=who, case_id=own.id, seen=seen, source=place),))
