"""Giving files to a case: their keys are sealed with the case's from then on."""

from uuid import UUID

from sqlalchemy import LargeBinary, any_, bindparam, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments.keys import kept_by_case
from core.attachments.model import attachment
from core.db.uow import UnitOfWork
from core.sealing.keychain import CaseKey

_UUID = Uuid(as_uuid=True)
_TAKEN = (
    select(
        attachment.c.id,
        attachment.c.case_id,
        attachment.c.own_key,
        attachment.c.key_sealed,
        null().label("case_key"),
    )
    .where(
        attachment.c.id == any_(bindparam("these", type_=ARRAY(_UUID))),
        attachment.c.case_id.is_(None) | (attachment.c.case_id == bindparam("to_case", type_=_UUID)),
    )
    .order_by(attachment.c.id)
    .with_for_update()
)
_GIVE = (
    update(attachment)
    .where(attachment.c.id == bindparam("of", type_=_UUID))
    .values(
        case_id=bindparam("to_case", type_=_UUID),
        own_key=None,
        key_sealed=bindparam("kept", type_=LargeBinary()),
    )
)


async def give(uow: UnitOfWork, attachments: list[UUID], case_id: UUID, case_key: CaseKey) -> bool:
    """Whether all of them are the case's now; False if one is another's or the sweep's, and nothing is given then."""
    rows = await uow.fetch(_TAKEN, these=attachments, to_case=case_id)
    if len(rows) != len(attachments):
        return False
    free = [row for row in rows if row["case_id"] is None]
    keys = uow.services.keys
    given = [{"of": row["id"], "to_case": case_id, "kept": await kept_by_case(keys, row, case_key)} for row in free]
    await uow.execute_many(_GIVE, given)
    return True
