"""`hotline legal_desk …`."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, any_, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import SHANGHAI, Command, UnitOfWork, account, check
from plugins.legal_desk.duty import lawyers_on_duty, loads

_NAMES = select(account.c.id, account.c.name).where(
    account.c.id == any_(bindparam("wanted", type_=ARRAY(Uuid(as_uuid=True))))
)


async def on_duty(uow: UnitOfWork, district: str) -> Sequence[str]:
    """A line for each lawyer on duty for the district: name, open consultations of how many, and until when."""
    place = await check.known_district(uow, district)
    duty = await lawyers_on_duty(uow, uow.services, place["path"], uow.now)
    names = {row["id"]: row["name"] for row in await uow.fetch(_NAMES, wanted=[one.lawyer_id for one in duty])}
    load = {one.lawyer_id: one.open for one in await loads(uow, duty)}
    return [
        f"{names[one.lawyer_id]}\t{load[one.lawyer_id]}/{one.capacity}\t{one.until.astimezone(SHANGHAI):%m-%d %H:%M}"
        for one in duty
    ] or ["nobody"]


COMMANDS = (Command("on-duty", "Who is on duty for a district (six digits) now.", on_duty),)
