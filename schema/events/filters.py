"""Which cases somebody wants to hear of."""

from dataclasses import dataclass

import strawberry
from sqlalchemy import Text, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.states import CaseState, Kind
from core.districts.errors import UNKNOWN_DISTRICT
from core.districts.model import district
from core.errors import NotFound, Refused
from core.events.logged import LoggedEvent
from core.units.model import unit
from schema.cases.filters import CaseFilter
from schema.context import RequestContext
from schema.relay.ids import expect
from schema.relay.windows import given

_UNIT = select(unit.c.path).where(unit.c.id == bindparam("unit_id", type_=Uuid(as_uuid=True)))
_DISTRICT = select(district.c.path).where(district.c.code == bindparam("code", type_=Text()))
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter with its places found; None is anything. An event that leads a case away from a state is wanted too."""

    unit: str | None = None
    district: str | None = None
    kinds: frozenset[str] | None = None
    states: frozenset[str] | None = None

    def __contains__(self, logged: LoggedEvent) -> bool:
        """Whether the event's case, as it is now, is one of those."""
        return (
            (self.unit is None or any(_below(path, self.unit) for path in logged.unit_paths))
            and (self.district is None or _below(logged.district_path, self.district))
            and (self.kinds is None or logged.kind in self.kinds)
            and (self.states is None or not self.states.isdisjoint(_states(logged)))
        )


@strawberry.input(description="Which cases to hear of; every condition given must hold.\n工单订阅条件")
class CaseEventFilter:
    """Conditions on the case that an event happened to."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="With an assignment of this unit or one below.\n承办单位（含下级）"
    )
    district: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this district or below, by code.\n区划代码（含下级）"
    )
    kind: list[Kind] | None = strawberry.field(
        default=strawberry.UNSET, description="Of one of these kinds.\n诉求类型（任一）"
    )
    state: list[CaseState] | None = strawberry.field(
        default=strawberry.UNSET,
        description="In one of these states, or just led out of or into one.\n状态（任一，含刚离开或进入）",
    )

    def cases(self) -> CaseFilter:
        """The same for a list of cases."""
        return CaseFilter(unit_id=self.unit_id, district=self.district, kind=self.kind, state=self.state)

    async def wanted(self, context: RequestContext) -> Wanted:
        """The same for events. Raises NotFound for an id that is no unit's, UNKNOWN_DISTRICT."""
        kinds, states = given(self.kind), given(self.state)
        return Wanted(
            unit=await _unit_path(context, given(self.unit_id)),
            district=await _district_path(context, given(self.district)),
            kinds=None if kinds is None else frozenset(one.value for one in kinds),
            states=None if states is None else frozenset(one.value for one in states),
        )


async def _unit_path(context: RequestContext, id_: strawberry.ID | None) -> str | None:
    if id_ is None:
        return None
    field = ("filter", "unitId")
    path: str | None = await context.read.fetch_value(_UNIT, unit_id=expect(id_, "unit", *field))
    if path is None:
        raise NotFound(field=field)
    return path


async def _district_path(context: RequestContext, code: str | None) -> str | None:
    if code is None:
        return None
    path: str | None = await context.read.fetch_value(_DISTRICT, code=code[:_LONGEST])
    if path is None:
        raise Refused(UNKNOWN_DISTRICT, field=("filter", "district"), district=code[:_LONGEST])
    return path


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _states(logged: LoggedEvent) -> set[str]:
    body = logged.event.body
    return {logged.state, *(str(body[name]) for name in ("from", "to") if name in body)}
