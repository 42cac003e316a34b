"""Root fields that count. Sums are kept: the same speed for a million cases as for ten."""

from datetime import date

import strawberry

from core.cases.states import Kind
from core.counters.sorts import ASSIGNMENTS, CASES
from schema.counters.fields import sums
from schema.counters.types import AssignmentCount, AssignmentCounts, CaseCount, CaseCounts
from schema.data.conditions import Argument

_DUE = (
    Argument(name="due_from", type=date | None, description="Next due on or after this local date.\n到期日期起（含）"),
    Argument(
        name="due_before",
        type=date | None,
        description="Next due before this local date; today gives what is late.\n到期日期止（不含）",
    ),
)
_DISTRICT = Argument(
    name="district", type=str | None, description="In this district or below, by code.\n区划代码（含下级）"
)
_KIND = Argument(name="kind", type=list[Kind] | None, description="Cases of one of these kinds.\n诉求类型（任一）")
_UNIT = Argument(
    name="unit_id", type=strawberry.ID | None, description="Of this unit or one below.\n承办单位（含下级）"
)


@strawberry.type
class CounterQueries:
    """Root fields."""

    case_counts: CaseCounts | None = sums(
        CASES,
        CaseCounts,
        CaseCount,
        arguments=(_DISTRICT, _KIND, *_DUE),
        description="How many cases there are, by district and state; null if they are not yours to see.\n"
        "工单计数（按区划和状态）",
    )
    assignment_counts: AssignmentCounts | None = sums(
        ASSIGNMENTS,
        AssignmentCounts,
        AssignmentCount,
        arguments=(_UNIT, *_DUE),
        description="How many assignments there are, by unit and state; null if they are not yours to see.\n"
        "承办任务计数（按单位和状态）",
    )
