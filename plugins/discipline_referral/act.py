"""How every act on a referral begins, and how it is written: referral, step and audit, and never the case."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, select

from core.api import (
    NotAllowed,
    NotFound,
    Outcome,
    Refused,
    Row,
    Secrecy,
    Stale,
    StaleDetail,
    Target,
    UnitOfWork,
    VersionMoved,
    Viewer,
    allows,
    new_id,
)
from plugins.discipline_referral.audit import Entry, record
from plugins.discipline_referral.errors import STATE
from plugins.discipline_referral.inputs import OnReferral
from plugins.discipline_referral.need_to_know import reachable
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.sealed import NOTE, columns
from plugins.discipline_referral.states import TRANSITIONS, Act, State
from plugins.discipline_referral.tables import referral, step

NOTHING: Mapping[str, object] = MappingProxyType({})


async def begin(uow: UnitOfWork, actor: Viewer, act: Act, input: OnReferral) -> Row:
    """The referral's row, on which the act is possible.

    Raises NotFound for whoever need not know, as for what does not exist; then NotAllowed, Stale, or STATE.
    """
    row = await visible(uow, actor, input.referral_id)
    transition = TRANSITIONS[act]
    if not permitted(actor, transition.operation, row["district_path"]):
        raise NotAllowed(transition.operation)
    if input.expected_version not in {None, row["version"]}:
        raise Stale(StaleDetail(row["version"]))
    if row["state"] not in transition.states:
        raise Refused(STATE, state=State(row["state"]), verb=transition.operation.value)
    return row


async def visible(uow: UnitOfWork, actor: Viewer, referral_id: UUID) -> Row:
    """A referral that an input names. Raises NotFound."""
    asked = select(referral).where(referral.c.id == bindparam("referral_id"), reachable(actor, Operation.READ))
    row = await uow.fetch_one(asked, referral_id=referral_id)
    if row is None or not uow.services.plugins.switches.on(PLUGIN, row["gate"]):
        raise NotFound(field=("input", "referralId"))
    return row


def permitted(actor: Viewer, operation: Operation, district_path: str) -> bool:
    """Whether a grant of the actor's, cleared for DISCIPLINE, opens the operation there."""
    return allows(actor, operation, Target(district_path, (), None, Secrecy.DISCIPLINE.level))


async def finish(
    uow: UnitOfWork,
    actor: Viewer,
    act: Act,
    row: Row,
    changes: Mapping[str, object] = NOTHING,
    *,
    note: str | None = None,
    body: Mapping[str, object] = NOTHING,
) -> Outcome:
    """Write the act as the referral's next version; `changes` are columns, and `body` goes into the audit.

    Raises VersionMoved when somebody else wrote the referral first.
    """
    state, version = TRANSITIONS[act].to or State(row["state"]), row["version"] + 1
    where = {"id": row["id"], "version": row["version"]}
    if not await uow.update(referral, where, {**changes, "state": state.value, "version": version}):
        raise VersionMoved
    after = {**row, **changes, "state": state.value, "version": version}
    await note_down(uow, act, after, actor.id, note=note, body=body)
    return Outcome(row["case_id"], row["id"], version)


async def note_down(
    uow: UnitOfWork,
    act: Act,
    row: Row,
    actor: UUID | None,
    *,
    note: str | None = None,
    body: Mapping[str, object] = NOTHING,
) -> None:
    """Write the step that made this version of the referral, and its entry in the audit."""
    id_ = new_id()
    key = await uow.services.keys.case_key(row["case_key"])
    made = {
        "id": id_, "referral_id": row["id"], "version": row["version"], "act": act.value, "state": row["state"],
        "by": actor, "at": uow.now, **columns(uow, key, NOTE, id_, note),
    }  # fmt: skip
    await uow.insert(step, [made])
    await record(uow, [Entry(row["id"], row["version"], act, actor, {"state": row["state"], **body})])
