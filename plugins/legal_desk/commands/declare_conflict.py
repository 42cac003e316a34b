"""legal_desk/declareConflict (申报回避) and recordConflict (登记回避): a lawyer's conflict with a case or a party.

From then on the lawyer neither sees the case nor gets it; what the lawyer has of it goes back to the queue.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    SYSTEM,
    Change,
    NotAllowed,
    NotFound,
    OnCase,
    Outcome,
    Refused,
    Row,
    Target,
    UnitOfWork,
    Viewer,
    account,
    allows,
    beside,
    case_file,
    check,
    new_id,
    write,
)
from plugins.legal_desk import errors
from plugins.legal_desk.begin import NAME, done, give_back, open_consultation
from plugins.legal_desk.conflicts import conflicted
from plugins.legal_desk.inputs import ConflictParty, DeclareConflict, RecordConflict
from plugins.legal_desk.operations import DECLARE_CONFLICT, RECORD_CONFLICT, RELEASE
from plugins.legal_desk.parties import recognise
from plugins.legal_desk.rules import refuse_off
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import conflict, consultation

REASON = "CONFLICT"
PARTY_LENGTH = 200

_ID = Uuid(as_uuid=True)
_ACCOUNT = select(account.c.id).where(account.c.id == bindparam("wanted", type_=_ID), account.c.active)
_LAWYER = bindparam("lawyer_id", type_=_ID)
_NOW, _NEXT = (bindparam(name, type_=conflict.c.party_index.type) for name in ("now", "next"))
_SAME_CASE = select(conflict.c.id).where(
    conflict.c.lawyer_id == _LAWYER,
    conflict.c.lifted_at.is_(None),
    conflict.c.case_id == bindparam("case_id", type_=_ID),
)
_SAME_PARTY = select(conflict.c.id).where(
    conflict.c.lawyer_id == _LAWYER,
    conflict.c.lifted_at.is_(None),
    conflict.c.party_index.in_((_NOW, _NEXT)) | conflict.c.party_index_next.in_((_NOW, _NEXT)),
    conflict.c.party_kind == bindparam("party_kind", type_=conflict.c.party_kind.type),
)
_HAS = (
    select(consultation.c.case_id)
    .join(case_file, case_file.c.id == consultation.c.case_id)
    .where(
        case_file.c.gate == any_(bindparam("on", type_=ARRAY(Text))),
        consultation.c.lawyer_id == _LAWYER,
        consultation.c.state == ConsultationState.ASSIGNED.value,
        conflicted(consultation.c.case_id, _LAWYER),
    )
    .order_by(consultation.c.id)
)


async def declare_conflict(uow: UnitOfWork, actor: Viewer, input: DeclareConflict) -> Outcome:
    """The actor's own."""
    return await _keep(uow, actor, DECLARE_CONFLICT, input, actor.id)


async def record_conflict(uow: UnitOfWork, actor: Viewer, input: RecordConflict) -> Outcome:
    """Another's, by who answers for the desk."""
    return await _keep(uow, actor, RECORD_CONFLICT, input, input.lawyer_id)


async def _keep(uow: UnitOfWork, actor: Viewer, operation: str, input: DeclareConflict, lawyer_id: UUID) -> Outcome:
    if input.case_id is not None and input.party is None:
        change = await beside(uow, actor, operation, OnCase(case_id=input.case_id))
        return await _with_case(change, await _row(uow, actor, input, lawyer_id))
    if input.party is not None and input.case_id is None:
        place = await _place(uow, actor, operation, input.party.district)
        return await _with_party(uow, await _row(uow, actor, input, lawyer_id), input.party, place)
    raise Refused(errors.CASE_OR_PARTY, field=("input", "caseId"))


async def _row(uow: UnitOfWork, actor: Viewer, input: DeclareConflict, lawyer_id: UUID) -> dict[str, Any]:
    """What every conflict says; asked once the actor is known to be allowed."""
    if lawyer_id != actor.id and await uow.fetch_value(_ACCOUNT, wanted=lawyer_id) is None:
        raise NotFound(field=("input", "lawyerId"))
    return {
        "id": new_id(), "version": 1, "lawyer_id": lawyer_id, "by": actor.id, "at": uow.now,
        "ground": await check.known_code(uow, "legal_desk_conflict_ground", input.ground, "ground"),
    }  # fmt: skip


async def _with_case(change: Change, row: dict[str, Any]) -> Outcome:
    facts = change.facts
    if await change.uow.fetch_value(_SAME_CASE, lawyer_id=row["lawyer_id"], case_id=facts.id) is not None:
        raise Refused(errors.CONFLICT_KNOWN)
    place = {name: facts.row[name] for name in ("district", "district_path", "gate")}
    change.add(conflict, **row, **place, case_id=facts.id)
    change.note(conflict=str(row["id"]))
    found = await open_consultation(change.uow, facts.id)
    if found is not None and found["lawyer_id"] == row["lawyer_id"]:
        give_back(change, found, REASON)
    return await write(change, row["id"])


async def _with_party(uow: UnitOfWork, row: dict[str, Any], party: ConflictParty, place: Row) -> Outcome:
    text = check.text(party.text, "party", "text", limit=PARTY_LENGTH)
    known = recognise(uow.services.indexes, party.kind, text)
    if known is None:
        raise Refused(errors.UNREADABLE_PARTY, field=("input", "party", "text"), kind=party.kind)
    same = await uow.fetch_value(
        _SAME_PARTY, lawyer_id=row["lawyer_id"], now=known.index.now, next=known.index.next, party_kind=party.kind.value
    )
    if same is not None:
        raise Refused(errors.CONFLICT_KNOWN)
    row |= {
        "district": place["code"], "district_path": place["path"], "gate": place["gate"],
        "party_kind": party.kind.value, **known.columns(),
    }  # fmt: skip
    await uow.insert(conflict, [row])
    await _give_back_all(uow, row["lawyer_id"])
    return Outcome(row["id"], row["id"], 1)


async def _place(uow: UnitOfWork, actor: Viewer, operation: str, code: str) -> Row:
    place = await check.known_district(uow, code, "party")
    refuse_off(uow.services, place["gate"])
    if not allows(actor, operation, Target(place["path"], (), actor.id, 0)):
        raise NotAllowed(operation)
    return place


async def _give_back_all(uow: UnitOfWork, lawyer_id: UUID) -> None:
    """What the lawyer has and may not have any more; the system does it, for the lawyer sees these cases no longer."""
    on = list(uow.services.plugins.switches.districts(NAME))
    for found in await uow.fetch(_HAS, lawyer_id=lawyer_id, on=on):
        change = await beside(uow, SYSTEM, RELEASE, OnCase(case_id=found["case_id"]))
        row = await open_consultation(uow, found["case_id"])
        if row is not None and row["lawyer_id"] == lawyer_id:
            give_back(change, row, REASON)
            await done(change, row)
