"""Root fields that count."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy import bindparam, select

from core.access.operations import Operation
from core.cases.states import AssignmentState, CaseState, Kind
from core.counters.queries import ASSIGNMENTS, CASES, Sorts, sums
from core.districts.model import district as district_
from core.units.model import unit
from schema.context import Info
from schema.counters.types import AssignmentCount, AssignmentCounts, CaseCount, CaseCounts
from schema.decorators import field
from schema.relay.ids import expect
from schema.relay.windows import given

_DISTRICT = select(district_.c.path).where(district_.c.code == bindparam("code"))
_UNIT = select(unit.c.path).where(unit.c.id == bindparam("id"))
_NONE = "/-"
"""The path of no place."""

DistrictCode = Annotated[
    str | None, strawberry.argument(description="In this district or below, by code.\n区划代码（含下级）")
]
UnitId = Annotated[
    strawberry.ID | None, strawberry.argument(description="Of this unit or one below.\n承办单位（含下级）")
]
Kinds = Annotated[list[Kind] | None, strawberry.argument(description="Cases of one of these kinds.\n诉求类型（任一）")]
DueFrom = Annotated[
    date | None, strawberry.argument(description="Next due on or after this local date.\n到期日期起（含）")
]
DueBefore = Annotated[
    date | None,
    strawberry.argument(description="Next due before this local date; today gives what is late.\n到期日期止（不含）"),
]


@strawberry.type
class CounterQueries:
    """Root fields."""

    @field(
        "How many cases there are, by district and state; null if they are not yours to see.\n工单计数（按区划和状态）"
    )
    async def case_counts(
        self,
        info: Info,
        district: DistrictCode = strawberry.UNSET,
        kind: Kinds = strawberry.UNSET,
        due_from: DueFrom = strawberry.UNSET,
        due_before: DueBefore = strawberry.UNSET,
    ) -> CaseCounts | None:
        """Kept sums: the same speed for a million cases as for ten."""
        viewer, read = info.context.viewer, info.context.read
        if not viewer.may(Operation.CASE_READ):
            return None
        root = given(district)
        if root is not None:
            root = await read.fetch_value(_DISTRICT, code=root) or _NONE
        kinds = given(kind)
        asked = Sorts(
            CASES, root=root, kinds=None if kinds is None else [one.value for one in kinds], due_from=given(due_from),
            due_before=given(due_before),
        )  # fmt: skip
        found = await sums(read, viewer, asked)
        counts = [CaseCount(district_code=_last(one.place), state=CaseState(one.state), count=one.n) for one in found]
        return CaseCounts(counts=counts)

    @field(
        "How many assignments there are, by unit and state; null if they are not yours to see.\n承办任务计数（按单位和状态）"
    )
    async def assignment_counts(
        self,
        info: Info,
        unit_id: UnitId = strawberry.UNSET,
        due_from: DueFrom = strawberry.UNSET,
        due_before: DueBefore = strawberry.UNSET,
    ) -> AssignmentCounts | None:
        """As `caseCounts`, for those who answer for units."""
        viewer, read = info.context.viewer, info.context.read
        if not viewer.may(Operation.ASSIGNMENT_READ):
            return None
        chosen, root = given(unit_id), None
        if chosen is not None:
            root = await read.fetch_value(_UNIT, id=expect(chosen, "unit", "unitId")) or _NONE
        asked = Sorts(ASSIGNMENTS, root=root, due_from=given(due_from), due_before=given(due_before))
        found = await sums(read, viewer, asked)
        counts = [
            AssignmentCount(unit_code=_last(one.place), state=AssignmentState(one.state), count=one.n) for one in found
        ]
        return AssignmentCounts(counts=counts)


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]
