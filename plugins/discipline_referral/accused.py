"""The persons a referral accuses."""

from collections.abc import Sequence
from uuid import UUID

from core.api import CaseKey, UnitOfWork, new_id
from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.sealed import NAME, POSITION, columns
from plugins.discipline_referral.tables import person


async def accuse(uow: UnitOfWork, referral_id: UUID, key: CaseKey, persons: Sequence[Accused]) -> None:
    """Add them, their names sealed."""
    rows = []
    for one in persons:
        id_ = new_id()
        sealed = {**columns(uow, key, NAME, id_, one.name), **columns(uow, key, POSITION, id_, one.position)}
        rows.append({"id": id_, "referral_id": referral_id, "account_id": one.account_id, **sealed})
    await uow.insert(person, rows)
