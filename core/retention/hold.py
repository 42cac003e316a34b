"""placeLegalHold and liftLegalHold (保全): what must be kept for a proceeding is neither anonymised nor deleted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.operations import Operation
from core.access.predicate import allows
from core.access.viewer import Viewer
from core.cases import check, decide
from core.cases.begin import visible_case
from core.cases.facts import CaseFacts
from core.cases.inputs.subject import OnCase
from core.cases.moved import case_moved
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, Refused
from core.events.consequence import Consequence
from core.ids import new_id
from core.retention.acts import entered
from core.retention.errors import ALREADY_ANONYMISED, HELD_ALREADY, HOLD_IN_THE_PAST, NOT_HELD
from core.retention.model import legal_hold
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.masks import MaskKind

REASON = SealedField("legal_hold", "reason", MaskKind.TEXT)

_IN_FORCE = select(legal_hold.c.id).where(
    legal_hold.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True)),
    legal_hold.c.lifted_at.is_(None),
    or_(legal_hold.c.until.is_(None), legal_hold.c.until > bindparam("now", type_=TIMESTAMP(timezone=True))),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLegalHold(OnCase):
    """`reason` has at most 2,000 characters and is sealed; without `until` the hold lasts until it is lifted."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLegalHold(OnCase):
    """Ends the hold that is in force."""


async def place_legal_hold(uow: UnitOfWork, actor: Viewer, input: PlaceLegalHold) -> Outcome:
    """Hold the case. Raises NotFound, NotAllowed, Stale, ALREADY_ANONYMISED, HELD_ALREADY and HOLD_IN_THE_PAST."""
    facts = await _permitted(uow, actor, input)
    reason = check.text(input.reason, "reason")
    if facts.row["anonymised_at"] is not None:
        raise Refused(ALREADY_ANONYMISED)
    if input.until is not None and input.until <= uow.now:
        raise Refused(HOLD_IN_THE_PAST, field=("input", "until"))
    if await _in_force(uow, facts) is not None:
        raise Refused(HELD_ALREADY)
    id_, key = new_id(), await uow.services.keys.case_key(facts.row["case_key"])
    await entered(uow, facts.row, Consequence.LEGAL_HOLD_PLACED, actor.id)
    row = {
        "id": id_, "case_id": facts.id, "by": actor.id, "at": uow.now, "until": input.until,
        **sealed_columns(REASON, id_, reason, case_key=key, indexes=uow.services.indexes),
    }  # fmt: skip
    await uow.insert(legal_hold, [row])
    return Outcome(facts.id, id_, facts.version + 1)


async def lift_legal_hold(uow: UnitOfWork, actor: Viewer, input: LiftLegalHold) -> Outcome:
    """Let the clocks of the case go on. Raises NotFound, NotAllowed, Stale and NOT_HELD."""
    facts = await _permitted(uow, actor, input)
    held = await _in_force(uow, facts)
    if held is None:
        raise Refused(NOT_HELD)
    await entered(uow, facts.row, Consequence.LEGAL_HOLD_LIFTED, actor.id)
    await uow.change(legal_hold, held, {"lifted_by": actor.id, "lifted_at": uow.now})
    return Outcome(facts.id, held, facts.version + 1)


async def _permitted(uow: UnitOfWork, actor: Viewer, input: OnCase) -> CaseFacts:
    facts = await visible_case(uow, actor, input.case_id, "caseId")
    if not allows(actor, Operation.RETENTION_HOLD, decide.target(facts)):
        raise NotAllowed(Operation.RETENTION_HOLD)
    if input.expected_version is not None and input.expected_version != facts.version:
        raise await case_moved(uow, facts.id, facts.version, input.expected_version)
    return facts


async def _in_force(uow: UnitOfWork, facts: CaseFacts) -> UUID | None:
    found: UUID | None = await uow.fetch_value(_IN_FORCE, case_id=facts.id, now=uow.now)
    return found
