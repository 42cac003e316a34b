"""legal_desk/nameParty (登记当事人): a party of the matter; a lawyer whose conflict it is loses the consultation."""

from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Outcome, UnitOfWork, Viewer, check, new_id
from plugins.legal_desk.begin import OPEN, alter, done, give_back, on_consultation, seal
from plugins.legal_desk.fields import PARTY_NAME
from plugins.legal_desk.inputs import NameParty
from plugins.legal_desk.operations import NAME_PARTY
from plugins.legal_desk.tables import conflict, party

NAME_LENGTH = 200
CONFLICT = "CONFLICT"

_AGAINST = select(conflict.c.id).where(
    conflict.c.lawyer_id == bindparam("lawyer_id", type_=Uuid(as_uuid=True)),
    conflict.c.lifted_at.is_(None),
    conflict.c.party_index == bindparam("name_index", type_=LargeBinary()),
)


async def name_party(uow: UnitOfWork, actor: Viewer, input: NameParty) -> Outcome:
    """Whoever may name parties, the lawyer of the matter or another."""
    change, row = await on_consultation(uow, actor, NAME_PARTY, input, *OPEN)
    side = await check.known_code(uow, "legal_desk_side", input.side, "side")
    row_id = new_id()
    name = await seal(change, PARTY_NAME, row_id, check.text(input.name, "name", limit=NAME_LENGTH))
    change.add(
        party, id=row_id, case_id=change.facts.id, consultation_id=row["id"], side=side, by=actor.id, at=uow.now, **name
    )
    change.note(consultation=str(row["id"]), party=str(row_id))
    if await _against(uow, row["lawyer_id"], name["name_index"]):
        give_back(change, row, CONFLICT)
    else:
        alter(change, row)
    return await done(change, row)


async def _against(uow: UnitOfWork, lawyer_id: UUID | None, name_index: bytes | None) -> bool:
    if lawyer_id is None or name_index is None:
        return False
    return await uow.fetch_value(_AGAINST, lawyer_id=lawyer_id, name_index=name_index) is not None
