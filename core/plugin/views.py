"""What hooks are shown of a case: values, so that a plug-in cannot change the core's state by accident."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.cases.facts import AssignmentFacts
from core.cases.states import CaseState, Channel, Kind, Urgency


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as hooks see it. Its fields are part of the plug-in interface: none is removed without a new API number.

    `gate` is the six-digit district code that switches plug-ins, `secrecy` 0 to 3, `utility` the essential utility of its
    category (WATER, POWER, GAS, HEAT, TELECOM) or None. `assignments` are the units' parts, ended ones too.
    """

    id: UUID
    case_no: str
    version: int
    state: CaseState
    kind: Kind
    channel: Channel
    urgency: Urgency
    category: str | None
    district: str
    district_path: str
    gate: str
    secrecy: int
    enterprise: bool
    utility: str | None
    public_safety: bool
    round: int
    bounces: int
    registered_by: UUID
    registered_at: datetime
    profile: str
    profile_version: int
    assignments: tuple[AssignmentFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event of a case: a verb, its consequence, or what a plug-in recorded.

    `type` is the verb (`dispatchCase`), a consequence (`assigned`, `redCard`) or a plug-in's (`legal_desk/refer`).
    `body` holds ids, codes and field names only. `actor` is an account's id, None for the system. `gate` is the case's.
    `traceparent` is the trace of the request that made it, where it may be told.
    """

    id: UUID
    case_id: UUID
    case_version: int
    type: str
    assignment_id: UUID | None
    actor: UUID | None
    secrecy: int
    gate: str
    body: Mapping[str, Any]
    occurred_at: datetime
    traceparent: str | None = None
